"""What all pages and the endpoint share: the pool, the turns, the settings, the counts."""

from __future__ import annotations

import logging
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from explorer.endpoint.protocol import Operation, ProtocolError, not_acceptable
from explorer.workers.line import Answer, PoolError
from explorer.workers.pool import Pool
from explorer.workers.quick import Quick
from explorer.workers.scheduler import Budget, Busy, Scheduler, run
from graph.queries.check_terms import TermWarning
from graph.queries.query import LIMITS, Limits, explain

log = logging.getLogger("policykg.serve")


@dataclass(frozen=True, slots=True)
class Ceilings:
    """How large an answer may be; beyond it there is an error and no part of the answer."""

    rows: int = 100_000
    bytes: int = 64 << 20
    held: int = 512 << 20
    """Bytes of answers that clients have not read; beyond, queries wait their turn with 503."""
    memory: int = 1 << 30
    """Bytes a worker may take beyond the graph itself."""


LOADING_ZH = "图谱仍在载入,暂不能查询;页面已可浏览。请数秒后重试,/readyz 会告知何时可查询"
BUCKETS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0)
"""Upper bounds of the histogram of answer times, in seconds."""
_BOUNDS = (*BUCKETS, float("inf"))


@dataclass(slots=True)
class Metrics:
    """Counts since the start, for ``/metrics``."""

    started: float = field(default_factory=time.time)
    answers: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    waited: float = 0.0
    rows: int = 0
    buckets: Counter[float] = field(default_factory=Counter)

    def count(self, status: int, rows: int, seconds: float) -> None:
        """Count one answer of the endpoint."""
        self.answers[status] += 1
        self.rows += rows
        self.waited += seconds
        self.buckets[_BOUNDS[bisect_left(BUCKETS, seconds)]] += 1


@dataclass(slots=True)
class Service:
    """A running server's state."""

    pool: Pool
    scheduler: Scheduler
    ceilings: Ceilings = field(default_factory=Ceilings)
    limits: Limits = LIMITS
    metrics: Metrics = field(default_factory=Metrics)
    base: str = ""
    """What relative IRIs of a query are relative to; none: the endpoint's own address."""
    version: str = ""
    """Version of the data: the hash of the compiled graph."""
    held: Callable[[], int] = int
    """Returns the bytes of answers that clients have not read yet."""
    check: Callable[[str], Sequence[TermWarning]] | None = None
    """Finds misspelt terms of our vocabulary in a query."""
    quick: Quick = field(init=False)

    def __post_init__(self) -> None:
        self.quick = Quick(self.scheduler, self.pool)

    @classmethod
    def create(
        cls,
        workers: int,
        prefixes: Mapping[str, str],
        budget: Budget | None = None,
        ceilings: Ceilings | None = None,
        **options: Any,
    ) -> Service:
        """Make a service whose pool has not loaded anything yet."""
        ceilings = ceilings or Ceilings()
        budget = budget or Budget()
        settings = {
            "memory": ceilings.memory,
            "seconds": budget.timeout,
            "prefixes": dict(prefixes),
            **options,
        }
        return cls(Pool(workers, settings), Scheduler(workers, budget), ceilings=ceilings)

    @property
    def graphs(self) -> frozenset[str]:
        """IRIs of the named graphs that are held."""
        graphs: frozenset[str] = self.pool.about["graphs"]
        return graphs

    async def answer(
        self,
        operation: Operation,
        client: str,
        base: str = "",
        *,
        most_bytes: int = 0,
        version: str = "",
    ) -> Answer:
        """Run one query operation, whose answer may have ``most_bytes`` where that is less.

        Pages name the ``version`` of the data that they show, and wait while it is loaded.

        Raises:
            ProtocolError: 400, 406, 413, 503, 504, each with what was reached and what to change.
        """
        if self.crowded:
            raise ProtocolError(
                503, "busy", "too many answers wait for slow readers", retry_after=10
            )
        bytes_ = min(self.ceilings.bytes, most_bytes or self.ceilings.bytes)
        request = operation.request(self.ceilings.rows, bytes_, self.base or base)
        try:
            group = partial(self.pool.group, version)
            answer, seconds = await run(self.scheduler, group, client, request)
        except (Busy, PoolError) as error:
            raise self.unanswered(error) from None
        return self.settle(answer, seconds, operation.query)

    @property
    def crowded(self) -> bool:
        """Whether as much waits for slow readers as may be held."""
        return self.held() > self.ceilings.held

    def unanswered(self, error: Busy | PoolError) -> ProtocolError:
        """Count a query that no worker has answered; return what its client is told."""
        if isinstance(error, Busy):
            self.metrics.outcomes["busy"] += 1
            return ProtocolError(503, "busy", str(error), retry_after=error.retry_after)
        self.metrics.outcomes[error.code] += 1
        return self._pool_failure(error)

    def settle(self, answer: Answer, seconds: float, query: str) -> Answer:
        """Count what a worker has answered, and return it.

        Raises:
            ProtocolError: 400, 406, 413, 503, as the worker found.
        """
        self.metrics.seconds += seconds
        code = answer.head.get("error")
        self.metrics.outcomes[code or "answered"] += 1
        if code:
            raise self._failure(code, answer.head, query)
        return answer

    def _pool_failure(self, error: PoolError) -> ProtocolError:
        if error.code == "timeout":
            limit = self.scheduler.budget.timeout
            return ProtocolError(
                504,
                "timeout",
                f"the query was stopped after {limit:g} seconds; no part of its answer is sent. "
                "Ask for less: a LIMIT, a narrower pattern, one document",
                limit_seconds=limit,
            )
        if error.code == "died":
            size = self.ceilings.memory >> 20
            return ProtocolError(
                503,
                "memory",
                f"the query needed more than {size} MiB of memory, or is nested too deeply, and "
                "was ended; no part of its answer is sent. Ask for less: drop ORDER BY or "
                "DISTINCT over everything, add a LIMIT, a narrower pattern",
                limit_mebibytes=size,
            )
        if error.code == "loading":
            return ProtocolError(503, error.code, str(error), message_zh=LOADING_ZH, retry_after=5)
        return ProtocolError(503, error.code, str(error), retry_after=5)

    def _failure(self, code: str, head: Mapping[str, Any], query: str) -> ProtocolError:
        if code == "syntax":
            error = explain(SyntaxError(head["detail"]), query)
            return ProtocolError(
                400, code, error.en, message_zh=error.zh, line=error.line, column=error.column
            )
        if code == "limit":
            unit = head["limit"]
            return ProtocolError(
                413,
                f"too-many-{unit}",
                f"the answer has more than {head['allowed']:,} {unit}, and nothing is sent rather "
                "than a part of it; ask page by page with ORDER BY, LIMIT and OFFSET",
                limit=head["allowed"],
            )
        if code == "not-acceptable":
            return not_acceptable(head["kind"])
        if code == "memory":
            return self._pool_failure(PoolError("died", ""))
        return _fault(code, head)


def _fault(code: str, head: Mapping[str, Any]) -> ProtocolError:
    if code == "not-xml":
        return ProtocolError(406, code, head["detail"], message_zh=head["detail_zh"])
    if code == "store":  # its message names files of the server
        log.error("the store could not be read: %s", head["detail"])
        return ProtocolError(
            500,
            code,
            "the graph on the server's disk could not be read; its log says why",
            message_zh="服务器磁盘上的图谱无法读取;原因见其日志",
        )
    return ProtocolError(400, code, str(head.get("detail", code)))
