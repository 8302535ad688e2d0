"""The pages alone, without workers or sockets, over a graph of the caller's choice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from explorer import pages
from explorer.app import ServeSettings
from explorer.snapshots import Snapshot
from ontology.namespaces import CODE_NS, DEFAULT_BASE, PK_NS

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
ID = DEFAULT_BASE + "id/"


class Site:
    """The pages of one graph; asked as a browser asks."""

    def __init__(self, snapshot: Snapshot, workspace: Path | None = None) -> None:
        self.app = Starlette(routes=pages.routes(), exception_handlers=pages.handlers())
        self.app.state.snapshot = snapshot
        self.app.state.settings = ServeSettings(workspace=workspace)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page; redirects are not followed."""
        return asyncio.run(self._get(path, {"accept": "text/html", **headers}))

    async def _get(self, path: str, headers: Mapping[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers=dict(headers))


class Markup(HTMLParser):
    """What a page holds that a strict policy forbids, and what it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.lang = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        found = dict(attrs)
        self.forbidden += [f"{tag} {n}" for n in found if n.startswith("on") or n == "style"]
        if tag in ("style", "iframe", "object", "embed", "base"):
            self.forbidden.append(tag)
        if tag == "script":
            self.scripts.append(found)
        if tag == "html":
            self.lang = found.get("lang") or ""
        if "id" in found:
            self.ids.append(found["id"] or "")
        for name in ("href", "src", "action"):
            if found.get(name):
                self.links.append(str(found[name]))


def literal(text: str) -> str:
    """Write a literal as N-Quads do."""
    for sign, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, escaped)
    return f'"{text}"'


class Builder:
    """Writes a graph line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, subject: str, predicate: str, term: str) -> None:
        """Add one quad; the term is written as N-Quads do."""
        graph = DEFAULT_BASE + "graph/d"
        self.lines.append(f"<{subject}> <{predicate}> {term} <{graph}> .\n")

    def thing(self, local: str, classes: str, label: str, **links: Any) -> str:
        """Add a thing with labels; links go to things, codes (``code:…``) or are texts."""
        iri = ID + local
        for cls in classes.split():
            self.add(iri, RDF + "type", f"<{PK_NS}{cls}>")
        self.add(iri, RDFS + "label", literal(label) + "@zh-hans")
        self.add(iri, RDFS + "label", literal("en " + label) + "@en")
        self.add(iri, PK_NS + "name", literal(label))
        for name, values in links.items():
            for value in values if isinstance(values, list) else [values]:
                self.add(iri, self._property(name), self._term(value))
        return iri

    @staticmethod
    def _property(name: str) -> str:
        if name.startswith("rdf_"):
            return RDF + name[4:]
        if name.startswith("oa_"):
            return OA + name[3:]
        return PROV + name[5:] if name.startswith("prov_") else PK_NS + name

    @staticmethod
    def _term(value: Any) -> str:
        if isinstance(value, int):
            return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#integer>'
        if str(value).startswith("code:"):
            return f"<{CODE_NS}{value[5:]}>"
        if str(value).startswith(ID) or str(value).startswith(PK_NS):
            return f"<{value}>"
        return literal(str(value))

    def quote(self, start: int, exact: str, document: str = ID + "d") -> str:
        """Add a quotation of a document."""
        return self.thing(
            f"d_q_{start}-{start + len(exact)}",
            "Quotation",
            exact,
            oa_exact=exact,
            oa_prefix=exact[::-1],
            oa_suffix=exact[::-1],
            oa_start=start,
            oa_end=start + len(exact),
            readAs=exact,
            rule="width",
            prov_wasQuotedFrom=document,
        )

    def site(self, folder: Path, version: str) -> Site:
        """Write the graph and return its pages."""
        path = folder / "graph.nq"
        path.write_text("".join(self.lines), encoding="utf-8", newline="\n")
        return Site(Snapshot((path,), version, DEFAULT_BASE))


