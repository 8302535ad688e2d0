"""Search over all labels and names as written: characters of either script, English, pinyin.

Everything is folded once (width, case, traditional to simplified) and indexed by pairs of
neighbouring signs, so that two characters suffice and nothing is stemmed or guessed.  Pinyin and
its initials are keys only; they are never shown.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final
from weakref import WeakKeyDictionary

from explorer.pages.shell import Ask, Page, Table
from explorer.pages.tables import HUES, KINDS, NAMES, SLUGS, kind_of, tables_of
from explorer.pages.view import GraphView, Lit
from ontology.terms import PK, RDFS

MANY: Final = 20_000
"""From so many things on, pinyin goes character by character: a tenth of the time."""
SHOWN: Final = 12
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ORDER: Final = (
    PK.Organization,
    PK.Campaign,
    PK.Task,
    PK.Document,
    PK.Place,
    PK.Policy,
    PK.Indicator,
    PK.Enterprise,
    PK.Project,
    PK.Person,
    *KINDS,
)
_RANK: Final = {cls: i for i, cls in reversed(list(enumerate(_ORDER)))}


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Fold width, case and script."""
    return str(_converter().convert(unicodedata.normalize("NFKC", text).casefold()))


def _fold_all(texts: list[str]) -> list[str]:
    """Fold many texts by one call of the converter."""
    whole = "\n".join(unicodedata.normalize("NFKC", t).casefold().replace("\n", " ") for t in texts)
    return str(_converter().convert(whole)).split("\n")


@dataclass(slots=True)
class Entry:
    """One thing that can be found."""

    iri: str
    kind: str
    keys: tuple[str, ...]
    """Folded labels and names."""
    sounds: tuple[str, ...]
    """Pinyin and its initials of the names that are Chinese."""


