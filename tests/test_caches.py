"""Caches hold what they say and no more: keys and overhead count, one budget bounds them all."""

from __future__ import annotations

import ast
import gc
import sys
import threading
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from explorer.kit.cache import Kept, PageCache
from explorer.kit.request import PARAMETERS, REPEATED, asked_of
from explorer.kit.routing import CACHE
from ontology.caches import OVERHEAD, Budget, Cache, size_of
from tests.support.pages_example import Site, leading

MIB = 1 << 20


def small(budget: Budget | None = None, most: int = MIB) -> Cache[str, bytes]:
    return Cache("test", most, budget or Budget(10 * MIB))


def test_a_long_key_counts_as_much_as_a_long_value() -> None:
    cache = small()
    for number in range(100):
        cache.put(f"{number}" + "k" * 100_000, b"")
    assert cache.size <= MIB
    assert len(cache) <= 10


def test_many_small_entries_count_what_they_cost() -> None:
    cache = small()
    for number in range(100_000):
        cache.put(str(number), b"")
    assert len(cache) <= MIB // OVERHEAD
    assert cache.size <= MIB


def test_what_was_used_least_is_forgotten_first() -> None:
    cache = small(most=3 * (OVERHEAD + 2_000))
    for key in "abc":
        cache.put(key, b"x" * 1_500)
    assert cache.get("a") is not None
    cache.put("d", b"x" * 1_500)
    assert cache.get("b") is None
    assert [key for key in "acd" if cache.get(key) is None] == []


def test_what_is_larger_than_the_cache_is_not_held_and_drives_nothing_out() -> None:
    cache = small()
    cache.put("a", b"x")
    cache.put("b", b"x" * 2 * MIB)
    assert (cache.get("a"), cache.get("b")) == (b"x", None)
    cache.put("a", b"x" * 2 * MIB)
    assert cache.get("a") is None


def test_all_caches_share_one_budget_and_the_largest_gives_way() -> None:
    budget = Budget(2 * MIB)
    one, two = small(budget, 2 * MIB), small(budget, 2 * MIB)
    one.put("few", b"x" * 100_000)
    for number in range(100):
        two.put(str(number), b"x" * 100_000)
    assert budget.size <= 2 * MIB
    assert one.get("few") is not None
    assert budget.sizes()["test"] > 0


@given(st.lists(st.tuples(st.text(max_size=40), st.binary(max_size=5_000)), max_size=60))
def test_a_size_is_the_sum_of_what_is_held(entries: list[tuple[str, bytes]]) -> None:
    cache = small(Budget(50_000), 40_000)
    for key, value in entries:
        cache.put(key, value)
    held = {key for key, _ in entries if cache.get(key) is not None}
    last = dict(entries)
    assert cache.size == sum(OVERHEAD + size_of(k) + size_of(last[k]) for k in held)
    assert cache.size <= 40_000
    cache.clear()
    assert cache.size == 0


def test_threads_may_use_a_cache_at_once() -> None:
    cache = small(most=200_000)
    errors: list[Exception] = []

    def work(start: int) -> None:
        try:
            for number in range(start, start + 2_000):
                cache.put(str(number % 300), b"x" * (number % 900))
                cache.get(str(number % 299))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n * 100,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert cache.size <= 200_000


@pytest.mark.parametrize(
    ("value", "least"),
    [
        ("x" * 1_000, 1_000),
        (["x" * 1_000, "y" * 1_000], 2_000),
        ({"k" * 500: "v" * 500}, 1_000),
        (Kept(b"x" * 1_000, 200, "text/html", "e"), 1_000),
        ([str(n) * 10 for n in range(100_000)], 100_000 * 50),
    ],
)
def test_a_size_counts_the_members_too(value: object, least: int) -> None:
    assert size_of(value) >= least


def _whole(value: object, known: set[int]) -> int:
    """Measure every member, however many there are."""
    if id(value) in known:
        return 0
    known.add(id(value))
    inner: list[object] = []
    if isinstance(value, (list, tuple)):
        inner = list(value)
    elif isinstance(value, dict):
        inner = [each for pair in value.items() for each in pair]
    return sys.getsizeof(value) + sum(_whole(each, known) for each in inner)