def leading(word: str = "") -> Builder:
    """Return a graph of three tasks, led by two bodies and a group; ``word`` is in every text."""
    graph = Builder()
    stated = {"basis": "code:stated", "statedIn": ID + "d"}
    graph.thing("d", "Document", f"方案{word}", written="2007~", genre="code:action-plan")
    graph.thing("town", "Place", f"青溪镇{word}", kind="code:town", claim=word or "山水")
    for local, name in (("drc", "市发展和改革委员会"), ("bureau", "市建设局")):
        place = ID + "town"
        kind = "code:department"
        graph.thing(local, "Organization", name + word, kind=kind, jurisdiction=place)
    graph.thing("units", "GroupReference Organization", f"各相关单位{word}")
    series = graph.thing("d_campaign_1", "Campaign Action", f"活动{word}", number=1, **stated)
    leads = {1: ["drc"], 2: ["drc", "bureau"], 3: ["bureau", "units"]}
    for number, bodies in leads.items():
        quote = graph.quote(number * 100, f"任务{number}{word}")
        task = graph.thing(
            f"d_task_{number}",
            "Task Action",
            f"任务{number}{word}",
            number=number,
            numberAsWritten=str(number),
            partOf=series,
            evidence=quote,
            **stated,
        )
        for position, body in enumerate(bodies, 1):
            graph.thing(
                f"d_task_{number}_lead_{position}",
                "Responsibility",
                f"{body}牵头{word}",
                task=task,
                actor=ID + body,
                role="code:lead",
                nameAsWritten=body + word,
                position=position,
                outOf=len(bodies),
                evidence=quote,
                **stated,
            )
    quote = graph.quote(900, f"引文{word}")
    fact = {"evidence": quote, "basis": "code:inferred", "statedIn": ID + "d"}
    why = {"inferredField": "period", "reason": f"period: because {word}"}
    indicator = graph.thing("gdp", "Indicator", f"生产总值{word}")
    graph.thing(
        "d_obs",
        "Observation",
        f"值{word}",
        indicator=indicator,
        subject=ID + "town",
        valueAsWritten=f"超12亿元{word}",
        status="code:expected",
        bound="code:more-than",
        period="2009",
        **fact,
        **why,
    )
    graph.thing("d_policy", "Policy", f"意见{word}", kind="code:plan", documentNumber=word, **fact)
    graph.thing("d_firm", "Enterprise Organization", f"公司{word}", locatedIn=ID + "town", **fact)
    graph.thing("d_project", "Project Action", f"项目{word}", locatedIn=ID + "town", **fact)
    graph.thing("d_event", "Event", f"节{word}", place=ID + "town", **fact)
    graph.thing(
        "d_award", "Recognition", f"称号{word}", subject=ID + "town", title=f"称号{word}", **fact
    )
    person = graph.thing("d_person", "Person", f"人{word}", **fact)
    graph.thing(
        "d_post", "PostHolding", f"任{word}", person=person, body=ID + "drc", post=word, **fact
    )
    graph.thing(
        "d_mention",
        "Mention",
        f"提及{word}",
        mentions=ID + "town",
        nameAsWritten=f"我镇{word}",
        claim=word,
        **fact,
    )
    graph.thing(
        "d_rel",
        "Relation",
        f"关系{word}",
        rdf_subject=ID + "town",
        rdf_predicate=PK_NS + "aimsAt",
        rdf_object=graph.thing("d_thing", "Thing", f"目标{word}", **fact),
        **fact,
    )
    graph.thing("d_reading", "Reading", f"读{word}", raw=f"*{word}", reading=word, **fact)
    return graph


THINGS = (
    *("d", "town", "drc", "units", "d_campaign_1", "d_task_2", "gdp", "d_obs", "d_policy"),
    *("d_firm", "d_project", "d_event", "d_award", "d_person", "d_thing"),
)
PAGES = (
    *("/", "/search", "/search?q=发改", "/search?q=zzz", "/leads", "/leads/pairs", "/things"),
    *("/leads/tasks?actor=drc", "/leads?counting=fractional&sort=name", "/leads?document=d"),
    *("/things/tasks", "/things/organisations", "/things/places", "/things/values"),
    *("/data", "/about/cite", "/about/ontology", "/about/shapes", "/about/changelog"),
    *(f"/page/{local}" for local in THINGS),
)
