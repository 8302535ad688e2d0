"""Caches that count what they hold, within one budget for the whole process.

``cachetools`` chooses what is forgotten; the lock, the sizes and the common budget are ours.  A
size is that of the key, of the value, and of an entry itself, so that many small answers, or many
long keys without an answer, cannot fill the memory unseen.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain, islice
from typing import Any, Final, Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

TOGETHER: Final = 192 << 20
"""Bytes that all caches of a process may hold together."""
OVERHEAD: Final = 400
"""Bytes that an entry costs beside its key and value: nodes of the order, slots, sizes."""
MEASURED: Final = 8_000
"""Members of a value that are looked at to measure it; the others are taken to be like them."""
SAMPLED: Final = 32
"""Collections in a collection that are measured of very many."""


def size_of(value: object) -> int:
    """Return about how many bytes a value holds, members included, each once.

    Of a collection of many collections, some that stand evenly in it are measured, and the others
    are taken to be like them: a page waits for this.  Texts and numbers are counted one by one.
    """
    total = seen = 0.0
    looked_at = 0
    known: set[int] = set()
    waiting: list[tuple[object, float]] = [(value, 1.0)]
    while waiting and looked_at < MEASURED:
        one, weight = waiting.pop()
        if id(one) in known:
            continue
        known.add(id(one))
        total += weight * sys.getsizeof(one, 64)
        seen += weight
        if type(one) in _LEAVES:
            continue
        members = list(islice(_members(one), MEASURED // 2))
        looked_at += 1 + len(members)
        weight *= _length(one) / len(members) if members else 1
        inner = [each for each in members if type(each) not in _LEAVES]
        if len(inner) < len(members):
            leaves = {id(each): each for each in members if type(each) in _LEAVES}
            new = [sys.getsizeof(leaves[place]) for place in leaves.keys() - known]
            known.update(leaves)
            total += weight * sum(new)
            seen += weight * len(new)
        some = inner[:: -(-len(inner) // SAMPLED)] if len(inner) > SAMPLED else inner
        if some:
            weight *= len(inner) / len(some)
        waiting += [(each, weight) for each in some]
    return int(total + sum(weight for _, weight in waiting) * total / seen)


def _length(value: object) -> int:
    """Return how many members a collection has."""
    if isinstance(value, tuple | list | set | frozenset):
        return len(value)
    if isinstance(value, Mapping):
        return 2 * len(value)
    return sum(1 for _ in _members(value))


_LEAVES: Final = frozenset((str, bytes, bytearray, int, float, bool, type(None)))


def _members(value: object) -> Iterator[object]:
    if isinstance(value, tuple | list | set | frozenset):
        return iter(value)
    if isinstance(value, Mapping):
        return chain.from_iterable(value.items())
    if isinstance(value, str | bytes | bytearray | int | float | type):
        return iter(())
    kind: Any = type(value)
    names = _fields_of(kind)
    if names is not None:
        return iter([getattr(value, name) for name in names])
    return iter(getattr(value, "__dict__", {}).values())


@cache
def _fields_of(kind: Any) -> tuple[str, ...] | None:
    """Return the names of the fields of a dataclass, looked up once; none for other classes."""
    return tuple(member.name for member in fields(kind)) if is_dataclass(kind) else None


class Budget:
    """Bytes that several caches share; what is beyond is taken from the largest of them."""

    def __init__(self, limit: int = TOGETHER) -> None:
        self.limit = limit
        self.lock = threading.RLock()
        self._caches: list[Cache[Any, Any]] = []

    def join(self, cache: Cache[Any, Any]) -> None:
        """Let a cache share this budget."""
        with self.lock:
            self._caches.append(cache)

    @property
    def size(self) -> int:
        """Bytes that all caches hold."""
        with self.lock:
            return sum(cache.size for cache in self._caches)

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each cache by its name."""
        with self.lock:
            return {cache.name: cache.size for cache in self._caches}

    def clear(self) -> None:
        """Forget everything that any of them holds."""
        with self.lock:
            for cache in self._caches:
                cache.clear()

    def make_room(self) -> None:
        """Forget until all caches fit; the caller holds the lock."""
        while self.size > self.limit:
            largest = max(self._caches, key=lambda cache: cache.size)
            largest.forget_one()


BUDGET: Final = Budget()


class Cache(Generic[K, V]):
    """The values used last, up to a number of bytes; safe for threads.

    Args:
        name: what it holds, for metrics.
        most: bytes it may hold.
        budget: what it shares with other caches.
        size: measures a value, where there is a quicker or a better way than :func:`size_of`.
    """

    def __init__(
        self,
        name: str,
        most: int,
        budget: Budget = BUDGET,
        size: Callable[[V], int] = size_of,
    ) -> None:
        self.name = name
        self._budget = budget
        self._measure = size
        self._held: LRUCache[K, V] = LRUCache(most, getsizeof=self._size_under_way)
        self._under_way = 0
        budget.join(self)

    def _size_under_way(self, value: V) -> int:
        return self._under_way

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return int(self._held.currsize)

    def get(self, key: K) -> V | None:
        """Return a value and remember that it was wanted."""
        with self._budget.lock:
            return self._held.get(key)

    def put(self, key: K, value: V) -> None:
        """Hold a value, unless it is larger than the whole cache; forget what was used least."""
        size = OVERHEAD + size_of(key) + self._measure(value)
        with self._budget.lock:
            self._held.pop(key, None)
            if size > self._held.maxsize:
                return
            self._under_way = size
            self._held[key] = value
            self._budget.make_room()

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """Return a value, made now where there is none; two askers at once may both make it."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def forget_one(self) -> None:
        """Forget what was used least."""
        with self._budget.lock:
            if self._held:
                self._held.popitem()

    def clear(self) -> None:
        """Forget everything."""
        with self._budget.lock:
            self._held.clear()

    def __len__(self) -> int:
        return len(self._held)
