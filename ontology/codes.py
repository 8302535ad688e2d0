"""Closed code lists, kept equal to ``codes.ttl`` by a test.

Ids are unique across all lists, because all live directly under ``code:``.  The one exception
are the tiers of :data:`SHARED_TIERS`, which mean the same in both of their lists.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from ontology.namespaces import CODE_NS, PREFIXES

Basis = Literal["stated", "inferred"]
Bound = Literal["exact", "at-least", "more-than", "about", "at-most", "less-than", "range"]
Certainty = Literal["high", "medium", "low"]
Genre = Literal[
    "action-plan",
    "experience-report",
    "news-feature",
    "work-report",
    "opinion",
    "notice",
    "policy-measures",
    "development-plan",
    "task-list",
    "assessment-rules",
]
Level = Literal["international", "national", "province", "city", "county", "town"]
PartKind = Literal["strategy", "campaign", "task", "measure", "safeguard"]
Role = Literal["lead", "support", "responsible", "oversight", "implement", "host-office"]
Status = Literal["actual", "expected", "planned", "target"]
RecognitionStatus = Literal["obtained", "sought", "nominated"]
MentionRole = Literal[
    "implemented",
    "guiding",
    "formulated",
    "promoted",
    "cited",
    "intermediary",
    "backbone",
    "located",
    "participant",
    "example",
    "beneficiary",
]
OrganisationKind = Literal[
    "government",
    "department",
    "party-committee",
    "party-body",
    "agency",
    "management-committee",
    "public-institution",
    "school",
    "hospital",
    "research-institute",
    "association",
    "state-enterprise",
    "enterprise",
    "bank-branch",
    "media",
    "leading-group",
    "working-group",
    "community-organisation",
    "group-reference",
    "other-body",
]
Function = Literal[
    "general-government",
    "party-leadership",
    "party-organisation",
    "discipline-supervision",
    "publicity",
    "united-front",
    "ethnic-religious-affairs",
    "legislature-consultation",
    "mass-organisations",
    "development-reform",
    "statistics-surveys",
    "public-finance",
    "taxation",
    "audit",
    "state-assets",
    "financial-affairs",
    "industry-information",
    "science-technology",
    "commerce-trade",
    "investment-promotion",
    "market-regulation",
    "human-resources-social-security",
    "medical-insurance",
    "civil-affairs",
    "veterans-affairs",
    "disability-affairs",
    "poverty-alleviation",
    "education-affairs",
    "health-affairs",
    "cultural-affairs",
    "broadcasting-publishing",
    "tourism-development",
    "sport",
    "agriculture-rural-affairs",
    "forestry-grassland",
    "water-resources",
    "natural-resources",
    "spatial-planning",
    "environmental-protection",
    "housing-construction",
    "urban-management",
    "transport-affairs",
    "post-communications",
    "energy-supply",
    "government-services",
    "public-security",
    "justice-law",
    "emergency-management",
    "defence-mobilisation",
    "external-affairs",
    "zone-administration",
    "supply-reserves",
]
"""Fields of government; mapped to COFOG in the Turtle."""
Cofog = Literal[
    "cofog-01",
    "cofog-01-1",
    "cofog-01-3",
    "cofog-01-4",
    "cofog-02",
    "cofog-02-1",
    "cofog-02-2",
    "cofog-03",
    "cofog-03-1",
    "cofog-03-2",
    "cofog-03-3",
    "cofog-03-6",
    "cofog-04",
    "cofog-04-1",
    "cofog-04-2",
    "cofog-04-3",
    "cofog-04-4",
    "cofog-04-5",
    "cofog-04-6",
    "cofog-04-7",
    "cofog-04-8",
    "cofog-05",
    "cofog-05-1",
    "cofog-05-4",
    "cofog-06",
    "cofog-06-1",
    "cofog-06-2",
    "cofog-06-3",
    "cofog-07",
    "cofog-08",
    "cofog-08-1",
    "cofog-08-2",
    "cofog-08-3",
    "cofog-08-4",
    "cofog-09",
    "cofog-10",
    "cofog-10-1",
    "cofog-10-4",
    "cofog-10-7",
]
"""Divisions and groups of the UN Classification of the Functions of Government."""
EnterpriseKind = Literal[
    "manufacturer", "service-firm", "trading-firm", "paper-mill", "hotel", "energy-firm", "firm"
]
PlaceKind = Literal[
    "country",
    "region",
    "province",
    "municipality",
    "prefecture-city",
    "county-city",
    "county",
    "district",
    "town",
    "subdistrict",
    "village",
    "community",
    "urban-area",
    "new-district",
    "development-zone",
    "industrial-park",
    "characteristic-town",
    "scenic-area",
    "historic-site",
    "road",
    "water-body",
    "commercial-complex",
    "market",
    "functional-zone",
    "bridge",
    "port",
    "facility",
    "plot",
]
PolicyKind = Literal[
    "plan",
    "normative-document",
    "strategy",
    "reform",
    "programme",
    "slogan",
    "campaign-activity",
    "principle",
    "mechanism",
    "brand",
    "standard",
]
ProjectKind = Literal[
    "infrastructure",
    "transport",
    "industry",
    "environment",
    "culture",
    "tourism",
    "social",
    "housing",
    "renewal",
    "park",
    "platform",
    "energy",
    "technology",
    "planning",
    "engineering-programme",
    "talent",
    "business-services",
]
EventKind = Literal[
    "merger",
    "meeting",
    "visit",
    "opening",
    "festival",
    "fair",
    "signing",
    "founding",
    "publication",
    "launch",
    "competition",
    "survey",
    "rating",
    "completion",
    "reform-step",
    "statement",
]
RelationKind = Literal[
    "adjacent-east",
    "adjacent-west",
    "adjacent-north",
    "adjacent-south",
    "paired-with",
    "part-of-place",
    "contains",
    "located-at",
    "located-in-zone",
    "implements",
    "based-on",
    "positioned-as",
    "cooperates-with",
    "supervises",
    "invests-in",
    "operates",
    "produces",
    "relies-on",
    "specialises-in",
    "serves",
    "succeeds",
    "supported-by",
    "delegates-to",
    "develops",
    "member-of",
    "named-after",
    "linked-to",
    "builds",
    "aims-at",
    "contributes-to",
    "entrusts",
    "applies-to",
    "faces",
]

Counting = Literal["whole", "fractional"]

SCHEMES: Final[dict[str, tuple[str, ...]]] = {
    "basis": get_args(Basis),
    "bound": get_args(Bound),
    "certainty": get_args(Certainty),
    "genre": get_args(Genre),
    "level": get_args(Level),
    "role": get_args(Role),
    "status": get_args(Status),
    "recognition-status": get_args(RecognitionStatus),
    "mention-role": get_args(MentionRole),
    "organisation-kind": get_args(OrganisationKind),
    "function": get_args(Function),
    "cofog": get_args(Cofog),
    "enterprise-kind": get_args(EnterpriseKind),
    "place-kind": get_args(PlaceKind),
    "policy-kind": get_args(PolicyKind),
    "project-kind": get_args(ProjectKind),
    "event-kind": get_args(EventKind),
    "counting": get_args(Counting),
}
"""Every code list by the id of its SKOS concept scheme.

