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


def predicate(iri: str) -> str:
    """Return a property as it stands in the middle of a line."""
    return f" <{iri}> "


TYPE: Final = predicate(RDF.type)
LABEL: Final = predicate(RDFS.label)
NAME: Final = predicate(PK.name)
STATED_IN: Final = predicate(PK.statedIn)
BASIS: Final = predicate(PK.basis)
EVIDENCE: Final = predicate(PK.evidence)
INFERRED_FIELD: Final = predicate(PK.inferredField)
REASON: Final = predicate(PK.reason)
IN_STATE: Final = {
    "proved": predicate(PK.proved),
    "signed": predicate(PK.signed),
    "inferred": predicate(PK.inferred),
    "open": predicate(PK.open),
}
COUNT_IN_STATE: Final = {
    "proved": predicate(PK.provedCount),
    "signed": predicate(PK.signedCount),
    "inferred": predicate(PK.inferredCount),
    "open": predicate(PK.openCount),
}
PROOFS: Final = predicate(PK.proofs)
SIGNATURE: Final = predicate(PK.signature)
FIELD: Final = predicate(PK.field)
READER: Final = predicate(PK.reader)
READER_KIND: Final = predicate(PK.readerKind)
WAY_OF_SIGNING: Final = predicate(PK.wayOfSigning)
SIGNED_ON: Final = predicate(PK.signedOn)
GROUP: Final = predicate(PK.group)
CERTAINTY: Final = predicate(PK.certainty)
NOTE: Final = predicate(SKOS.note)
DEFINITION: Final = predicate(SKOS.definition)
KIND: Final = predicate(PK.kind)
CLAIM: Final = predicate(PK.claim)
MENTION_ROLE: Final = predicate(PK.mentionRole)
MENTIONED_IN: Final = predicate(PK.mentionedIn)
MENTIONS: Final = predicate(PK.mentions)
REFERS_TO: Final = predicate(PK.refersTo)
NUMBER: Final = predicate(PK.number)
NUMBER_AS_WRITTEN: Final = predicate(PK.numberAsWritten)
DEADLINE: Final = predicate(PK.deadline)
PART_OF: Final = predicate(PK.partOf)
PART_OF_PLACE: Final = predicate(PK.partOfPlace)
PARENT: Final = predicate(PK.parent)
LOCATED_IN: Final = predicate(PK.locatedIn)
INVESTOR: Final = predicate(PK.investor)
DEVELOPER: Final = predicate(PK.developer)
INDUSTRY: Final = predicate(PK.industry)
TASK: Final = predicate(PK.task)
ACTOR: Final = predicate(PK.actor)
ROLE: Final = predicate(PK.role)
NAME_AS_WRITTEN: Final = predicate(PK.nameAsWritten)
POSITION: Final = predicate(PK.position)
OUT_OF: Final = predicate(PK.outOf)
IDENTITY_CERTAINTY: Final = predicate(PK.identityCertainty)
SUBJECT: Final = predicate(PK.subject)
INDICATOR: Final = predicate(PK.indicator)
STATUS: Final = predicate(PK.status)
BOUND: Final = predicate(PK.bound)
VALUE_AS_WRITTEN: Final = predicate(PK.valueAsWritten)
VALUE: Final = predicate(PK.value)
MIN_VALUE: Final = predicate(PK.minValue)
MAX_VALUE: Final = predicate(PK.maxValue)
UNIT: Final = predicate(PK.unit)
STAGE: Final = predicate(PK.stage)
SUBSET_OF: Final = predicate(PK.subsetOf)
CHANGE_OF: Final = predicate(PK.changeOf)
BASELINE: Final = predicate(PK.baseline)
BASELINE_VALUE: Final = predicate(PK.baselineValue)
COMPARED_WITH: Final = predicate(PK.comparedWith)
GROWTH_OF: Final = predicate(PK.growthOf)
PERIOD: Final = predicate(PK.period)
PERIOD_UNSTATED: Final = predicate(PK.periodUnstated)
YEAR: Final = predicate(PK.year)
END: Final = predicate(PK.end)
PLACE: Final = predicate(PK.place)
TITLE: Final = predicate(PK.title)
LEVEL: Final = predicate(PK.level)
RECOGNITION_STATUS: Final = predicate(PK.recognitionStatus)
RANK: Final = predicate(PK.rank)
ISSUER: Final = predicate(PK.issuer)
COUNT: Final = predicate(PK.count)
ORGANISER: Final = predicate(PK.organiser)
PARTICIPANT: Final = predicate(PK.participant)
ORIGINAL: Final = predicate(ORG.originalOrganization)
RESULTING: Final = predicate(ORG.resultingOrganization)
RECURRING: Final = predicate(PK.recurring)
PERSON: Final = predicate(PK.person)
POST: Final = predicate(PK.post)
BODY: Final = predicate(PK.body)
STATEMENT: Final = predicate(PK.statement)
DOCUMENT_NUMBER: Final = predicate(PK.documentNumber)
ISSUED_BY: Final = predicate(PK.issuedBy)
COVERS: Final = predicate(PK.covers)
RDF_SUBJECT: Final = predicate(RDF.subject)
RDF_PREDICATE: Final = predicate(RDF.predicate)
RDF_OBJECT: Final = predicate(RDF.object)
RAW: Final = predicate(PK.raw)
READING: Final = predicate(PK.reading)
OCCURS: Final = predicate(PK.occurs)
GENRE: Final = predicate(PK.genre)
FUNCTION: Final = predicate(PK.function)
JURISDICTION: Final = predicate(PK.jurisdiction)
WRITTEN: Final = predicate(PK.written)
SOURCE_FILE: Final = predicate(PK.sourceFile)
SOURCE_SHA256: Final = predicate(PK.sourceSha256)
EXACT: Final = predicate(OA.exact)
START: Final = predicate(OA.start)
OA_END: Final = predicate(OA.end)
IN_PASSAGE: Final = predicate(PK.inPassage)
ANCHOR_ROLE: Final = predicate(PK.anchorRole)
WORDS: Final = predicate(PK.words)
GLOSS: Final = predicate(PK.gloss)
GLOSS_STATE: Final = predicate(PK.glossState)
RULE: Final = predicate(PK.rule)
QUOTED_FROM: Final = predicate(PROV.wasQuotedFrom)
ISSUED: Final = predicate(DCTERMS.issued)
LANGUAGE: Final = predicate(DCTERMS.language)
DC_TITLE: Final = predicate(DCTERMS.title)
DC_PUBLISHER: Final = predicate(DCTERMS.publisher)
DC_SOURCE: Final = predicate(DCTERMS.source)
GOVERNS: Final = predicate(PK.governs)
MAY_INCLUDE: Final = predicate(PK.mayInclude)
SINCE: Final = predicate(PK.since)
UNTIL: Final = predicate(PK.until)
BROADER: Final = predicate(SKOS.broader)

IS_STATED: Final = f"{BASIS}<{CODE_NS}stated>"
IS_PARTLY_INFERRED: Final = f"{BASIS}<{CODE_NS}partly-inferred>"
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
            joined = predicate(shortcut.property)
            found.append(RoleShortcut(joined, inverse, shortcut.position, shortcut.out_of))
    return tuple(found)
