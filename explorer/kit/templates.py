"""Templates, and what they are given."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from explorer.i18n import TAGS, other, words
from explorer.kit import markup
from explorer.kit.facet_boxes import facet_boxes
from explorer.kit.masked import is_masked
from explorer.kit.request import (
    STATIC,
    TEMPLATES,
    Ask,
    Page,
    ask_of,
)
from explorer.kit.written import Written

COMPILED: Final = TEMPLATES / "__pycache__"


@cache
def static_url(name: str) -> str:
    """Return the address of a static file, with a hash, so that it can be kept for long."""
    path = STATIC / name
    tag = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "0"
    return f"/static/{name}?v={tag}"


def inert_json(data: Any) -> Markup:
    """Write JSON that can stand in a script element of another type than JavaScript."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


class CompiledTemplates(BytecodeCache):
    """Compiled templates beside the others, as Python keeps its modules: a cache, no more.

    To compile those of the first page takes longer than to make it.  Each has a seal: Python does
    not look whether what it runs is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template, unless what is there is damaged or was compiled in another way."""
        try:
            whole = self._place(bucket).read_bytes()
        except OSError:
            return
        if _seal(bucket, whole[_SEAL:]) == whole[:_SEAL]:
            bucket.bytecode_from_string(whole[_SEAL:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, where something can be written and Python does so too."""
        if sys.dont_write_bytecode:
            return
        place, compiled = self._place(bucket), bucket.bytecode_to_string()
        part = place.with_name(f".{place.name}.{os.getpid()}.{threading.get_ident()}")
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            try:
                part.write_bytes(_seal(bucket, compiled) + compiled)
                part.replace(place)
            finally:
                part.unlink(missing_ok=True)

    def _place(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.{sys.implementation.cache_tag}.template"


_SEAL: Final = hashlib.sha256().digest_size


def _seal(bucket: Bucket, compiled: bytes) -> bytes:
    """Return the checksum of a compiled template and of what it was compiled by."""
    env = bucket.environment
    by = (_jinja(), env.autoescape, env.undefined.__name__, env.trim_blocks, env.lstrip_blocks)
    return hashlib.sha256(repr(by).encode() + compiled).digest()


@cache
def _jinja() -> str:
    return version("jinja2")


@cache
def environment() -> Environment:
    """Return the templates: autoescaped everywhere, with no undefined names."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        bytecode_cache=CompiledTemplates(COMPILED),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(static=static_url, inert_json=inert_json, TAGS=TAGS, **markup.GLOBALS)
    env.globals["facet_boxes"] = facet_boxes
    env.filters.update(markup.FILTERS, masked=is_masked)
    return env


def has_script(name: str) -> bool:
    """Tell whether the JavaScript of a page was built."""
    return (STATIC / "js" / f"{name}.entry.js").is_file()


def html(ask: Ask, page: Page) -> str:
    """Render a page in its template."""
    context: dict[str, Any] = {
        "ask": ask,
        "view": ask.view,
        "lang": ask.lang,
        "w": words(ask.lang),
        "title": page.title,
        "page": page,
        "description": page.description,
        "here": ask.url(),
        "other_here": ask.url(None, _lang=other(ask.lang)),
        "formats": [(f, ask.url(None, _fmt=f)) for f in page.formats()],
        "scripts": [name for name in ("page",) if has_script(name)],
        "has_script": has_script,
        **page.context,
    }
    context["m"] = Written(ask)
    return environment().get_template(page.template).render(context)


def render(
    request: Request, template: str, *, title: str, status: int = 200, **context: Any
) -> Response:
    """Render a template for a request outside :func:`page`."""
    ask = ask_of(request)
    found = Page(template, title, context, status=status)
    return Response(html(ask, found), status, media_type="text/html")