Parts and relations have no scheme: a part's kind is a class, a relation's kind a property.
"""

RELATION_KINDS: Final[tuple[str, ...]] = get_args(RelationKind)
"""Every kind of relation; its property is ``ontology.terms.relation_property(kind)``."""

SHARED_TIERS: Final = frozenset({"province", "county", "town"})
"""Tiers of administration: one concept, both a kind of place and a level of an award."""

QUDT_UNITS: Final[tuple[str, ...]] = (
    "CCY_CNY",
    "CCY_USD",
    "DAY",
    "HA",
    "HR",
    "KiloGM",
    "KiloM",
    "KiloM2",
    "KiloW-HR",
    "M",
    "M2",
    "M3",
    "MIN",
    "MO",
    "MegaW",
    "NUM",
    "PERCENT",
    "PERMILLE",
    "TONNE",
    "WK",
    "YR",
)
"""Units taken from QUDT, for which ``codes.ttl`` has labels in both languages."""

OWN_UNITS: Final[tuple[str, ...]] = (
    "fold",
    "mu",
    "percentage-point",
    "standard-coal-tonne",
    "working-day",
    "yuan-per-mu",
    "yuan-per-square-kilometre",
    "yuan-per-square-metre",
)
"""Units that QUDT lacks; their IRIs are ours."""

UNITS: Final[dict[str, str]] = {
    **{unit: PREFIXES["unit"] + unit for unit in QUDT_UNITS},
    **{unit: CODE_NS + unit for unit in OWN_UNITS},
}
"""Every unit by its id, with its IRI."""
