"""Tables of things and of what is said of them: bodies, places, firms, projects, policies …."""

from __future__ import annotations

from typing import Final

from graph.tables.columns import Column, Table, expanded
from graph.tables.parts import EVIDENCE, IRI, PERIOD, SECTION, THING, own_id
from graph.tables.work import CLASS

_KIND: Final = Column("kind", "code", "pk:kind")
_STATUS: Final = Column("status", "code", "pk:status")
_CLAIM: Final = Column("claim", "text", "pk:claim", many=True)
_LOCATED: Final = Column("place", "id", "pk:locatedIn", refers="places", many=True)
_EXISTS: Final = (Column("since", "text", "pk:since"), Column("until", "text", "pk:until"))

BODIES: Final = Table(
    "bodies", "Bodies", "单位",
    "One body that can be held responsible, firms apart; or words for several bodies.",
    "一个能够承担责任的单位(企业另列),或一处泛指若干单位的说法。",
    ("id",),
    expanded((
        *own_id("body", "单位"), CLASS, _KIND, Column("function", "code", "pk:function", many=True),
        Column("place", "id", "pk:jurisdiction", refers="places"),
        Column(
            "level", "code", "pk:jurisdiction/pk:kind", "level", "层级",
            "The kind of the place within which the body acts.", "单位所辖地方的种类。",
        ),
        Column("governs", "id", "pk:governs", refers="places"),
        Column("parent", "id", "pk:parent", refers="things", many=True),
        Column("certainty", "code", "pk:certainty"), *_EXISTS, *THING,
    )),
    classes=("Organization", "GroupReference"), without=("Enterprise",),
    source="?row a pk:Organization (no pk:Enterprise) or pk:GroupReference",
)  # fmt: skip

PLACES: Final = Table(
    "places", "Places", "地方", "One area, division, zone, road, water or site.",
    "一个行政区、功能区、道路、水体或地点。", ("id",),
    expanded((
        *own_id("place", "地方"), _KIND,
        Column("part_of", "id", "pk:partOfPlace", refers="places", many=True),
        *_EXISTS, *THING,
    )),
    classes=("Place",), source="?row a pk:Place", question="places-by-kind",
)  # fmt: skip

ENTERPRISES: Final = Table(
    "enterprises", "Enterprises", "企业", "One firm.", "一家企业。", ("id",),
    expanded((
        *own_id("enterprise", "企业"), _KIND,
        Column("industry", "text", "pk:industry", many=True), _LOCATED, _CLAIM, *PERIOD, *THING,
    )),
    classes=("Enterprise",), source="?row a pk:Enterprise",
    question="enterprises-and-projects-by-place",
)  # fmt: skip

PROJECTS: Final = Table(
    "projects", "Projects", "项目", "One building, investment, institution or programme project.",
    "一个建设、投资、机构或计划类项目。", ("id",),
    expanded((
        *own_id("project", "项目"), _KIND, _STATUS, _LOCATED,
        Column("industry", "text", "pk:industry", many=True),
        Column("investor", "id", "pk:investor", many=True),
        Column("developer", "id", "pk:developer", many=True),
        Column("part_of", "id", "pk:partOf", refers="actions"), *SECTION, _CLAIM, *PERIOD,
        *EVIDENCE,
    )),
    classes=("Project",), source="?row a pk:Project",
    question="enterprises-and-projects-by-place",
)  # fmt: skip

POLICIES: Final = Table(
    "policies", "Policies", "政策",
    "One plan, opinion, strategy, reform or slogan that a text names.",
    "文中提到的一项规划、意见、战略、改革或口号。", ("id",),
    expanded((
        *own_id("policy", "政策"), CLASS, _KIND, _STATUS,
        Column("document_number", "text", "pk:documentNumber"),
        Column("issued_by", "id", "pk:issuedBy", many=True),
        Column("part_of", "id", "pk:partOf", refers="things", many=True),
        Column("covers", "text", "pk:covers", many=True),
        Column("mention_role", "code", "pk:mentionRole", many=True), *PERIOD, *THING,
    )),
    classes=("Policy",), source="?row a pk:Policy",
)  # fmt: skip

