"""Predicates and classes as they stand in the middle of an N-Quads line.

A line is ``subject + PREDICATE + object + tail``; the constants carry their own blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from ontology.codes import UNITS
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import DCTERMS, OA, ORG, PK, PROV, RDF, RDFS, SKOS


def _p(iri: str) -> str:
    return f" <{iri}> "


TYPE: Final = _p(RDF.type)
LABEL: Final = _p(RDFS.label)
NAME: Final = _p(PK.name)
STATED_IN: Final = _p(PK.statedIn)
BASIS: Final = _p(PK.basis)
EVIDENCE: Final = _p(PK.evidence)
INFERRED_FIELD: Final = _p(PK.inferredField)
REASON: Final = _p(PK.reason)
CERTAINTY: Final = _p(PK.certainty)
NOTE: Final = _p(SKOS.note)
DEFINITION: Final = _p(SKOS.definition)
KIND: Final = _p(PK.kind)
CLAIM: Final = _p(PK.claim)
MENTION_ROLE: Final = _p(PK.mentionRole)
MENTIONS: Final = _p(PK.mentions)
REFERS_TO: Final = _p(PK.refersTo)
NUMBER: Final = _p(PK.number)
NUMBER_AS_WRITTEN: Final = _p(PK.numberAsWritten)
DEADLINE: Final = _p(PK.deadline)
PART_OF: Final = _p(PK.partOf)
PART_OF_PLACE: Final = _p(PK.partOfPlace)
PARENT: Final = _p(PK.parent)
LOCATED_IN: Final = _p(PK.locatedIn)
INVESTOR: Final = _p(PK.investor)
DEVELOPER: Final = _p(PK.developer)
INDUSTRY: Final = _p(PK.industry)
TASK: Final = _p(PK.task)
ACTOR: Final = _p(PK.actor)
ROLE: Final = _p(PK.role)
NAME_AS_WRITTEN: Final = _p(PK.nameAsWritten)
POSITION: Final = _p(PK.position)
OUT_OF: Final = _p(PK.outOf)
IDENTITY_CERTAINTY: Final = _p(PK.identityCertainty)
SUBJECT: Final = _p(PK.subject)
INDICATOR: Final = _p(PK.indicator)
STATUS: Final = _p(PK.status)
BOUND: Final = _p(PK.bound)
VALUE_AS_WRITTEN: Final = _p(PK.valueAsWritten)
VALUE: Final = _p(PK.value)
MIN_VALUE: Final = _p(PK.minValue)
MAX_VALUE: Final = _p(PK.maxValue)
UNIT: Final = _p(PK.unit)
STAGE: Final = _p(PK.stage)
SUBSET_OF: Final = _p(PK.subsetOf)
CHANGE_OF: Final = _p(PK.changeOf)
COMPARED_WITH: Final = _p(PK.comparedWith)
GROWTH_OF: Final = _p(PK.growthOf)
PERIOD: Final = _p(PK.period)
PERIOD_UNSTATED: Final = _p(PK.periodUnstated)
YEAR: Final = _p(PK.year)
END: Final = _p(PK.end)
PLACE: Final = _p(PK.place)
TITLE: Final = _p(PK.title)
LEVEL: Final = _p(PK.level)
RECOGNITION_STATUS: Final = _p(PK.recognitionStatus)
RANK: Final = _p(PK.rank)
ISSUER: Final = _p(PK.issuer)
COUNT: Final = _p(PK.count)
ORGANISER: Final = _p(PK.organiser)
PARTICIPANT: Final = _p(PK.participant)
ORIGINAL: Final = _p(ORG.originalOrganization)
RESULTING: Final = _p(ORG.resultingOrganization)
RECURRING: Final = _p(PK.recurring)
PERSON: Final = _p(PK.person)
POST: Final = _p(PK.post)
BODY: Final = _p(PK.body)
STATEMENT: Final = _p(PK.statement)
DOCUMENT_NUMBER: Final = _p(PK.documentNumber)
ISSUED_BY: Final = _p(PK.issuedBy)
COVERS: Final = _p(PK.covers)
RDF_SUBJECT: Final = _p(RDF.subject)
RDF_PREDICATE: Final = _p(RDF.predicate)
RDF_OBJECT: Final = _p(RDF.object)
RAW: Final = _p(PK.raw)
READING: Final = _p(PK.reading)
OCCURS: Final = _p(PK.occurs)
GENRE: Final = _p(PK.genre)
JURISDICTION: Final = _p(PK.jurisdiction)
WRITTEN: Final = _p(PK.written)
SOURCE_FILE: Final = _p(PK.sourceFile)
SOURCE_SHA256: Final = _p(PK.sourceSha256)
EXACT: Final = _p(OA.exact)
PREFIX: Final = _p(OA.prefix)
SUFFIX: Final = _p(OA.suffix)
START: Final = _p(OA.start)
OA_END: Final = _p(OA.end)
READ_AS: Final = _p(PK.readAs)
RULE: Final = _p(PK.rule)
QUOTED_FROM: Final = _p(PROV.wasQuotedFrom)
ISSUED: Final = _p(DCTERMS.issued)
LANGUAGE: Final = _p(DCTERMS.language)
DC_TITLE: Final = _p(DCTERMS.title)
DC_PUBLISHER: Final = _p(DCTERMS.publisher)
DC_SOURCE: Final = _p(DCTERMS.source)
GOVERNS: Final = _p(PK.governs)
MAY_INCLUDE: Final = _p(PK.mayInclude)
SINCE: Final = _p(PK.since)
UNTIL: Final = _p(PK.until)
BROADER: Final = _p(SKOS.broader)

IS_STATED: Final = f"{BASIS}<{CODE_NS}stated>"
IS_INFERRED: Final = f"{BASIS}<{CODE_NS}inferred>"
STATED: Final = f"<{CODE_NS}stated>"
CODES: Final = f"<{CODE_NS}"
UNIT_IRIS: Final = {unit: f"<{value}>" for unit, value in UNITS.items()}

_ALSO: Final = {
    "Document": (PROV.Entity,),
    "Relation": (RDF.Statement,),
}


@cache
def types_of(name: str) -> tuple[str, ...]:
    """Return a class of ours and all above it, ready for a line."""
    from ontology.declarations import superclasses

    iri = PK_NS + name
    found = (iri, *(up for up in superclasses(iri) if up.startswith(PK_NS)), *_ALSO.get(name, ()))
    return tuple(f"<{one}>" for one in dict.fromkeys(found))


@cache
def type_rows(name: str) -> tuple[str, ...]:
    """Return the rows that give a node a class and all above it."""
    return tuple(TYPE + cls for cls in types_of(name))


@dataclass(frozen=True, slots=True)
class RoleShortcut:
    """A property that a responsibility of one role gives to its action, or to its actor."""

    predicate: str
    inverse: bool
    position: int | None
    out_of: int | None


@cache
def role_shortcuts(role: str, group: bool) -> tuple[RoleShortcut, ...]:
    """Return what the ontology declares for a role, for bodies or for groups."""
    from ontology.declarations import shortcuts

    actor_class = PK.GroupReference if group else PK.Organization
    found = []
    for shortcut in shortcuts():
        if shortcut.node_class != PK.Responsibility or shortcut.role != CODE_NS + role:
            continue
        inverse = shortcut.source == PK.actor
        wanted = shortcut.source_class if inverse else shortcut.target_class
        if wanted == actor_class:
            predicate = _p(shortcut.property)
            found.append(RoleShortcut(predicate, inverse, shortcut.position, shortcut.out_of))
    return tuple(found)
