"""Read a file in a process of its own, which can harm nothing but itself.

The parent opens the file and hands over its bytes; the child has given up files, network, other
programs and most memory before it looks at them, and is killed at its deadline.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from typing import Any, Final

from loaders.intake.blocks import Text
from loaders.intake.files import Kind, Original, kind_of
from loaders.intake.limits import MB, MEMORY, SECONDS, import_path
from loaders.intake.refusals import ROWS, Refused

_BOOT: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from loaders.intake.child import main; main(sys.argv[2:])"
)
_KEPT: Final = ("PATH", "SYSTEMROOT", "SystemRoot", "LD_LIBRARY_PATH", "TEMP", "TMP")
"""Variables of the environment that the child gets; no word of the user's is among them."""
_KILLED: Final = frozenset((-9, -24, -25, 137, 152))


class Outcome:
    """What the child has read.

    Attributes:
        kind: What the file is.
        text: The text, and where its characters come from.
        meta: What the file says of itself.
        left_out: Why, and the words that are not of the text.
        encoding: Of a text or page.
        limits: Names of the limits that held.
    """

    def __init__(self, kind: Kind, answer: dict[str, Any]) -> None:
        self.kind = kind
        read = answer["text"]
        self.text = Text(
            str(read["text"]),
            [_whole(row, 3) for row in read["pages"]],  # type: ignore[misc]
            [_whole(row, 6) for row in read["cells"]],  # type: ignore[misc]
            [(int(row[0]), int(row[1]), str(row[2])) for row in read["kinds"]],
        )
        self.meta = {str(key): str(value) for key, value in answer["meta"].items()}
        self.left_out = [(str(why), str(words)) for why, words in answer["left_out"]]
        self.encoding = str(answer["encoding"])
        self.limits = [str(name) for name in answer["limits"]]


def _whole(row: list[Any], length: int) -> tuple[int, ...]:
    assert len(row) == length
    return tuple(int(value) for value in row)


def read_file(original: Original, *, memory: int = MEMORY, seconds: int = SECONDS) -> Outcome:
    """Read a file's text in a confined process.

    Args:
        original: The file.
        memory: Bytes of address space that the child may take.
        seconds: Of processor time; twice as long it may take by the clock.

    Raises:
        Refused: it is not read; the reason says why.
    """
    kind = kind_of(original.data, original.path.suffix.lower())
    answer = _checked(_asked(kind, original.data, memory, seconds), memory)
    try:
        return Outcome(kind, answer)
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        raise Refused("crashed", type(error).__name__) from None


def draw_page(
    data: bytes, page: int, words: str, nth: int = 0, *, memory: int = MEMORY, seconds: int = 20
) -> tuple[bytes, tuple[tuple[float, ...], ...]]:
    """Draw a page of a PDF in a confined process, with words marked.

    Args:
        data: The PDF.
        page: Its number, from 1.
        words: What to mark.
        nth: Which of several equal places on the page, from 0.
        memory: Bytes of address space that the child may take.
        seconds: Of processor time.

    Returns:
        The picture as PNG, and the boxes of the words: left, top, right, bottom as shares.

    Raises:
        Refused: it cannot be drawn; the reason says why.
    """
    if kind_of(data, ".pdf") != "pdf":
        raise Refused("damaged", "no PDF")
    asked = json.dumps({"page": page, "words": words[:2000], "nth": nth})
    answer = _checked(_asked("page", data, memory, seconds, asked), memory)
    try:
        png = base64.b64decode(answer["png"], validate=True)
        boxes = tuple(tuple(float(x) for x in box) for box in answer["boxes"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("crashed", type(error).__name__) from None
    return png, boxes


def _checked(answer: dict[str, Any], memory: int) -> dict[str, Any]:
    if "refused" in answer:
        reason = str(answer["refused"])
        if reason == "memory":
            raise Refused(reason, memory // MB)
        raise Refused(reason if reason in ROWS else "crashed", answer.get("detail", ""))
    return answer


def _asked(kind: str, data: bytes, memory: int, seconds: int, *more: str) -> dict[str, Any]:
    words = [json.dumps(import_path()), kind, str(memory), str(seconds), *more]
    with subprocess.Popen(
        [sys.executable, "-E", "-s", "-B", "-X", "utf8", "-c", _BOOT, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    ) as child:
        try:
            out, errors = child.communicate(data, timeout=2 * seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            raise Refused("time", 2 * seconds) from None
        except BaseException:  # Ctrl-C: no child outlives the command
            child.kill()
            raise
    return _answer(out, errors, child.returncode, memory, seconds)


def _answer(out: bytes, errors: bytes, code: int, memory: int, seconds: int) -> dict[str, Any]:
    """Read the child's answer, or tell from its end why there is none."""
    try:
        answer = json.loads(out)
    except ValueError:
        answer = None
    if code == 0 and isinstance(answer, dict):
        return answer
    if b"MemoryError" in errors or b"bad_alloc" in errors or code in (-6, 134):
        raise Refused("memory", memory // MB)
    if code in _KILLED:
        raise Refused("time", seconds)
    last = errors.decode("utf-8", "replace").strip().splitlines()
    raise Refused("crashed", last[-1] if last else f"exit {code}")
