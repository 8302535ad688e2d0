"""A small invented world for tests of networks: two documents, six tasks, eight departments.

Leads, in the order of the brackets (a star: inferred; g: a group, not a department):

    plan-a (2007)  campaign 1: task 1 drc etc fin · task 2 drc etc
                   campaign 2: task 3 fin g · task 4 etc (supported by drc and sci)
    plan-b (2012)  strategy 1: task 1 hous drc · task 2 land env*
"""

from __future__ import annotations

from typing import Any

from graph.rdf.store import GraphStore
from ontology.namespaces import PREFIXES
from ontology.rdf import RdfFormat, Store

BASE = "https://example.org/"

DEPARTMENTS = {
    "drc": ("发展改革委", "Development and Reform"),
    "etc": ("经贸委", "Economy and Trade"),
    "fin": ("财政局", "Finance"),
    "sci": ("科技局", "Science"),
    "hous": ("建设局", "Housing"),
    "land": ("国土局", "Land"),
    "env": ("环保局", "Environment"),
    "tran": ("交通局", "Transport"),
}
PARTS = {
    "plan-a_campaign_1": ("Campaign", 1, "", "优化结构系列活动", "Improve the structure"),
    "plan-a_campaign_2": ("Campaign", 2, "", "创新活动", "Innovate"),
    "plan-a_task_1": ("Task", 1, "plan-a_campaign_1", "培大育强工程", "Grow strong firms"),
    "plan-a_task_2": ("Task", 2, "plan-a_campaign_1", "腾笼换鸟工程", "Empty the cage"),
    "plan-a_task_3": ("Task", 3, "plan-a_campaign_2", "金融扶持", "Fund innovation"),
    "plan-a_task_4": ("Task", 4, "plan-a_campaign_2", "品牌建设", "Build brands"),
    "plan-b_strategy_1": ("Strategy", 1, "", "宜居战略", "A liveable town"),
    "plan-b_task_1": ("Task", 1, "plan-b_strategy_1", "旧城改造", "Renew the old town"),
    "plan-b_task_2": ("Task", 2, "plan-b_strategy_1", "河道整治", "Clean the rivers"),
}
LEADS = {
    "plan-a_task_1": ["drc", "etc", "fin"],
    "plan-a_task_2": ["drc", "etc"],
    "plan-a_task_3": ["fin", "group"],
    "plan-a_task_4": ["etc"],
    "plan-b_task_1": ["hous", "drc"],
    "plan-b_task_2": ["land", "env*"],
}
SUPPORT = {"plan-a_task_4": ["drc", "sci"]}


def iri(local: str) -> str:
    """Return the IRI of a thing of the example."""
    return f"{BASE}id/{local}"


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _label(zh: str, en: str) -> str:
    return f"rdfs:label {_text(zh)}@zh-hans , {_text(en)}@en"


class _World:
    """Collects statements by named graph and numbers the quotes of each document."""

    def __init__(self) -> None:
        self.graphs: dict[str, list[str]] = {}
        self.offset = dict.fromkeys(("plan-a", "plan-b"), 0)

    def add(self, graph: str, statement: str) -> None:
        self.graphs.setdefault(graph, []).append(statement)

    def quote(self, document: str, words: str) -> str:
        start = self.offset[document]
        end = start + len(words)
        self.offset[document] = end + 10
        name = f"{document}_q_{start}-{end}"
        self.add(
            document,
            f"id:{name} a pk:Quotation ; prov:wasQuotedFrom id:{document} ; "
            f"oa:exact {_text(words)} ; oa:start {start} ; oa:end {end} .",
        )
        return name

    def fact(
        self,
        document: str,
        key: str,
        text: str,
        words: str,
        basis: str = "stated",
        quote: str = "",
    ) -> None:
        self.add(
            document,
            f"id:{key} {text} ; pk:statedIn id:{document} ; pk:basis code:{basis} ; "
            f"pk:evidence id:{quote or self.quote(document, words)} .",
        )

    def trig(self) -> str:
        heads = [f"@prefix {p}: <{n}> ." for p, n in sorted(PREFIXES.items())]
        heads.append(f"@prefix id: <{BASE}id/> .")
        graphs = [
            f"<{BASE}graph/{name}> {{\n" + "\n".join(lines) + "\n}"
            for name, lines in sorted(self.graphs.items())
        ]
        return "\n".join([*heads, *graphs])


def _authority(world: _World) -> None:
    add = world.add
    for key, (zh, en) in DEPARTMENTS.items():
        add(
            "authority",
            f"id:{key} a pk:Organization ; pk:kind code:department ; {_label(zh, en)} .",
        )
        add("links", f"id:{key} pk:jurisdiction id:linhai .")
    add(
        "authority",
        f"id:group a pk:GroupReference ; {_label('各相关单位', 'The bodies concerned')} .",
    )
    for key, kind, zh, en in (
        ("linhai", "county-city", "临海市", "Linhai"),
        ("dongtang", "town", "东塘镇", "Dongtang"),
    ):
        add("authority", f"id:{key} a pk:Place ; pk:kind code:{kind} ; {_label(zh, en)} .")
    add("links", "id:dongtang pk:partOfPlace id:linhai .")
    zh, en = "关于加快发展的意见", "Opinion on faster development"
    add("authority", f"id:opinion a pk:Policy , pk:NormativeDocument ; {_label(zh, en)} .")
    add("dataset", 'id:dataset a void:Dataset ; dcat:version "1.2.3" .')