@pytest.mark.parametrize(
    "value",
    [
        [[f"{n}-{m}" * 9 for m in range(n % 13)] for n in range(900)],
        {f"k{n}": (f"v{n}" * (n % 7), [f"{n}"] * 3, {"x": f"y{n}"}) for n in range(1_000)},
        [("same", n, [f"{n}{m}" for m in range(5)]) for n in range(20_000)],
        [f"text {n}" for n in range(4_000)],
        [["short"], ["x" * 900_000], *([str(n)] for n in range(20))],
    ],
)
def test_a_size_that_is_estimated_is_near_the_whole(value: object) -> None:
    whole = _whole(value, set())
    assert whole / 2 < size_of(value) < whole * 2


def test_a_size_is_measured_quickly_whatever_the_value() -> None:
    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep, deep]
    assert size_of(deep) > 0


# ---- addresses ------------------------------------------------------------------------------


def test_parameters_that_no_page_reads_are_dropped() -> None:
    given_ = QueryParams([("q", "a"), ("utm_source", "x"), ("q", "b"), ("x" * 100, "y")])
    assert asked_of(given_).multi_items() == [("q", "a"), ("q", "b")]


def test_a_value_of_absurd_length_and_absurdly_many_values_are_dropped() -> None:
    given_ = QueryParams([("q", "x" * 10_000), *[("document", str(n)) for n in range(1_000)]])
    assert len(asked_of(given_).multi_items()) == REPEATED


def test_a_page_reads_the_parameters_that_it_names_itself() -> None:
    given_ = QueryParams([("body", "a"), ("zzz", "b")])
    assert asked_of(given_, {"body"}).multi_items() == [("body", "a")]


def test_every_parameter_that_a_page_reads_is_listed(root: Path) -> None:
    read = {
        word.value
        for path in (root / "explorer").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call | ast.Subscript)
        for word in _named(node)
    }
    assert {"q", "document", "page", "sort"} <= read
    assert read - PARAMETERS == set()


_READING = ("query.get", "query.getlist", "query", "choice")


def _named(node: ast.Call | ast.Subscript) -> list[ast.Constant]:
    """Return the texts by which ``ask.query`` and ``ask.choice`` are asked."""
    called = ast.unparse(node.func if isinstance(node, ast.Call) else node.value)
    if called.removeprefix("ask.").removeprefix("self.") not in _READING:
        return []
    first = node.args[:1] if isinstance(node, ast.Call) else [node.slice]
    return [n for n in first if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def test_addresses_that_differ_in_what_nobody_reads_are_one_page(tmp_path: Path) -> None:
    site = leading().site(tmp_path, "one-page")
    CACHE.clear()
    for number in range(20):
        assert site.get(f"/zh/leads?x{number}={number}&utm=a").status_code == 200
    assert len(CACHE) == 1


@pytest.mark.parametrize("make", ["nobody reads", "q", "document", "path"])
def test_thousands_of_addresses_leave_little_behind(tmp_path: Path, make: str) -> None:
    site = leading().site(tmp_path, "many-addresses")
    CACHE.clear()
    long = "x" * 3_000
    address = {
        "nobody reads": "/zh/leads?nobody={n}{long}",
        "q": "/zh/search?q={n}" + "{long}",
        "document": "/zh/leads?document={n}{long}",
        "path": "/zh/page/{n}{long}",
    }[make]
    # What is made once, by whichever thread, counts once; what is left behind, every time.
    left = min(
        _left_by(site, [address.format(n=n, long=long) for n in range(s, s + 60)])
        for s in (0, 60, 120)
    )
    assert left < 32 * MIB * 60 / 2_000


def _left_by(site: Site, addresses: list[str]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for address in addresses:
            site.get(address)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def test_the_cache_of_pages_counts_keys() -> None:
    pages = PageCache(MIB, Budget(MIB))
    for number in range(2_000):
        pages.put(("v", "zh", "h", "/", f"{number}{'x' * 200_000}"), Kept(b"", 200, "t", "e"))
    assert pages.size <= MIB
