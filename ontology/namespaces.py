"""The one prefix table, and how IRIs of things are spelled.

Vocabulary and code lists have fixed IRIs, the same in every workspace, so that a question
written for one graph runs on another.  Only things live under a workspace's own base.
"""

from __future__ import annotations

import re
from typing import Final

PK_NS: Final = "https://w3id.org/policykg/ns#"
CODE_NS: Final = "https://w3id.org/policykg/code/"

PREFIXES: Final[dict[str, str]] = {
    "bibo": "http://purl.org/ontology/bibo/",
    "code": CODE_NS,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "m8g": "http://data.europa.eu/m8g/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pk": PK_NS,
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": "https://w3id.org/policykg/shapes#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

DEFAULT_BASE: Final = "https://w3id.org/policykg/"
"""Base IRI of things when a workspace names none."""

ID_PATTERN: Final = re.compile(r"[a-z][a-z0-9-]*\Z")
"""An id as people write it in YAML."""

LOCAL_NAME_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
"""What may follow ``id/`` in the IRI of a thing: levels joined by ``_``, words by ``-``."""


def prefixes_for(base: str) -> dict[str, str]:
    """Return the prefix table of a workspace: the fixed prefixes, and ``id:`` and ``graph:``."""
    return {**PREFIXES, "id": f"{base}id/", "graph": f"{base}graph/"}
