"""The rows of one document's graph, and what all kinds of records share."""

from __future__ import annotations

from collections import defaultdict

from loaders.facts.model import DocumentEvidence, Fact
from loaders.glosses.model import Glosses
from loaders.languages.edtf import UNSTATED
from loaders.rdf import terms as t
from loaders.rdf.literals import reasons
from loaders.rdf.nquads import TRUE, date, edtf, escape, integer, string
from loaders.rdf.quotations import Quotations
from loaders.resolving.nodes import Node
from loaders.resolving.resolver import Resolver


class Writer:
    """The rows of one document's graph by subject, and what all kinds of records share.

    A row is predicate and object; subject and graph are added once, when all is written.
    """

    def __init__(
        self,
        names: Resolver,
        base: str,
        evidence: DocumentEvidence | None,
        glosses: Glosses | None = None,
    ) -> None:
        header = names.header
        self.facts = names.facts
        self.base = base
        self.evidence = evidence
        self.names = names
        self.authority = names.authority
        self.language = names.viewpoint.language
        self.document = f"<{base}id/{header.id}>"
        self.prefix = self.names.local_prefix
        self.graph = f"<{base}graph/{header.id}>"
        self.stated_in = t.STATED_IN + self.document
        self.rows: defaultdict[str, list[str]] = defaultdict(list)
        self.links: list[str] = []
        self.trace: dict[str, str] = {}
        self.quotations = Quotations(
            self.facts, evidence, self.document, self.prefix, self.rows, glosses
        )
        self.sha = self.quotations.sha
        self.described: set[str] = set()
        """IRIs of the indicators and things whose labels are written."""
        self.growth_of = names.authority.growth_of()

    # -- what every fact has ---------------------------------------------------------------

    def fact(self, fact: Fact, cls: str, core: frozenset[str]) -> tuple[str, bool]:
        """Write types, source, basis and evidence of a fact.

        Returns:
            Its IRI, and whether it is stated, so that shortcuts may stand for it.
        """
        s = f"{self.prefix}{fact.key}>"
        self.trace[s[1:-1]] = f"{fact.file}:{(fact.mark or fact.node.mark).line + 1}"
        return s, self.common(s, fact, cls, core, own=True)

    def common(
        self, s: str, fact: Fact, cls: str, core: frozenset[str], *, own: bool = False
    ) -> bool:
        """Write the same for any node that rests on a fact's quotes."""
        rows = self.rows[s]
        rows += t.type_rows(cls)
        rows.append(self.stated_in)
        stated = True
        if fact.inferred:
            stated = core.isdisjoint(fact.inferred)
            # A thing that several facts name has their basis, but not their fields.
            for name, why in fact.inferred.items() if own or not stated else ():
                rows.append(f'{t.INFERRED_FIELD}"{escape(name)}"')
                rows += [t.REASON + one for one in reasons(name, why)]
        rows.append(self._basis(fact, stated, own))
        rows += self.quotations.of(fact)
        return stated

    def _basis(self, fact: Fact, stated: bool, own: bool) -> str:
        """Return how far a fact is stated: whole, but for some fields, or not at all."""
        if not stated:
            return t.IS_INFERRED
        if not own:  # a thing that several facts name: the fields inferred are theirs
            return t.IS_STATED
        when = None if fact.period in (None, UNSTATED) else self.names.period(fact.period or "")
        by_reading = when is not None and when.reason is not None
        return t.IS_PARTLY_INFERRED if fact.inferred or by_reading else t.IS_STATED

    def label(self, s: str, chinese: str, english: str) -> None:
        """Write the one label in each language."""
        rows = self.rows[s]
        rows.append(f'{t.LABEL}"{escape(chinese)}"@zh-hans')
        rows.append(f'{t.LABEL}"{escape(english)}"@en')

    def put(self, s: str, predicate: str, o: str) -> None:
        """Write one triple."""
        self.rows[s].append(predicate + o)

    def link(self, subject: Node, predicate: str, target: Node) -> None:
        """Write a shortcut where it belongs: a triple between authority things is a link."""
        if subject.local or target.local:
            self.rows[subject.iri].append(predicate + target.iri)
        else:
            self.links.append(f"{subject.iri}{predicate}{target.iri}")

    def code(self, s: str, predicate: str, code: str | None) -> None:
        """Write a code, if there is one."""
        if code is not None:
            self.rows[s].append(f"{predicate}{t.CODES}{code}>")

    def text(self, s: str, predicate: str, text: str | None) -> None:
        """Write a plain string, if there is one."""
        if text is not None:
            self.rows[s].append(predicate + string(text))

    def period(self, s: str, fact: Fact, by: str | None = None, unstated: bool = False) -> None:
        """Write when: the period to show, its last year and day to filter by."""
        text = by or fact.period
        rows = self.rows[s]
        if text is None or text == UNSTATED:
            if unstated or text is not None:
                rows.append(t.PERIOD_UNSTATED + TRUE)
            return
        period = self.names.period(text, by is not None)
        if period is None:
            return
        rows.append(t.PERIOD + edtf(period.edtf))
        if period.year is not None and period.end is not None:
            rows.append(t.YEAR + integer(period.year))
            rows.append(t.END + date(period.end))
        if period.reason and "period" not in fact.inferred:
            rows.append(f'{t.INFERRED_FIELD}"period"')
            rows += [t.REASON + one for one in reasons("period", period.reason)]
