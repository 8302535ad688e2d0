"""The drafter by a language model, against a scripted server on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from loaders.drafting.answers import SCHEMA, Claim, question
from loaders.drafting.as_json import as_json
from loaders.drafting.as_yaml import Frame, as_yaml
from loaders.drafting.drafters import draft_text
from loaders.drafting.language_model import PIECE, pieces
from loaders.drafting.model import Draft
from tests.support.command import run_cli

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema checks the schema in tests only")

TEXT = (
    "甲县造林方案\n一、主要任务\n1.造林。到2031年造林2万亩以上。（牵头单位：县林业局）\n"
    "依托丙原科创带推进。"
)
QUOTE = "到2031年造林2万亩以上"


def claim(kind: str, quote: str, **fields: object) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(
        ("name", "value", "status", "year", "deadline", "post")
    )
    lists: dict[str, object] = {"leads": [], "supports": [], "groups": []}
    return {"kind": kind, "quote": quote, **empty, **lists, **fields}


def reply(*claims: object, finish: str = "stop") -> bytes:
    return written(json.dumps({"facts": claims}, ensure_ascii=False), finish)


def written(content: object, finish: str = "stop", refusal: str | None = None) -> bytes:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return json.dumps({"choices": [{"message": message, "finish_reason": finish}]}).encode()


TARGET = claim("target", QUOTE, name="造林", value="2万亩以上", status="target", year="2031")
TASK = claim("task", "造林", leads=["县林业局"])


def draft(*claims: object, text: str = TEXT) -> Draft:
    return draft_text(text, ("rules", "model"), lambda _: reply(*claims))


def field(found: Draft, kind: str, name: str) -> tuple[bool, str]:
    one = next(fact for fact in found.facts if fact.kind == kind).fields[name]
    return one.ready, one.reason


# -- what is right, and what is not in the text ----------------------------------------------------


def test_what_rules_and_model_say_alike_is_ready() -> None:
    found = draft(TARGET, TASK)

    assert field(found, "target", "value") == (True, "")
    assert field(found, "target", "name") == (True, "")
    assert field(found, "task", "leads") == (True, "")


def test_where_they_differ_the_field_is_open_with_both_readings() -> None:
    found = draft(claim("task", "造林", leads=["甲县"]))

    assert field(found, "task", "leads") == (False, "drafters differ: 县林业局 / 甲县 (model)")


def test_what_only_the_model_says_stays_open() -> None:
    found = draft(claim("place", "依托丙原科创带推进", name="丙原科创带"))

    place = [fact for fact in found.of("place") if fact.get("name") == "丙原科创带"]
    assert [fact.open for fact in place] == [{"name": "only model said it"}]
    assert TEXT[slice(*place[0].span)] == "丙原科创带"


def test_numbers_are_read_from_the_words_and_not_taken_from_the_model() -> None:
    found = draft_text(TEXT, ("model",), lambda _: reply(TARGET))

    target = found.of("target")[0]
    assert [target.get(key) for key in ("number", "unit", "bound")] == [20_000, "亩", "≥"]


ABSENT = {
    "an invented quote": claim("place", "乙县位于东部", name="乙县"),
    "a corrected quote": claim("target", "到2031年造林3万亩以上", value="3万亩以上"),
    "a name outside its quote": claim("place", "一、主要任务", name="甲县"),
    "a value outside its quote": claim("target", "一、主要任务", value="2万亩"),
    "a quote with other blanks": claim("place", "依托 丙原科创带", name="丙原科创带"),
    "an empty quote": claim("place", "", name="甲县"),
}


@pytest.mark.parametrize("wrong", ABSENT.values(), ids=ABSENT)
def test_words_that_are_not_in_the_text_are_left_out_with_the_reason(wrong: object) -> None:
    found = draft_text(TEXT, ("model",), lambda _: reply(wrong))

    assert found.facts == []
    assert [one.reason for one in found.left_out] == ["the model's words are not in the text"]


def test_an_invented_body_is_left_out_of_a_task() -> None:
    found = draft(claim("task", "造林", leads=["县林业局", "县幻想局"]))

    assert field(found, "task", "leads") == (True, "")
    assert "县幻想局" in [one.words for one in found.left_out]


def test_a_value_without_a_number_is_left_out() -> None:
    found = draft_text(TEXT, ("model",), lambda _: reply(claim("value", QUOTE, value="造林")))

    assert [one.reason for one in found.left_out] == [
        "the model's value is no number that can be read"
    ]


# -- answers of another form -----------------------------------------------------------------------

FORM = "the model's answer is not of the form asked for"
MALFORMED = {
    "no JSON": (b"<html>busy</html>", FORM),
    "nothing": (b"", FORM),
    "no UTF-8": (b"\xff\xfe{", FORM),
    "a number": (b"7", FORM),
    "no choices": (b'{"choices": []}', FORM),
    "no message": (b'{"choices": [{}]}', FORM),
    "choices of text": (b'{"choices": "ab"}', FORM),
    "no content": (written(None), FORM),
    "content in parts": (written([{"type": "text", "text": "{}"}]), FORM),
    "prose": (written("Here are the facts: …"), FORM),
    "fenced JSON": (written('```json\n{"facts": []}\n```'), FORM),
    "another key": (written('{"items": []}'), FORM),
    "facts in a map": (written('{"facts": {}}'), FORM),
    "too many facts": (reply(*[TARGET] * 500), FORM),
    "brackets without end": (written("[" * 100_000), FORM),
    "deep JSON outside": (b"[" * 100_000, FORM),
    "not a number": (written('{"facts": [NaN]}'), FORM),
    "cut off": (reply(TARGET, finish="length"), "the model stopped before the end of its answer"),
    "refused": (written(None, refusal="no"), "the model refused to answer"),
    "only wrong facts": (reply({"kind": "place"}), FORM),
    "one wrong fact": (reply(TARGET, 7), "a fact of the model is not of the form asked for"),
    "an unknown kind": (
        reply(TARGET, claim("secret", QUOTE)),
        "a fact of the model is not of the form asked for",
    ),
    "a long name": (
        reply(TARGET, claim("place", QUOTE, name="甲" * 300)),
        "a fact of the model is not of the form asked for",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_an_answer_of_another_form_is_left_out_and_rules_go_on(answer: bytes, reason: str) -> None:
    found = draft_text(TEXT, ("rules", "model"), lambda _: answer)

    assert reason in [one.reason for one in found.left_out]
    assert [fact.get("title_quote") for fact in found.of("task")] == ["造林"]


HOSTILE = "县\u2028- task: 伪造\n\x1b[2J\u202e# open: x"


def test_hostile_words_bring_nothing_into_the_file() -> None:
    found = draft(
        claim("place", HOSTILE, name=HOSTILE),
        claim("task", "造林", leads=[HOSTILE], deadline=HOSTILE),
        claim("policy", "甲县造林方案\n一、主要任务", name="甲县造林方案\n一、主要任务"),
    )

    text = as_yaml(found, TEXT, Frame("x", "x.txt"))

    assert [line for line in text.splitlines() if "伪造" in line and not line.startswith("#")] == []
    assert not set(text) & set("\u2028\x1b\u202e")
    assert as_json("x", found)["tasks"][0]["leads"] == ["县林业局"]


def test_the_schema_asks_for_what_is_checked() -> None:
    jsonschema.validate({"facts": [TARGET, TASK]}, SCHEMA)
    item = SCHEMA["properties"]["facts"]["items"]
    assert set(item["required"]) == set(Claim.model_fields) == set(item["properties"])
    assert item["additionalProperties"] is False


def test_a_question_asks_for_the_schema_without_chance() -> None:
    asked = json.loads(question("甲\ud800", "m"))

    assert (asked["model"], asked["temperature"]) == ("m", 0)
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA


def test_pieces_hold_the_whole_text_once() -> None:
    raw = ("造林。" * 300 + "\n") * 5 + "无标点" * 3000

    spans = list(pieces(raw))

    assert "".join(raw[low:high] for low, high in spans) == raw
    assert max(high - low for low, high in spans) <= PIECE


def test_a_repeated_name_is_one_fact_with_all_places() -> None:
    raw = "甲湾强。\n甲湾美。"
    one, other = claim("place", "甲湾强", name="甲湾"), claim("place", "甲湾美", name="甲湾")

    found = draft_text(raw, ("model",), lambda _: reply(one, other))

    assert [fact.mentions for fact in found.of("place")] == [[(0, 2), (5, 7)]]


# -- the server ------------------------------------------------------------------------------------


class Scripted(BaseHTTPRequestHandler):
    """Answers as the test's script says, and notes what it was asked."""

    script: ClassVar[Callable[[Scripted], None]]
    asked: ClassVar[list[tuple[str, str | None, dict[str, Any]]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Scripted.asked.append((self.path, self.headers["authorization"], body))
        try:
            type(self).script(self)
        except OSError:
            self.close_connection = True

    def say(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


Serve = Callable[[Callable[[Scripted], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Scripted.asked.clear()

    def start(script: Callable[[Scripted], None]) -> str:
        Scripted.script = staticmethod(script)
        return f"http://127.0.0.1:{server.server_address[1]}/v1"

    yield start
    server.shutdown()
    server.server_close()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_command_asks_the_server_and_merges(
    serve: Serve, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = serve(lambda on: on.say(reply(TARGET)))
    monkeypatch.setenv("POLICYKG_MODEL_KEY", "k-1")

    outcome = run_cli(
        "draft", "--json", str(plan), "--drafter", "rules", "--model", url, "--model-name", "m7"
    )

    assert outcome.exit_code == 0, outcome.output
    path, key, body = Scripted.asked[0]
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer k-1", "m7")
    target = next(one for one in json.loads(outcome.stdout)["facts"] if one["kind"] == "target")
    assert "name" in target["ready"]


def _late(on: Scripted) -> None:
    time.sleep(0.5)
    on.say(reply(TARGET))


INVENTED = claim("place", "乙县位于东部", name="乙县")
ANSWERS: dict[str, tuple[Callable[[Scripted], None], str, bool]] = {
    "right": (lambda on: on.say(reply(TARGET, TASK)), "", True),
    "right and late": (_late, "", True),
    "wrong": (lambda on: on.say(reply(INVENTED)), "the model's words are not in the text", False),
    "malformed": (lambda on: on.say(b"<html>busy</html>"), FORM, False),
    "cut off": (
        lambda on: on.say(reply(TARGET, finish="length")),
        "the model stopped before the end of its answer", False,
    ),
    "hostile": (
        lambda on: on.say(reply(claim("place", HOSTILE, name=HOSTILE))),
        "the model's words are not in the text", False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("script", "reason", "agreed"), ANSWERS.values(), ids=ANSWERS)
def test_whatever_the_server_answers_the_rules_facts_are_written(
    serve: Serve,
    plan: Path,
    tmp_path: Path,
    script: Callable[[Scripted], None],
    reason: str,
    agreed: bool,
) -> None:
    url = serve(script)
    options = ("--drafter", "rules", "--model", url, "--model-timeout", "20")

    shown = run_cli("draft", "--json", str(plan), *options)
    written_ = run_cli("draft", str(plan), *options, "--into", str(tmp_path / "draft.yaml"))

    assert (shown.exit_code, written_.exit_code) == (0, 0), shown.output + written_.output
    told = json.loads(shown.stdout)
    assert [task["title_quote"] for task in told["tasks"]] == ["造林"]
    assert [one["reason"] for one in told["left_out"]] == ([reason] if reason else [])
    target = next(one for one in told["facts"] if one["kind"] == "target")
    assert ("name" in target["ready"]) is agreed
    lines = (tmp_path / "draft.yaml").read_text(encoding="utf-8").splitlines()
    facts = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    assert "task: 造林" in facts
    assert "乙县" not in facts and "伪造" not in facts


def test_the_key_may_stand_in_a_file(serve: Serve, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k-2\n")
    url = serve(lambda on: on.say(reply()))

    run_cli("draft", "--json", str(plan), "--model", url, "--model-key-file", str(tmp_path / "key"))

    assert Scripted.asked[0][1] == "Bearer k-2"


def test_no_model_is_asked_unless_the_command_says_so(serve: Serve, plan: Path) -> None:
    serve(lambda on: on.say(reply()))

    assert run_cli("draft", "--json", str(plan)).exit_code == 0
    assert Scripted.asked == []


def _drip(on: Scripted) -> None:
    on.send_response(200)
    on.send_header("content-type", "application/json")
    on.end_headers()
    for _ in range(200):
        on.wfile.write(b" ")
        on.wfile.flush()
        time.sleep(0.05)


def _flood(on: Scripted) -> None:
    on.send_response(200)
    on.end_headers()
    while True:
        on.wfile.write(b" " * (1 << 16))


def _echo(on: Scripted) -> None:
    on.say(f"bad key {on.headers['authorization']}".encode(), 401)


FAILING: dict[str, tuple[Callable[[Scripted], None], str]] = {
    "slow": (_drip, "longer than 1 seconds"),
    "silent": (lambda on: time.sleep(3), "longer than 1 seconds"),
    "endless": (_flood, "MiB"),
    "refusing": (lambda on: on.say(b'{"error": "no schema"}', 400), "no schema"),
    "broken": (lambda on: on.say(b"oops", 500), "500"),
    "leading elsewhere": (
        lambda on: on.say(b"", 307, location="http://localhost:9/v1"), "leads to",
    ),
    "repeating the key": (_echo, "refused"),
}  # fmt: skip


@pytest.mark.parametrize(("script", "message"), FAILING.values(), ids=FAILING)
def test_a_failing_server_ends_the_draft_with_one_line(
    serve: Serve,
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: Callable[[Scripted], None],
    message: str,
) -> None:
    url = serve(script)
    monkeypatch.setenv("POLICYKG_MODEL_KEY", "k-secret")
    began = time.monotonic()

    outcome = run_cli("draft", "--json", str(plan), "--model", url, "--model-timeout", "1")

    assert outcome.exit_code == 1, outcome.output
    assert message in outcome.stderr
    assert outcome.stdout == ""
    assert "k-secret" not in outcome.output
    assert time.monotonic() - began < 10


WRONG = {
    "no address": ("--model", "plan"),
    "another scheme": ("--model", "file:///etc/passwd"),
    "no port": ("--model", "http://localhost:x/v1"),
    "a password in the address": ("--model", "http://me:pw@localhost/v1"),
    "a key in the clear": ("--model", "http://example.org/v1"),
    "a drafter without its address": ("--drafter", "model"),
    "no such key file": ("--model", "http://localhost:9", "--model-key-file", "nowhere"),
}


@pytest.mark.parametrize("options", WRONG.values(), ids=WRONG)
def test_wrong_use_is_refused_before_anything_is_sent(
    plan: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("POLICYKG_MODEL_KEY", "k")

    outcome = run_cli("draft", "--json", str(plan), *options)

    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
