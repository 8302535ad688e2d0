"""Falsify fields of true facts one by one, and ask whether a prover still calls them proved.

Records are changed in memory, as somebody would have written them wrongly; the document is then
flattened, resolved and proved again.  What the machine reads off structure (a bracket's role, the
part above) is falsified in the claim itself.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from loaders.checking.document import load_case
from loaders.evidence.locate import Evidence
from loaders.facts.flatten import flatten
from loaders.facts.model import Fact
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.resolving.references import resolve_document
from loaders.rules.base import Case
from loaders.states.fields import fields_of
from loaders.states.model import Claim, Proof
from loaders.states.proofs import prove
from loaders.workspace import Workspace
from loaders.yaml import records as R  # noqa: N812
from loaders.yaml.parse import Parsed, parse_document
from ontology import codes

__all__ = ["Falsifier", "Lie", "Tally"]


Proofs = dict[tuple[str, str], Proof]
_SHARED = frozenset({"value", "target", "growth", "investment", "responsibility"})
"""Kinds of facts that share a record with another."""


@dataclass(frozen=True)
class Lie:
    """A record changed so that some of its fields are false."""

    family: str
    record: R.Model
    changes: dict[str, Any]
    fields: frozenset[str]
    """Names of the fields that it makes false."""

    @property
    def kind(self) -> str:
        """The kind of fact that is meant, where several are made of one record."""
        return "target" if isinstance(self.record, R.Target) else "value"


@dataclass
class Tally:
    """How many lies were tried, and of which a false field was called proved."""

    tried: Counter[str] = field(default_factory=Counter)
    proved: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, Claim, str]] = field(default_factory=list)

    def rate(self) -> float:
        """Return the share of lies of which a false field was called proved."""
        return sum(self.proved.values()) / max(1, sum(self.tried.values()))


class Falsifier:
    """One document, falsified again and again."""

    def __init__(self, workspace: Workspace, path: Path, seed: int = 1) -> None:
        self.workspace = workspace
        named = [(p, workspace.name_of(p)) for p in workspace.authority_files()]
        self.authority: Authority = load_authority(named)[0]
        self.parsed: Parsed = parse_document(path, workspace.name_of(path))
        document, _ = flatten(self.parsed, self.authority)
        assert document is not None
        case, _ = load_case(workspace, document, self.authority)
        assert case.evidence is not None
        self.evidence: Evidence = case.evidence
        self.case = self.again()
        self.random = random.Random(seed)
        self.true = {(c.fact, c.field): c for c in fields_of(self.case)}

    def again(self) -> Case:
        """Return the document as its records are now."""
        document, _ = flatten(self.parsed, self.authority)
        assert document is not None
        case = Case(document, self.authority, self.evidence.source.folder, self.evidence)
        case.resolved = resolve_document(document, self.authority, self.workspace.base)
        return case

    def run(self, tally: Tally, most: int = 10_000, batch: int = 20) -> None:
        """Try lies of every family, and note which false fields are called proved."""
        lies = list(self.lies())
        self.random.shuffle(lies)
        for start in range(0, min(most, len(lies)), batch):
            self._try(tally, lies[start : start + batch])
        self._false_claims(tally, most)

    def _try(self, tally: Tally, lies: list[Lie]) -> None:
        chosen = {id(lie.record): lie for lie in lies}
        before = {key: {name: lie.record.__dict__[name] for name in lie.changes}
                  for key, lie in chosen.items()}  # fmt: skip
        for lie in chosen.values():
            lie.record.__dict__.update(lie.changes)
        try:
            case = self.again()
            claims = [
                claim
                for claim in fields_of(case)
                if claim.source is not None
                and (told := chosen.get(id(claim.source.record))) is not None
                and claim.name in told.fields
                and (claim.kind == told.kind or claim.kind not in _SHARED)
            ]
            proofs = prove(case, claims)
            for lie in chosen.values():
                own = [one for one in claims if one.source and one.source.record is lie.record]
                if own:
                    self._note(tally, lie.family, own, proofs)
        finally:
            for key, lie in chosen.items():
                lie.record.__dict__.update(before[key])

    def _note(self, tally: Tally, family: str, claims: list[Claim], proofs: Proofs) -> None:
        """Count one lie, once however many fields it makes false, as the falsifier does."""
        tally.tried[family] += 1
        told = [one for one in claims if (one.fact, one.field) in proofs and one.reason is None]
        if told:
            tally.proved[family] += 1
            tally.examples.append((family, told[0], proofs[told[0].fact, told[0].field].rule))

    # -- lies ------------------------------------------------------------------------------

    def lies(self) -> Iterator[Lie]:
        """Yield what could be written wrongly, by record."""
        facts = [fact for fact in self.case.document.facts if fact.kind != "responsibility"]
        for fact in facts:
            yield from self._names(fact)
            yield from self._codes(fact)
            if isinstance(fact.record, R.Value) and fact.kind in ("value", "target"):
                yield from self._amounts(fact)
            if isinstance(fact.record, R.RelationRecord):
                yield from self._relations(fact)
            if not isinstance(fact.record, R.Part):
                yield from self._times(fact)
                yield from self._subjects(fact)

    def _pick(self, items: Any, *never: Any) -> Any:
        left = [one for one in sorted(set(items), key=str) if one not in never]
        return self.random.choice(left) if left else None

    def _names(self, fact: Fact) -> Iterator[Lie]:
        record = fact.record
        attribute = "title" if isinstance(record, R.Recognition) else "name"
        name = getattr(record, attribute, None)
        if not isinstance(name, str) or len(name) < 4:
            return
        false = frozenset({"name"})
        for family, cut in (
            ("name cut at the left", name[1:]), ("name cut at the right", name[:-1]),
            ("name cut by two", name[:-2]),
        ):  # fmt: skip
            if not self._same(fact, cut):
                yield Lie(family, record, {attribute: cut}, false)
        text = self.evidence.source.folded.text
        at = text.find(self.case.clean(name))
        if at > 0:
            end = at + len(self.case.clean(name))
            if text[at - 1] not in "、,。;:“”《》()\n!?":
                longer = text[at - 1] + name
                yield Lie("name with a character before", record, {attribute: longer}, false)
            if text[end : end + 1] not in "、,。;:“”《》()\n!?":
                longer = name + text[end : end + 1]
                yield Lie("name with a character behind", record, {attribute: longer}, false)
        same = [
            getattr(other.record, attribute)
            for other in self.case.document.facts
            if other.kind == fact.kind and isinstance(getattr(other.record, attribute, None), str)
        ]
        same = [one for one in same if not self._same(fact, one)]
        if (other := self._pick(same, name)) is not None:
            yield Lie("name of another record", record, {attribute: other}, false)

    def _same(self, fact: Fact, name: str) -> bool:
        """Tell whether a name is another one of the same thing, in its words too: then it is true.

        店口 is called 店口镇 there, and means the same.
        """
        kinds = ("place", "organisation", "policy")
        means = self.case.document.viewpoint.resolve(kinds, name, fact.period).id
        quotes = self.case.quotes(fact)
        return (
            means is not None
            and means == fact.ref
            and any(self.case.clean(name) in quote for quote in quotes)
        )

    def _codes(self, fact: Fact) -> Iterator[Lie]:
        record = fact.record
        for attribute, scheme in (
            ("level", codes.Level), ("role", codes.MentionRole),
            ("kind", {"policy": codes.PolicyKind, "event": codes.EventKind,
                      "project": codes.ProjectKind}.get(fact.kind)),
        ):  # fmt: skip
            told = getattr(record, attribute, None)
            if told is not None and scheme is not None and not isinstance(record, R.Part):
                other = self._pick(get_args(scheme), told)
                yield Lie(f"wrong {attribute}", record, {attribute: other}, frozenset({attribute}))
        if fact.kind == "mention" and isinstance(record, R.Thing):
            known = self.authority.kinds
            kind = known.get(fact.ref or "")
            if kind is not None:
                other = self._pick([one for one in known if known[one] == kind], fact.ref)
                yield Lie("wrong identity", record, {"is_": other}, frozenset({"is"}))

    def _amounts(self, fact: Fact) -> Iterator[Lie]:
        record = fact.record
        assert isinstance(record, R.Value)
        if record.value is None:
            return
        false = frozenset({"value", "number", "unit", "bound"})
        beside = [
            other.record.value
            for other in self.case.document.facts
            if isinstance(other.record, R.Value) and other.record is not record
            and other.quotes[0] is fact.quotes[0]
            and other.record.value and other.kind in ("value", "target")
        ]  # fmt: skip
        elsewhere = [
            other.record.value for other in self.case.document.facts
            if isinstance(other.record, R.Value) and other.record.value
        ]  # fmt: skip
        amount = frozenset({"value", "number"})
        if (other := self._pick(beside, record.value)) is not None:
            yield Lie("value of its neighbour", record, {"value": other}, amount)
        if (other := self._pick(elsewhere, record.value)) is not None:
            yield Lie("value of another passage", record, {"value": other}, amount)
        reading = self.case.language.read_value(record.value)
        if reading.number is not None:
            wrong = str(reading.number * 10)
            yield Lie("number by hand", record, {"number": wrong}, frozenset({"number"}))
            unit = self._pick(("PERCENT", "mu", "M2", "CCY_CNY", "YR"), reading.unit)
            yield Lie("unit by hand", record, {"unit": unit}, frozenset({"unit"}))
            bound = self._pick([one for one in get_args(codes.Bound) if one != "range"],
                               record.bound or reading.bound)  # fmt: skip
            yield Lie("bound by hand", record, {"bound": bound}, frozenset({"bound"}))
            digit = next((ch for ch in record.value if ch.isdigit()), None)
            if digit is not None:
                wrong = record.value.replace(digit, str((int(digit) + 1) % 10), 1)
                yield Lie("one digit wrong", record, {"value": wrong}, false - {"unit", "bound"})
        names = [
            other.record.name for other in self.case.document.facts
            if isinstance(other.record, R.Value) and other.quotes[0] is fact.quotes[0]
            and other.record.value != record.value
        ]  # fmt: skip
        if (other := self._pick(names, record.name)) is not None:
            yield Lie("measure of its neighbour", record, {"name": other}, false | {"name"})
        shared = [one for one, kind in self.authority.kinds.items() if kind == "indicator"]
        if (other := self._pick(shared, fact.indicator)) is not None:
            yield Lie("wrong indicator", record, {"indicator": other}, frozenset({"indicator"}))

    def _times(self, fact: Fact) -> Iterator[Lie]:
        record = fact.record
        false = frozenset({"period"})
        text = self.evidence.source.folded.text
        written = self.case.document.header.written
        years = self.case.language.years.years_in(text, written)
        by = getattr(record, "by", None)
        if fact.period is None or "period" in fact.inferred or by is not None:
            if by is not None and by.isdigit() and "by" not in fact.inferred:
                yield Lie("wrong deadline", record, {"by": str(int(by) + 1)}, frozenset({"by"}))
            return
        if fact.period == "unstated":
            year = self._pick(years)
            if year is not None:
                yield Lie("year invented", record, {"period": str(year)}, false)
            return
        own = self.case.document.viewpoint.period(fact.period)
        told = {own.year, own.start} if own is not None else set()
        if (year := self._pick(years, *told)) is not None:
            yield Lie("year of another passage", record, {"period": str(year)}, false)
        if own is not None and own.year is not None:
            yield Lie("next year", record, {"period": str(own.year + 1)}, false)
        yield Lie("year left out", record, {"period": "unstated"}, false)

    def _subjects(self, fact: Fact) -> Iterator[Lie]:
        record = fact.record
        places = [
            other.ref or other.key for other in self.case.document.facts
            if other.kind == "mention" and self.authority.kinds.get(other.ref or "") == "place"
        ]  # fmt: skip
        bodies = [
            other.ref or "" for other in self.case.document.facts
            if other.kind == "mention"
            and self.authority.kinds.get(other.ref or "") == "organisation"
        ]  # fmt: skip
        names = self.case.resolved
        assert names is not None
        if isinstance(record, R.Value | R.Recognition) and "of" not in fact.inferred:
            subject = names.subject(fact)
            known = subject.iri[len(names.prefix) : -1] if subject is not None else ""
            for family, things in (("of another place", places), ("of a body", bodies)):
                if (other := self._pick(things, known, fact.subject)) is not None:
                    yield Lie(family, record, {"of": other}, frozenset({"of"}))
        if fact.place is not None and "place" not in fact.inferred:
            node = names.answers.get((fact.key, "place", fact.place))
            known = node.iri[len(names.prefix) : -1] if node is not None else ""
            if (other := self._pick(places, known, fact.place)) is not None:
                yield Lie("in another place", record, {"place": other}, frozenset({"place"}))
        status = fact.status or ("target" if isinstance(record, R.Target) else "actual")
        if isinstance(record, R.Value) and "status" not in fact.inferred:
            other = self._pick(get_args(codes.Status), status)
            yield Lie("wrong status", record, {"status": other}, frozenset({"status"}))
        if isinstance(record, R.Recognition) and "status" not in fact.inferred:
            other = self._pick(("obtained", "sought"), record.status)
            yield Lie("wrong status", record, {"status": other}, frozenset({"status"}))

    def _relations(self, fact: Fact) -> Iterator[Lie]:
        record = fact.record
        assert isinstance(record, R.RelationRecord)
        relations = [
            other.record for other in self.case.document.facts
            if isinstance(other.record, R.RelationRecord)
        ]  # fmt: skip
        other = self._pick(get_args(codes.RelationKind), record.relation)
        yield Lie("wrong relation", record, {"relation": other}, frozenset({"kind"}))
        told = self._pick([one.relation for one in relations], record.relation)
        if told is not None:
            yield Lie("relation of another record", record, {"relation": told}, frozenset({"kind"}))
        swapped = {"subject": record.object, "object": record.subject}
        yield Lie("turned relation", record, swapped, frozenset({"subject", "object"}))
        for end in ("subject", "object"):
            if end in fact.inferred:
                continue
            other = self._pick([getattr(one, end) for one in relations], getattr(record, end))
            if other is not None:
                yield Lie(f"{end} of another record", record, {end: other}, frozenset({end}))
            near = [
                getattr(one.record, end) for one in self.case.document.facts
                if isinstance(one.record, R.RelationRecord)
                and one.quotes and fact.quotes and one.quotes[0] is fact.quotes[0]
                and one.record.relation != record.relation
            ]  # fmt: skip
            if (other := self._pick(near, getattr(record, end))) is not None:
                yield Lie(f"{end} of its neighbour", record, {end: other}, frozenset({end}))

    # -- false claims ----------------------------------------------------------------------

    def _false_claims(self, tally: Tally, most: int) -> None:
        """Try claims that are false of what the machine reads off the structure of the text."""
        parts = [f.key for f in self.case.document.facts if isinstance(f.record, R.Part)
                 and f.kind != "responsibility"]  # fmt: skip
        wrong: list[tuple[str, Claim]] = []
        for claim in self.true.values():
            if claim.reason is not None or claim.source is None:
                continue
            # What stands under a heading stands under that of the parts around it, too.
            around = [part.key for part in self.case.parts(claim.source)]
            if claim.name == "part" and (other := self._pick(parts, *around, claim.fact)):
                wrong.append(("under another heading", claim._replace(value=other)))
            elif claim.name == "kind" and isinstance(claim.source.record, R.Part | R.PartMention):
                other = self._pick(get_args(codes.PartKind), claim.value)
                wrong.append(("wrong kind of a part", claim._replace(value=other)))
            elif claim.name == "for" and (other := self._pick(parts, claim.source.ref, *around)):
                node = self.case.resolved.local(other) if self.case.resolved else None
                assert node is not None
                record = replace_ref(claim.source, other)
                lie = claim._replace(value=node.iri[1:-1], words=other, source=record)
                wrong.append(("duty of another part", lie))
            elif claim.name == "part-number":
                wrong.append(("wrong number of a part", claim._replace(value=f"{claim.value}1")))
            elif claim.name in ("position", "out-of"):
                more = str(int(claim.value) + 1)
                wrong.append(("wrong place in a list", claim._replace(value=more)))
            elif claim.name == "role" and claim.kind == "responsibility":
                other = self._pick(get_args(codes.Role), claim.value)
                wrong.append(("wrong role in a bracket", claim._replace(value=other)))
            elif claim.name == "is" and claim.kind == "responsibility":
                others = [c.value for c in self.true.values()
                          if c.name == "is" and c.kind == claim.kind]  # fmt: skip
                if other := self._pick(others, claim.value):
                    wrong.append(("wrong body in a bracket", claim._replace(value=other)))
        self.random.shuffle(wrong)
        for family, claim in wrong[:most]:
            self._note(tally, family, [claim], prove(self.case, [claim]))


def replace_ref(fact: Fact, ref: str) -> Fact:
    """Return a duty that is said to be for something else."""
    return replace(fact, ref=ref)
