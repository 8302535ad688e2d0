"""The addresses of the desk: pages to look at, and changes as JSON."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, get_args

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from explorer.kit.fieldnames import field_name
from explorer.kit.request import Page, ask_of, language_of
from explorer.kit.templates import html
from loaders.desk.desk import NotAtDesk
from loaders.desk.forms import forms
from loaders.desk.journal import Conflict
from loaders.desk.readings import CHOICES, MOST_BYTES
from loaders.desk.same import AlreadyThere
from loaders.drafting.reasons import told
from loaders.errors import LoadersError
from loaders.yaml.bytes import CONTROL
from ontology import codes
from policykg.desk.guard import MAX_UPLOAD, Answer, Guard
from policykg.desk.originals import MEDIA
from policykg.desk.readings import readings_of
from policykg.desk.words import LISTS, READING_WORDS, WORDS

if TYPE_CHECKING:
    from policykg.desk.service import DeskService

__all__ = ["desk_routes"]

Json = dict[str, Any]
Work = Callable[["DeskService", str, Json], Any]
LONGEST_NAME: Final = 80
_INERT: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}
"""What comes from a file of somebody else's runs nothing."""


def desk_routes(service: DeskService, token: str) -> list[BaseRoute]:
    """Return the routes of the desk.

    Args:
        service: The desks of the workspace that is served.
        token: Of this session; without it nothing is shown.
    """
    guard = Guard(token)

    async def entrance(request: Request) -> Response:
        entered = guard.enter(request)
        if entered is not None:
            return entered
        target = f"/{language_of(request)}{request.url.path}"
        return RedirectResponse(target, 302, {"cache-control": "no-store"})

    async def index(request: Request) -> Response:
        return await asyncio.to_thread(_index, service, request)

    async def document(request: Request) -> Response:
        return await asyncio.to_thread(_document, service, request)

    def change(work: Work) -> Callable[[Request], Awaitable[Response]]:
        return guard.change(_answering(service, work))

    verbs: dict[str, Work] = {
        "state": _state, "try": _try, "accept": _accept, "dismiss": _dismiss,
        "postpone": _postpone, "back": _back, "undo": _undo, "redo": _redo,
        "suggest": _suggest, "try-new": _try_new, "add": _add, "change": _change,
        "remove": _remove, "contents": _contents, "header": _header, "make": _make,
        "match": _match, "report": _report, "omit": _omit,
        "compare": _compare, "settle": _settle, "sign-agreed": _sign_agreed,
    }  # fmt: skip

    def taking(key: str, take: Callable[[Request, str, bytes], str]) -> Answer:
        """Return what takes a file that was dropped, and answers what became of it."""

        async def upload(request: Request) -> Response:
            name = request.query_params.get("name", "")
            try:
                data = await request.body()
                return JSONResponse({key: await asyncio.to_thread(take, request, name, data)})
            except LoadersError as error:
                return _refused(400, error.zh, error.en)
            except OSError as error:
                return _refused(
                    507, f"无法写入:{error.strerror}", f"cannot be written: {error.strerror}"
                )

        return upload

    upload = taking("document", lambda _, name, data: service.add_file(name, data))
    reading = taking(
        "reading",
        lambda request, name, data: service.desk(request.path_params["document"]).keep_reading(
            name, data
        ),
    )

    async def readings(request: Request) -> Response:
        return await asyncio.to_thread(_readings, service, request)

    async def picture(request: Request) -> Response:
        return await asyncio.to_thread(_picture, service, request)

    async def original(request: Request) -> Response:
        return await asyncio.to_thread(_original, service, request)

    return [
        Route("/desk", entrance),
        Route("/desk/{document}/page.png", guard.page(picture)),
        Route("/desk/{document}/original", guard.page(original)),
        Route("/desk/new", guard.change(upload, MAX_UPLOAD), methods=["POST"]),
        Route("/desk/{document}/reading", guard.change(reading, MOST_BYTES), methods=["POST"]),
        Route("/{lang:lang}/desk/{document}/readings", guard.page(readings)),
        Route("/{lang:lang}/desk", guard.page(index)),
        Route("/{lang:lang}/desk/{document}", guard.page(document)),
        *(
            Route("/desk/{document}/" + verb, change(work), methods=["POST"])
            for verb, work in verbs.items()
        ),
    ]