@dataclass
class Index:
    """All things of a graph, found by pairs of signs."""

    entries: list[Entry] = field(default_factory=list)
    pairs: dict[str, array[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, view: GraphView) -> Index:
        """Index the labels and names of all things that have pages."""
        found = cls()
        things = [(i, k) for k, members in tables_of(view).listed.items() for i in members]
        texts: list[str] = []
        spans: list[tuple[int, int]] = []
        for iri, _ in things:
            words = {
                o.text
                for p in (RDFS.label, PK.name)
                for o in view.out(iri).get(p, ())
                if isinstance(o, Lit)
            }
            spans.append((len(texts), len(texts) + len(words)))
            texts += sorted(words)
        folded = _fold_all(texts) if texts else []
        sound = _Sounds(by_sign=len(things) > MANY)
        pairs: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, ((iri, kind), (start, end)) in enumerate(zip(things, spans, strict=True)):
            keys = tuple(dict.fromkeys(folded[start:end]))
            sounds = tuple(s for k in keys for s in sound.of(k))
            found.entries.append(Entry(iri, kind, keys, sounds))
            grams = {text[i : i + 2] for text in (*keys, *sounds) for i in range(len(text) - 1)}
            for gram in grams:
                pairs[gram].append(number)
        found.pairs = dict(pairs)
        return found

    def find(self, query: str, most: int = 400) -> list[Entry]:
        """Return what fits a query best, the best first; every word of it must fit."""
        words = fold(query).split()
        if not words:
            return []
        hits: list[tuple[int, int, int, str, Entry]] = []
        for number in self._candidates(words):
            entry = self.entries[number]
            score = self._score(entry, words)
            if score is not None:
                shortest = min(map(len, entry.keys), default=0)
                hits.append((score, _RANK.get(entry.kind, 99), shortest, entry.iri, entry))
        if len(words) == 1 and 2 <= len(words[0]) <= 6:
            hits += self._shortened(words[0], {hit[3] for hit in hits})
        hits.sort(key=lambda h: h[:4])
        return [hit[4] for hit in hits[:most]]

    def _shortened(self, word: str, known: set[str]) -> Iterable[tuple[int, int, int, str, Entry]]:
        """Yield bodies of which a query is a short form: 发改 or fgw of 发展和改革委员会."""
        if word.isascii() and (len(word) < 3 or not word.isalpha()):
            return
        pattern = re.compile(".*?".join(map(re.escape, word)))
        for entry in self._bodies:
            keys = entry.sounds[1::2] if word.isascii() else entry.keys
            spans = [m.end() - m.start() for k in keys if (m := pattern.search(k))]
            if spans and entry.iri not in known:
                yield (5 + min(spans), _RANK.get(entry.kind, 99), len(keys[0]), entry.iri, entry)

    @cached_property
    def _bodies(self) -> list[Entry]:
        kinds = (PK.Organization, PK.GroupReference, PK.Enterprise)
        return [e for e in self.entries if e.kind in kinds]

    def _candidates(self, words: list[str]) -> Iterable[int]:
        grams = {w[i : i + 2] for w in words for i in range(len(w) - 1)}
        if not grams:  # one sign alone: look at everything, it is quick enough
            return range(len(self.entries))
        lists = sorted((self.pairs.get(g, array("I")) for g in grams), key=len)
        found = set(lists[0])
        for other in lists[1:]:
            if len(found) <= 64:
                break
            found.intersection_update(other)
        return found

    @staticmethod
    def _score(entry: Entry, words: list[str]) -> int | None:
        """Return how well an entry fits, 0 best; nothing if a word is missing."""
        total = 0
        for word in words:
            best = min((_fit(word, key) for key in entry.keys), default=9)
            if best > 2 and word.isascii():
                sounds = min((_fit(word, s) + 1 for s in entry.sounds), default=9)
                best = min(best, sounds)
            if best >= 9:
                return None
            total += best
        return total


def _fit(word: str, key: str) -> int:
    if word == key:
        return 0
    at = key.find(word)
    if at < 0:
        return 9
    if at == 0:
        return 1
    if word.isascii() and key[at - 1].isascii() and key[at - 1].isalnum():
        return 4
    return 2 if len(key) < 24 else 3


class _Sounds:
    """Pinyin keys of names, remembered sign by sign."""

    def __init__(self, *, by_sign: bool) -> None:
        self.by_sign = by_sign
        self._known: dict[str, str] = {}

    def of(self, text: str) -> tuple[str, ...]:
        """Return the pinyin and the initials of a Chinese name of moderate length."""
        if not _HAN.search(text) or len(text) > 40:
            return ()
        syllables = self._syllables(text)
        return ("".join(syllables), "".join(s[0] for s in syllables if s))

    def _syllables(self, text: str) -> list[str]:
        from pypinyin import lazy_pinyin

        kept = [c for c in text if c.isalnum()]
        if not self.by_sign:
            return [str(s) for s in lazy_pinyin("".join(kept)) if s]
        for sign in kept:
            if sign not in self._known:
                self._known[sign] = str(lazy_pinyin(sign)[0])
        return [self._known[sign] for sign in kept]


_making = threading.Lock()
_made: WeakKeyDictionary[GraphView, Index] = WeakKeyDictionary()


def index_of(view: GraphView) -> Index:
    """Return the index of a view, made on first use."""
    with _making:
        found = _made.get(view)
        if found is None:
            found = _made[view] = Index.of(view)
        return found


def nearest(view: GraphView, name: str, most: int = 8) -> list[str]:
    """Return the things nearest to a misspelt name: what its pieces find, then like ids."""
    import difflib

    found = [e.iri for e in index_of(view).find(re.sub(r"[_\-/.]+", " ", name), most)]
    if len(found) < most:
        locals_ = {view.local(e.iri): e.iri for e in index_of(view).entries}
        like = difflib.get_close_matches(name, locals_, most, 0.6)
        found += [locals_[n] for n in like if locals_[n] not in found]
    return found[:most]


# ---- the page ----------------------------------------------------------------------------


def search(ask: Ask) -> Page:
    """Show what a query finds, grouped by kind."""
    view = ask.view
    query = ask.query.get("q", "").strip()[:200]
    chosen = ask.choice("kind", list(SLUGS.values()))
    found = index_of(view).find(query) if query else []
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        if not chosen or SLUGS[entry.kind] == chosen:
            groups[entry.kind].append(entry)
    limit = 400 if chosen else SHOWN
    shown: list[dict[str, Any]] = [
        {
            "kind": kind,
            "slug": SLUGS[kind],
            "name": ask.w(*NAMES[kind]),
            "hue": HUES[kind],
            "total": len(entries),
            "results": [_result(ask, e, query) for e in entries[:limit]],
        }
        for kind, entries in groups.items()
    ]
    title = f"{query} · {ask.w('搜索', 'Search')}" if query else ask.w("搜索", "Search")
    rows = [(g["name"], r["label"], r["other"], r["iri"]) for g in shown for r in g["results"]]
    return Page(
        "search.html",
        title,
        {"query": query, "groups": shown, "total": len(found), "near": _near(ask, query, found)},
        table=Table(("kind", "label", "other", "iri"), rows),
        data={"query": query, "total": len(found), "groups": shown},
        sparql=_SPARQL.format(word=_quoted(query)) if query else "",
        section="/search",
    )


def _near(ask: Ask, query: str, found: list[Entry]) -> list[tuple[str, str]]:
    if not query or found:
        return []
    return [(ask.label(i), ask.href(i)) for i in nearest(ask.view, query)]


def _result(ask: Ask, entry: Entry, query: str) -> dict[str, Any]:
    view = ask.view
    label = ask.label(entry.iri)
    other = view.label(entry.iri, "en" if ask.lang == "zh" else "zh")
    word = fold(query)
    as_written = [n for n in view.shown_names(entry.iri) if n not in (label, other)]
    names = [n for n in as_written if word and word in fold(n)][:3] or as_written[:2]
    documents = tables_of(view).documents_of.get(entry.iri, [])
    return {
        "iri": entry.iri,
        "url": ask.href(entry.iri),
        "label": label,
        "other": other if other != label else "",
        "names": names,
        "kind": ask.label(entry.kind),
        "hue": HUES[kind_of(view, entry.iri)],
        "documents": [ask.label(d) for d in documents[:3]],
    }


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


_SPARQL: Final = """# Things whose label or written name holds the words, as written.
SELECT DISTINCT ?thing ?name WHERE {{
  ?thing rdfs:label|pk:name ?name .
  FILTER(CONTAINS(LCASE(STR(?name)), LCASE("{word}")))
}} ORDER BY ?name LIMIT 200"""