def _parts(world: _World) -> None:
    for key, (kind, number, parent, zh, en) in PARTS.items():
        document = key.partition("_")[0]
        part_of = f"pk:partOf id:{parent} ; " if parent else ""
        text = f"a pk:{kind} , pk:Action ; pk:number {number} ; {part_of}{_label(zh, en)}"
        world.fact(document, key, text, zh)
        for role, word, table in (("lead", "牵头", LEADS), ("support", "配合", SUPPORT)):
            names = table.get(key, [])
            _bracket(world, key, role, word, names)


def _bracket(world: _World, task: str, role: str, word: str, names: list[str]) -> None:
    document = task.partition("_")[0]
    listed = "、".join(DEPARTMENTS.get(n.rstrip("*"), ("各相关单位", ""))[0] for n in names)
    words = f"({word}单位:{listed})"
    quote = world.quote(document, words) if names else ""
    for position, name in enumerate(names, 1):
        text = (
            f"a pk:Responsibility ; pk:task id:{task} ; pk:actor id:{name.rstrip('*')} ; "
            f"pk:role code:{role} ; pk:position {position} ; pk:outOf {len(names)}"
        )
        basis = "inferred" if name.endswith("*") else "stated"
        world.fact(document, f"{task}_{role}_{position}", text, words, basis, quote)


def _things(world: _World, hostile: str) -> None:
    for document, zh, en, year in (
        ("plan-a", "发展行动方案", "Action plan", 2007),
        ("plan-b", "宜居城镇意见", "Opinion on a liveable town", 2012),
    ):
        world.add(
            document,
            f"id:{document} a pk:Document ; {_label(zh, en)} ; pk:jurisdiction id:linhai ; "
            f"pk:year {year} .",
        )
        mention = f"a pk:Mention ; pk:mentions id:opinion ; pk:nameAsWritten {_text('意见')}"
        world.fact(document, f"{document}_mention_opinion", mention, "贯彻《关于加快发展的意见》")
    world.add("plan-a", "id:plan-a pk:implements id:opinion ; pk:refersTo id:opinion .")
    world.add("plan-b", "id:plan-b pk:refersTo id:opinion .")
    local = f"a pk:Policy ; {_label('宜居规划', 'Liveability plan')}"
    world.fact("plan-b", "plan-b_policy_liveable", local, "制定宜居规划")
    world.add("plan-b", "id:plan-b pk:formulates id:plan-b_policy_liveable .")
    firm = (
        "a pk:Enterprise , pk:Organization ; pk:kind code:manufacturer ; pk:locatedIn id:dongtang"
    )
    zh, en = "永光照明公司" + hostile, "Yongguang Lighting" + hostile
    world.fact("plan-a", "plan-a_enterprise_yongguang", f"{firm} ; {_label(zh, en)}", zh)
    project = "a pk:Project , pk:Action ; pk:kind code:industry ; pk:locatedIn id:dongtang"
    extra = 'pk:investor id:plan-a_enterprise_yongguang ; pk:year 2009 ; pk:period "2008/2009"'
    world.fact(
        "plan-a",
        "plan-a_project_lamps",
        f"{project} ; {extra} ; {_label('灯具项目', 'Lamp works')}",
        "灯具项目落户东塘" + hostile,
    )
    relation = (
        "a pk:Relation ; rdf:subject id:dongtang ; rdf:predicate pk:pairedWith ; "
        "rdf:object id:plan-a_enterprise_yongguang"
    )
    world.fact("plan-a", "plan-a_rel_paired-with_1", relation, "东塘与永光结对")
    world.add("plan-a", "id:dongtang pk:pairedWith id:plan-a_enterprise_yongguang .")
    guess = (
        "a pk:Relation ; rdf:subject id:plan-a_enterprise_yongguang ; rdf:predicate pk:serves ; "
        "rdf:object id:linhai"
    )
    world.fact("plan-a", "plan-a_rel_serves_1", guess, "永光面向临海", "inferred")


def example_trig(hostile: str = "") -> str:
    """Return the example as TriG; ``hostile`` is put into labels and quotes."""
    world = _World()
    _authority(world)
    _parts(world)
    _things(world, hostile)
    return world.trig()


def example_store(hostile: str = "", **options: Any) -> GraphStore:
    """Return the example as a store that answers SPARQL."""
    store = Store()
    store.load(example_trig(hostile).encode(), RdfFormat.TRIG)
    return GraphStore(store, BASE, **options)