def _index(service: DeskService, request: Request) -> Response:
    ask = ask_of(request)
    rows = [service.summary(document) for document in service.documents()]
    rows.sort(key=lambda row: (-row["cards"].get("waiting", 0), row["id"]))
    page = Page("desk_index.html", ask.w("审读台", "The desk"), {"rows": rows}, section="/desk")
    return Response(html(ask, page), media_type="text/html")


def _document(service: DeskService, request: Request) -> Response:
    ask = ask_of(request)
    document = request.path_params["document"]
    try:
        contents = _in_words(service.contents(document), ask.lang)
        summary = service.summary(document)
    except LoadersError as error:
        page = Page("desk_error.html", ask.w("无法打开", "Cannot be opened"), {
            "message": error.zh if ask.lang == "zh" else error.en,
        }, status=404)  # fmt: skip
        return Response(html(ask, page), 404, media_type="text/html")
    form = {
        name: [
            {"key": one.key, "shape": one.shape, "choices": list(one.choices),
             "required": one.required, "label": field_name(one.key, ask.lang)}
            for one in fields
        ]
        for name, fields in forms().items()
    }  # fmt: skip
    words = {key: ask.w(*pair) for key, pair in WORDS.items()}
    lists = {key: ask.w(*pair) for key, pair in LISTS.items()}
    data = {**contents, "forms": form, "words": words, "lists": lists, "lang": ask.lang}
    data["omissions"] = [
        {"zh": WORDS[f"omit{n}"][0], "en": WORDS[f"omit{n}"][1]} for n in range(1, 5)
    ]
    data["codes"] = {
        "genre": list(get_args(codes.Genre)), "place": list(get_args(codes.PlaceKind)),
        "body": list(get_args(codes.OrganisationKind)), "function": list(get_args(codes.Function)),
    }  # fmt: skip
    title = summary["title"][ask.lang]
    page = Page("desk.html", title, {"data": data, "summary": summary}, section="/desk")
    return Response(html(ask, page), media_type="text/html")


def _readings(service: DeskService, request: Request) -> Response:
    """Answer with the page on which two readings are settled."""
    ask = ask_of(request)
    document = request.path_params["document"]
    words = {key: ask.w(*pair) for key, pair in (*WORDS.items(), *READING_WORDS.items())}
    try:
        name = request.query_params.get("with")
        data = readings_of(service, document, name, ask.lang)
        summary = service.summary(document)
    except LoadersError as error:
        page = Page("desk_error.html", ask.w("无法打开", "Cannot be opened"), {
            "message": error.zh if ask.lang == "zh" else error.en,
        }, status=404)  # fmt: skip
        return Response(html(ask, page), 404, media_type="text/html")
    title = summary["title"][ask.lang]
    told = {"data": {**data, "words": words, "lang": ask.lang}, "document": document}
    page = Page("desk_readings.html", title, told, section="/desk")
    return Response(html(ask, page), media_type="text/html")


def _compare(service: DeskService, document: str, body: Json) -> Json:
    lang = "zh" if body.get("lang") == "zh" else "en"
    return readings_of(service, document, str(body["reading"]), lang)


def _settle(service: DeskService, document: str, body: Json) -> Json:
    choice = body["choice"]
    if choice not in CHOICES:
        raise ValueError("no choice")
    desk = service.desk(document)
    done = desk.settle(str(body["reading"]), str(body["difference"]), choice, _name(body))
    return {**_compare(service, document, body), "signed": len(done) > 1}


def _sign_agreed(service: DeskService, document: str, body: Json) -> Json:
    records = [str(one) for one in body["records"]][:10_000]
    action = service.desk(document).sign_agreed(str(body["reading"]), records, _name(body))
    signed = len(action.details["facts"]) if action is not None else 0
    return {**_compare(service, document, body), "signed": signed}


