"""A worker with a graph of its own, on pipes: ``python -m explorer.workers.child``.

On its input it first receives its options and answers with what it has loaded; then a frame for
each request, answered by two.  It ends with its input, and, should it not notice that, by a
watchdog some seconds after the deadline of its query.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, Final

from explorer.workers import framing
from explorer.workers.confinement import RETIRE, STACK, confine, largest

GRACE: Final = 5.0
"""Seconds after the deadline, when the web process would have killed this one."""


def main() -> None:
    """Load the graph that the options name, say so, and answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the web process decides when to stop
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray word would be taken for an answer
    options = _frame(requests)
    if options is None:
        return
    queue: SimpleQueue[bytes] = SimpleQueue()
    threading.stack_size(STACK)
    work = threading.Thread(target=_work, args=(json.loads(options), queue, answers), daemon=True)
    work.start()
    # Read here, so that the end of the web process is noticed while a query is evaluated.
    while (request := _frame(requests)) is not None:
        queue.put(request)
    os._exit(0)


def _work(options: dict[str, Any], requests: SimpleQueue[bytes], answers: BinaryIO) -> None:
    from explorer.workers.engine import Engine, EngineError

    try:
        with Path(os.devnull).open("wb") as null:
            try:
                engine = Engine.load([Path(path) for path in options["data"]], options)
                about = engine.describe()
            except EngineError as error:
                _send(answers, {"error": str(error)})
                os._exit(1)
            engine.open()
            confine(options["memory"], engine.files())
            at_first = largest()
            _send(answers, {"ready": about})
            while True:
                request = json.loads(requests.get())
                faulthandler.dump_traceback_later(
                    options.get("seconds", 60.0) + GRACE, exit=True, file=null
                )
                head, body = engine.answer(request)
                faulthandler.cancel_dump_traceback_later()
                if largest() - at_first > RETIRE:
                    head["retire"] = True
                _send(answers, head, body)
                del head, body
    except BrokenPipeError:  # the web process has gone
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:  # whatever happens, no process stays that cannot answer
        os._exit(1)


def _send(
    answers: BinaryIO, head: Mapping[str, Any], body: bytes | bytearray | None = None
) -> None:
    answers.write(framing.pack_json(head))
    if body is not None:
        answers.write(framing.HEAD.pack(len(body)))
        answers.write(body)
    answers.flush()


def _frame(stream: BinaryIO) -> bytes | None:
    """Read one frame; ``None`` at the end of the stream."""
    head = stream.read(framing.HEAD.size)
    if len(head) < framing.HEAD.size:
        return None
    size = framing.HEAD.unpack(head)[0]
    data = stream.read(size)
    return data if len(data) == size else None


if __name__ == "__main__":
    main()