RECOGNITIONS: Final = Table(
    "recognitions", "Recognitions", "荣誉",
    "One title, rating, prize or listing, held or sought.",
    "一项已获得或争取的奖项、评级、名录或称号。", ("id",),
    expanded((
        *own_id("recognition", "荣誉"), Column("title", "text", "pk:title"),
        Column("holder", "id", "pk:subject", "holder", "拥有者", refers="things"),
        Column("level", "code", "pk:level"), Column("status", "code", "pk:recognitionStatus"),
        Column("rank", "text", "pk:rank"), Column("how_many", "text", "pk:count"),
        Column("issuer", "id", "pk:issuer", many=True), *PERIOD, *EVIDENCE,
    )),
    classes=("Recognition",), source="?row a pk:Recognition", question="recognitions-by-level",
)  # fmt: skip

EVENTS: Final = Table(
    "events", "Events", "事件", "One thing that happened or is held.", "一件已发生或举办的事。",
    ("id",),
    expanded((
        *own_id("event", "事件"), _KIND, _STATUS,
        Column("place", "id", "pk:place", many=True), Column("organiser", "id", "pk:organiser",
                                                            many=True),
        Column("participant", "id", "pk:participant", many=True),
        Column("recurring", "boolean", "pk:recurring"), *PERIOD, *EVIDENCE,
    )),
    classes=("Event",), source="?row a pk:Event", question="events-by-time",
)  # fmt: skip

POSTS: Final = Table(
    "posts", "People in posts", "任职", "One person in one post.", "一人担任一职。", ("id",),
    expanded((
        *own_id("post holding", "任职"), Column("person", "id", "pk:person", refers="things"),
        Column("post", "text", "pk:post"), Column("body", "id", "pk:body", refers="things"),
        Column("statement", "text", "pk:statement"), _STATUS, *PERIOD, *EVIDENCE,
    )),
    classes=("PostHolding",), source="?row a pk:PostHolding", question="people-in-posts",
)  # fmt: skip

RELATIONS: Final = Table(
    "relations", "Attested relations", "有据关系", "One fact with two ends and with evidence.",
    "一条有出处的两者之间的关系。", ("id",),
    expanded((
        *own_id("relation", "关系"), Column("subject", "id", "rdf:subject", refers="things"),
        Column("relation", "code", "rdf:predicate"),
        Column("object", "id", "rdf:object", refers="things"), _STATUS,
        Column("certainty", "code", "pk:certainty"), *PERIOD, *EVIDENCE,
    )),
    classes=("Relation",), source="?row a pk:Relation",
)  # fmt: skip

NAMES: Final = Table(
    "names", "Names", "名称",
    "One written form of the name of one thing: authority names and names in documents.",
    "一个事物名称的一种写法:含权威文件名称与文献所用名称。", ("thing", "name", "document"),
    expanded((
        Column("thing", "id", "=iri", "thing", "事物", "The thing that is so called.",
               "如此称呼的事物。", refers="things"),
        Column("class", "choice", "=class", "class", "类别", "The class of the thing.",
               "该事物的类。", choices="class"),
        Column("name", "text", "pk:name"),
        Column("document", "id", "=graph", "document", "文献",
               "The document that has the name; empty for the authority files.",
               "使用该名称的文献;权威文件为空。", refers="documents"),
    )),
    source="?thing pk:name ?name",
)  # fmt: skip

THINGS: Final = Table(
    "things", "All things", "全部事物",
    "One thing or fact to which rows of other tables may point.",
    "其他各表的行可以指向的一个事物或事实。", ("id",),
    expanded((*own_id("thing", "事物"), CLASS, Column(
        "document", "id", "=graph", "document", "文献",
        "The document whose graph names it; empty for the authority files.",
        "载有该事物的文献;权威文件为空。", refers="documents",
    ), IRI)),
    source="?row rdfs:label ?name",
)  # fmt: skip

ABOUT_THINGS: Final = (
    BODIES, PLACES, ENTERPRISES, PROJECTS, POLICIES, RECOGNITIONS, EVENTS, POSTS, RELATIONS, NAMES,
    THINGS,
)  # fmt: skip