def _picture(service: DeskService, request: Request) -> Response:
    """Answer with a page of the original as a picture, some words marked."""
    try:
        start, end = (int(request.query_params.get(key, "")) for key in ("start", "end"))
        png = service.page_image(request.path_params["document"], start, end)
    except ValueError:
        return _refused(400, "请求无法读懂", "the request cannot be understood")
    except LoadersError as error:
        return _refused(404, error.zh, error.en)
    return Response(png, media_type="image/png", headers=_INERT)


def _original(service: DeskService, request: Request) -> Response:
    """Answer with the original to be saved: no browser opens it under this address."""
    try:
        record, path = service.original(request.path_params["document"])
    except LoadersError as error:
        return _refused(404, error.zh, error.en)
    media = MEDIA.get(record.kind, "application/octet-stream")
    return FileResponse(path, media_type=media, filename=record.name, headers=_INERT)


def _answering(service: DeskService, work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            body = _read(await request.body())
            document = request.path_params["document"]
            found = await asyncio.to_thread(work, service, document, body)
        except Conflict as error:
            return _refused(409, error.zh, error.en)
        except LoadersError as error:
            return _refused(400, error.zh, error.en)
        except OSError as error:
            return _refused(
                507, f"无法写入:{error.strerror}", f"cannot be written: {error.strerror}"
            )
        except _SENSELESS:
            return _refused(400, "请求无法读懂", "the request cannot be understood")
        later = found.pop("later", None)
        if later is not None:
            asyncio.get_running_loop().run_in_executor(None, later)
        return JSONResponse(found)

    return answer


_SENSELESS: Final = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip
"""What a body of another form raises: spans without end, lists without bottom."""


_HALF: Final = re.compile("[\ud800-\udfff]")


def _read(data: bytes) -> Json:
    """Read the body of a change.

    Raises:
        ValueError, RecursionError: it is no map.
        NotAtDesk: it holds a character that no facts file may hold, so that what is written could
            not be read again.
    """
    body = json.loads(data)
    if not isinstance(body, dict):
        raise ValueError("no map")
    waiting: list[Any] = [body]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and (found := CONTROL.search(one) or _HALF.search(one)):
            code = f"U+{ord(found[0]):04X}"
            raise NotAtDesk(
                f"a text holds the invisible character {code}: delete it",
                f"文本中有不可见字符 {code}:请删去",
            )
    return body


def _refused(status: int, zh: str, en: str) -> Response:
    return JSONResponse({"message": {"zh": zh, "en": en}}, status)


def _name(body: Json) -> str:
    name = " ".join(str(body.get("who", "")).split())
    return name[:LONGEST_NAME]


def _ids(body: Json) -> list[str]:
    return [str(one) for one in body["cards"]][:10_000]


def _after(service: DeskService, document: str) -> Json:
    desk = service.desk(document)
    return {"history": service.history(desk), "verdicts": desk.verdicts()}


def _state(service: DeskService, document: str, body: Json) -> Json:
    return service.state(document, _name(body), str(body.get("visitor", ""))[:40])


def _contents(service: DeskService, document: str, body: Json) -> Json:
    lang = "zh" if body.get("lang") == "zh" else "en"
    return _in_words(service.contents(document), lang)


def _in_words(contents: Json, lang: str) -> Json:
    """Give the reasons of the drafters in the reader's language."""
    for card in contents["cards"]:
        card["open"] = {key: told(why, lang) for key, why in card["open"].items()}
    return contents


def _try(service: DeskService, document: str, body: Json) -> Json:
    return {"problems": service.tried(document, str(body["card"]), dict(body.get("changes", {})))}


def _accept(service: DeskService, document: str, body: Json) -> Json:
    who = _name(body)
    cards, changes = _ids(body), dict(body.get("changes") or {})
    if not cards:
        raise NotAtDesk("no card was named", "未指明卡片")
    action = service.accept(document, cards, changes, who, [str(c) for c in body.get("shown", [])])
    return {**_after(service, document), "later": lambda: service.sign(document, action)}


def _dismiss(service: DeskService, document: str, body: Json) -> Json:
    reason = str(body.get("reason", "")).strip()[:500]
    if not reason:
        raise NotAtDesk("say why it is set aside", "请说明不采纳的理由")
    service.desk(document).dismiss(_ids(body), reason, _name(body))
    return _after(service, document)


def _postpone(service: DeskService, document: str, body: Json) -> Json:
    service.desk(document).postpone(_ids(body))
    return _after(service, document)


def _back(service: DeskService, document: str, body: Json) -> Json:
    service.desk(document).bring_back(_ids(body))
    return _after(service, document)


def _undo(service: DeskService, document: str, body: Json) -> Json:
    done = service.desk(document).undo()
    return {**_after(service, document), "done": [one.what for one in done]}


def _redo(service: DeskService, document: str, body: Json) -> Json:
    done = service.desk(document).redo()
    return {**_after(service, document), "done": [one.what for one in done]}


def _suggest(service: DeskService, document: str, body: Json) -> Json:
    start, end = (int(one) for one in body["span"])
    return {
        "records": service.suggest(document, start, end),
        "plain": service.plain(document, start, end),
    }


def _try_new(service: DeskService, document: str, body: Json) -> Json:
    return {"problems": service.try_new(document, body)}


def _add(service: DeskService, document: str, body: Json) -> Json:
    if body.get("checked"):  # by one key, unseen by the rules so far
        problems = service.try_new(document, body)
        if any(one["severity"] == "error" for one in problems):
            return {**_after(service, document), "refused": problems}
    service.new_fact(document, body, _name(body))
    return {**_after(service, document), "facts": service.facts(document)}


def _change(service: DeskService, document: str, body: Json) -> Json:
    service.desk(document).change(str(body["fact"]), dict(body["changes"]))
    return _after(service, document)


def _remove(service: DeskService, document: str, body: Json) -> Json:
    service.desk(document).remove(str(body["fact"]))
    return _after(service, document)


def _header(service: DeskService, document: str, body: Json) -> Json:
    fields = {str(key): value for key, value in dict(body["changes"]).items()}
    kept = {key: None if value in ("", [], {}) else value for key, value in fields.items()}
    desk = service.desk(document)
    if kept:
        desk.change_header(kept)
    problems = desk.header()[1]
    if not problems:
        desk.sign_header(_name(body))
    return {"problems": [{"rule": one.rule, "zh": one.zh, "en": one.en} for one in problems]}


def _make(service: DeskService, document: str, body: Json) -> Json:
    record = {key: value for key, value in dict(body["record"]).items() if value not in ("", [])}
    try:
        service.desk(document).make_identity(
            str(body["section"]), str(body["id"]), record, join=body.get("join") is True
        )
    except AlreadyThere as error:
        return {"twice": {"zh": error.zh, "en": error.en}, "known": error.known,
                "joinable": error.joinable}  # fmt: skip
    return _after(service, document)


def _match(service: DeskService, document: str, body: Json) -> Json:
    name = str(body["name"])
    reason = {"zh": f"{document} 文中作“{name}”", "en": f"the text of {document} says {name}"}
    service.desk(document).match_identity(str(body["id"]), name, reason)
    return _after(service, document)


def _report(service: DeskService, document: str, body: Json) -> Json:
    found = service.desk(document).report()
    if found is None:
        return {"again": True}
    errors = [{"zh": one.zh, "en": one.en, "at": str(one.at)} for one in found.errors[:20]]
    return {
        "states": found.states, "unaccounted": [list(one) for one in found.unaccounted[:2000]],
        "errors": errors, "errorCount": len(found.errors), "facts": found.facts,
    }  # fmt: skip


def _omit(service: DeskService, document: str, body: Json) -> Json:
    start, end = (int(one) for one in body["span"])
    given = body["reason"]
    reason = {"zh": str(given["zh"])[:500], "en": str(given["en"])[:500]}
    if not (0 <= start < end) or not all(one.strip() for one in reason.values()):
        raise NotAtDesk("say which words, and why", "请说明哪些文字及理由")
    service.desk(document).dismiss_words((start, end), reason)
    return _after(service, document)
