# ruff: noqa: N815
"""External terms that policykg uses, as closed constants of plain IRIs.

Only terms that occur in our graphs or Turtle stand here: a constant is a promise that somebody
looked the term up in its own vocabulary.  A hyphen is written as an underscore, and what
Python reserves gets one behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from ontology.namespaces import PREFIXES


class _Closed(type):
    """A class of constants that refuses unknown names and new values."""

    if not TYPE_CHECKING:  # so that a type checker reports unknown names by itself

        def __getattr__(cls, name: str) -> NoReturn:
            """Refuse a term that does not exist, and name the nearest."""
            if name.startswith("__"):
                raise AttributeError(name)
            from difflib import get_close_matches

            near = get_close_matches(name, list(constants(cls).values()), 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise AttributeError(f"{cls.__name__} has no term {name!r}{hint}")

        def __setattr__(cls, name: str, value: object) -> NoReturn:
            """Refuse to change the vocabulary while running."""
            raise AttributeError(f"{cls.__name__} is closed: {name!r} cannot be set")


def constants(vocabulary: type) -> dict[str, str]:
    """Return the terms of a class of constants: IRI to Python name, in their order there."""
    return {
        value: name
        for name, value in vars(vocabulary).items()
        if isinstance(value, str) and not name.startswith("_")
    }


class RDF(metaclass=_Closed):
    """RDF."""

    Statement: Final = PREFIXES["rdf"] + "Statement"
    object: Final = PREFIXES["rdf"] + "object"
    predicate: Final = PREFIXES["rdf"] + "predicate"
    subject: Final = PREFIXES["rdf"] + "subject"
    type: Final = PREFIXES["rdf"] + "type"


class RDFS(metaclass=_Closed):
    """RDF Schema."""

    Class: Final = PREFIXES["rdfs"] + "Class"
    comment: Final = PREFIXES["rdfs"] + "comment"
    domain: Final = PREFIXES["rdfs"] + "domain"
    isDefinedBy: Final = PREFIXES["rdfs"] + "isDefinedBy"
    label: Final = PREFIXES["rdfs"] + "label"
    range: Final = PREFIXES["rdfs"] + "range"
    seeAlso: Final = PREFIXES["rdfs"] + "seeAlso"
    subClassOf: Final = PREFIXES["rdfs"] + "subClassOf"
    subPropertyOf: Final = PREFIXES["rdfs"] + "subPropertyOf"


class OWL(metaclass=_Closed):
    """OWL 2."""

    AnnotationProperty: Final = PREFIXES["owl"] + "AnnotationProperty"
    Class: Final = PREFIXES["owl"] + "Class"
    DatatypeProperty: Final = PREFIXES["owl"] + "DatatypeProperty"
    ObjectProperty: Final = PREFIXES["owl"] + "ObjectProperty"
    Ontology: Final = PREFIXES["owl"] + "Ontology"
    SymmetricProperty: Final = PREFIXES["owl"] + "SymmetricProperty"
    TransitiveProperty: Final = PREFIXES["owl"] + "TransitiveProperty"
    deprecated: Final = PREFIXES["owl"] + "deprecated"
    disjointWith: Final = PREFIXES["owl"] + "disjointWith"
    inverseOf: Final = PREFIXES["owl"] + "inverseOf"
    versionIRI: Final = PREFIXES["owl"] + "versionIRI"
    versionInfo: Final = PREFIXES["owl"] + "versionInfo"


class XSD(metaclass=_Closed):
    """XML Schema datatypes."""

    boolean: Final = PREFIXES["xsd"] + "boolean"
    date: Final = PREFIXES["xsd"] + "date"
    decimal: Final = PREFIXES["xsd"] + "decimal"
    integer: Final = PREFIXES["xsd"] + "integer"
    string: Final = PREFIXES["xsd"] + "string"


class EDTF(metaclass=_Closed):
    """Extended Date/Time Format, level 1, as a datatype."""

    EDTF: Final = PREFIXES["edtf"] + "EDTF"


class SKOS(metaclass=_Closed):
    """SKOS."""

    Concept: Final = PREFIXES["skos"] + "Concept"
    ConceptScheme: Final = PREFIXES["skos"] + "ConceptScheme"
    altLabel: Final = PREFIXES["skos"] + "altLabel"
    broadMatch: Final = PREFIXES["skos"] + "broadMatch"
    broader: Final = PREFIXES["skos"] + "broader"
    closeMatch: Final = PREFIXES["skos"] + "closeMatch"
    definition: Final = PREFIXES["skos"] + "definition"
    exactMatch: Final = PREFIXES["skos"] + "exactMatch"
    hasTopConcept: Final = PREFIXES["skos"] + "hasTopConcept"
    inScheme: Final = PREFIXES["skos"] + "inScheme"
    narrower: Final = PREFIXES["skos"] + "narrower"
    notation: Final = PREFIXES["skos"] + "notation"
    note: Final = PREFIXES["skos"] + "note"
    prefLabel: Final = PREFIXES["skos"] + "prefLabel"
    scopeNote: Final = PREFIXES["skos"] + "scopeNote"
    topConceptOf: Final = PREFIXES["skos"] + "topConceptOf"


class DCTERMS(metaclass=_Closed):
    """DCMI terms."""

    bibliographicCitation: Final = PREFIXES["dcterms"] + "bibliographicCitation"
    contributor: Final = PREFIXES["dcterms"] + "contributor"
    created: Final = PREFIXES["dcterms"] + "created"
    creator: Final = PREFIXES["dcterms"] + "creator"
    description: Final = PREFIXES["dcterms"] + "description"
    hasPart: Final = PREFIXES["dcterms"] + "hasPart"
    identifier: Final = PREFIXES["dcterms"] + "identifier"
    isPartOf: Final = PREFIXES["dcterms"] + "isPartOf"
    issued: Final = PREFIXES["dcterms"] + "issued"
    language: Final = PREFIXES["dcterms"] + "language"
    license: Final = PREFIXES["dcterms"] + "license"
    modified: Final = PREFIXES["dcterms"] + "modified"
    publisher: Final = PREFIXES["dcterms"] + "publisher"
    source: Final = PREFIXES["dcterms"] + "source"
    subject: Final = PREFIXES["dcterms"] + "subject"
    title: Final = PREFIXES["dcterms"] + "title"


class OA(metaclass=_Closed):
    """Web Annotation: selectors of quotes."""

    TextPositionSelector: Final = PREFIXES["oa"] + "TextPositionSelector"
    TextQuoteSelector: Final = PREFIXES["oa"] + "TextQuoteSelector"
    end: Final = PREFIXES["oa"] + "end"
    exact: Final = PREFIXES["oa"] + "exact"
    prefix: Final = PREFIXES["oa"] + "prefix"
    start: Final = PREFIXES["oa"] + "start"
    suffix: Final = PREFIXES["oa"] + "suffix"


class PROV(metaclass=_Closed):
    """PROV-O."""

    Agent: Final = PREFIXES["prov"] + "Agent"
    Association: Final = PREFIXES["prov"] + "Association"
    Entity: Final = PREFIXES["prov"] + "Entity"
    Plan: Final = PREFIXES["prov"] + "Plan"
    generatedAtTime: Final = PREFIXES["prov"] + "generatedAtTime"
    value: Final = PREFIXES["prov"] + "value"
    wasDerivedFrom: Final = PREFIXES["prov"] + "wasDerivedFrom"
    wasQuotedFrom: Final = PREFIXES["prov"] + "wasQuotedFrom"
    wasRevisionOf: Final = PREFIXES["prov"] + "wasRevisionOf"


class ORG(metaclass=_Closed):
    """The organization ontology."""

    ChangeEvent: Final = PREFIXES["org"] + "ChangeEvent"
    FormalOrganization: Final = PREFIXES["org"] + "FormalOrganization"
    Membership: Final = PREFIXES["org"] + "Membership"
    Organization: Final = PREFIXES["org"] + "Organization"
    OrganizationalCollaboration: Final = PREFIXES["org"] + "OrganizationalCollaboration"
    OrganizationalUnit: Final = PREFIXES["org"] + "OrganizationalUnit"
    Post: Final = PREFIXES["org"] + "Post"
    originalOrganization: Final = PREFIXES["org"] + "originalOrganization"
    resultingOrganization: Final = PREFIXES["org"] + "resultingOrganization"


class DCAT(metaclass=_Closed):
    """DCAT 3."""

    Catalog: Final = PREFIXES["dcat"] + "Catalog"
    DataService: Final = PREFIXES["dcat"] + "DataService"
    Dataset: Final = PREFIXES["dcat"] + "Dataset"
    DatasetSeries: Final = PREFIXES["dcat"] + "DatasetSeries"
    Distribution: Final = PREFIXES["dcat"] + "Distribution"
    accessURL: Final = PREFIXES["dcat"] + "accessURL"
    byteSize: Final = PREFIXES["dcat"] + "byteSize"
    contactPoint: Final = PREFIXES["dcat"] + "contactPoint"
    dataset: Final = PREFIXES["dcat"] + "dataset"
    distribution: Final = PREFIXES["dcat"] + "distribution"
    downloadURL: Final = PREFIXES["dcat"] + "downloadURL"
    endDate: Final = PREFIXES["dcat"] + "endDate"
    endpointDescription: Final = PREFIXES["dcat"] + "endpointDescription"
    endpointURL: Final = PREFIXES["dcat"] + "endpointURL"
    hasCurrentVersion: Final = PREFIXES["dcat"] + "hasCurrentVersion"
    hasVersion: Final = PREFIXES["dcat"] + "hasVersion"
    isVersionOf: Final = PREFIXES["dcat"] + "isVersionOf"
    keyword: Final = PREFIXES["dcat"] + "keyword"
    landingPage: Final = PREFIXES["dcat"] + "landingPage"
    mediaType: Final = PREFIXES["dcat"] + "mediaType"
    packageFormat: Final = PREFIXES["dcat"] + "packageFormat"
    previousVersion: Final = PREFIXES["dcat"] + "previousVersion"
    service: Final = PREFIXES["dcat"] + "service"
    servesDataset: Final = PREFIXES["dcat"] + "servesDataset"
    startDate: Final = PREFIXES["dcat"] + "startDate"
    theme: Final = PREFIXES["dcat"] + "theme"
    version: Final = PREFIXES["dcat"] + "version"


class VOID(metaclass=_Closed):
    """VoID."""

    Dataset: Final = PREFIXES["void"] + "Dataset"
    Linkset: Final = PREFIXES["void"] + "Linkset"
    class_: Final = PREFIXES["void"] + "class"
    classPartition: Final = PREFIXES["void"] + "classPartition"
    classes: Final = PREFIXES["void"] + "classes"
    dataDump: Final = PREFIXES["void"] + "dataDump"
    distinctObjects: Final = PREFIXES["void"] + "distinctObjects"
    distinctSubjects: Final = PREFIXES["void"] + "distinctSubjects"
    entities: Final = PREFIXES["void"] + "entities"
    exampleResource: Final = PREFIXES["void"] + "exampleResource"
    inDataset: Final = PREFIXES["void"] + "inDataset"
    properties: Final = PREFIXES["void"] + "properties"
    property: Final = PREFIXES["void"] + "property"
    propertyPartition: Final = PREFIXES["void"] + "propertyPartition"
    rootResource: Final = PREFIXES["void"] + "rootResource"
    sparqlEndpoint: Final = PREFIXES["void"] + "sparqlEndpoint"
    subset: Final = PREFIXES["void"] + "subset"
    triples: Final = PREFIXES["void"] + "triples"
    uriSpace: Final = PREFIXES["void"] + "uriSpace"
    vocabulary: Final = PREFIXES["void"] + "vocabulary"


class SPDX(metaclass=_Closed):
    """SPDX checksums."""

    Checksum: Final = PREFIXES["spdx"] + "Checksum"
    algorithm: Final = PREFIXES["spdx"] + "algorithm"
    checksum: Final = PREFIXES["spdx"] + "checksum"
    checksumValue: Final = PREFIXES["spdx"] + "checksumValue"


class QUDT(metaclass=_Closed):
    """QUDT schema."""

    Unit: Final = PREFIXES["qudt"] + "Unit"
    conversionMultiplier: Final = PREFIXES["qudt"] + "conversionMultiplier"
    scalingOf: Final = PREFIXES["qudt"] + "scalingOf"
    symbol: Final = PREFIXES["qudt"] + "symbol"


class UNIT(metaclass=_Closed):
    """QUDT units."""

    CCY_CNY: Final = PREFIXES["unit"] + "CCY_CNY"
    CCY_USD: Final = PREFIXES["unit"] + "CCY_USD"
    DAY: Final = PREFIXES["unit"] + "DAY"
    HA: Final = PREFIXES["unit"] + "HA"
    HR: Final = PREFIXES["unit"] + "HR"
    KiloGM: Final = PREFIXES["unit"] + "KiloGM"
    KiloM: Final = PREFIXES["unit"] + "KiloM"
    KiloM2: Final = PREFIXES["unit"] + "KiloM2"
    KiloW_HR: Final = PREFIXES["unit"] + "KiloW-HR"
    M: Final = PREFIXES["unit"] + "M"
    M2: Final = PREFIXES["unit"] + "M2"
    M3: Final = PREFIXES["unit"] + "M3"
    MIN: Final = PREFIXES["unit"] + "MIN"
    MO: Final = PREFIXES["unit"] + "MO"
    MegaW: Final = PREFIXES["unit"] + "MegaW"
    NUM: Final = PREFIXES["unit"] + "NUM"
    PERCENT: Final = PREFIXES["unit"] + "PERCENT"
    PERMILLE: Final = PREFIXES["unit"] + "PERMILLE"
    TONNE: Final = PREFIXES["unit"] + "TONNE"
    WK: Final = PREFIXES["unit"] + "WK"
    YR: Final = PREFIXES["unit"] + "YR"


class FOAF(metaclass=_Closed):
    """FOAF."""

    Agent: Final = PREFIXES["foaf"] + "Agent"
    Document: Final = PREFIXES["foaf"] + "Document"
    Person: Final = PREFIXES["foaf"] + "Person"
    homepage: Final = PREFIXES["foaf"] + "homepage"
    name: Final = PREFIXES["foaf"] + "name"
    page: Final = PREFIXES["foaf"] + "page"
    primaryTopic: Final = PREFIXES["foaf"] + "primaryTopic"


class SCHEMA(metaclass=_Closed):
    """schema.org."""

    AdministrativeArea: Final = PREFIXES["schema"] + "AdministrativeArea"
    Dataset: Final = PREFIXES["schema"] + "Dataset"
    GovernmentOrganization: Final = PREFIXES["schema"] + "GovernmentOrganization"
    Place: Final = PREFIXES["schema"] + "Place"
    containedInPlace: Final = PREFIXES["schema"] + "containedInPlace"
    domainIncludes: Final = PREFIXES["schema"] + "domainIncludes"
    position: Final = PREFIXES["schema"] + "position"
    rangeIncludes: Final = PREFIXES["schema"] + "rangeIncludes"
    unitText: Final = PREFIXES["schema"] + "unitText"


class VANN(metaclass=_Closed):
    """VANN."""

    preferredNamespacePrefix: Final = PREFIXES["vann"] + "preferredNamespacePrefix"
    preferredNamespaceUri: Final = PREFIXES["vann"] + "preferredNamespaceUri"


class SH(metaclass=_Closed):
    """SHACL."""

    IRI: Final = PREFIXES["sh"] + "IRI"
    Info: Final = PREFIXES["sh"] + "Info"
    NodeShape: Final = PREFIXES["sh"] + "NodeShape"
    PropertyShape: Final = PREFIXES["sh"] + "PropertyShape"
    Violation: Final = PREFIXES["sh"] + "Violation"
    Warning: Final = PREFIXES["sh"] + "Warning"
    conforms: Final = PREFIXES["sh"] + "conforms"
    declare: Final = PREFIXES["sh"] + "declare"
    description: Final = PREFIXES["sh"] + "description"
    focusNode: Final = PREFIXES["sh"] + "focusNode"
    message: Final = PREFIXES["sh"] + "message"
    minCount: Final = PREFIXES["sh"] + "minCount"
    name: Final = PREFIXES["sh"] + "name"
    namespace: Final = PREFIXES["sh"] + "namespace"
    order: Final = PREFIXES["sh"] + "order"
    path: Final = PREFIXES["sh"] + "path"
    prefix: Final = PREFIXES["sh"] + "prefix"
    property: Final = PREFIXES["sh"] + "property"
    resultMessage: Final = PREFIXES["sh"] + "resultMessage"
    resultPath: Final = PREFIXES["sh"] + "resultPath"
    resultSeverity: Final = PREFIXES["sh"] + "resultSeverity"
    severity: Final = PREFIXES["sh"] + "severity"
    sourceConstraintComponent: Final = PREFIXES["sh"] + "sourceConstraintComponent"
    sourceShape: Final = PREFIXES["sh"] + "sourceShape"
    targetClass: Final = PREFIXES["sh"] + "targetClass"
    value: Final = PREFIXES["sh"] + "value"
