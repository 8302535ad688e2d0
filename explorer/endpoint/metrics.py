"""Counts in the text format that Prometheus reads (exposition format 0.0.4)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer.endpoint.service import BUCKETS, Service
from ontology.caches import BUDGET


async def prometheus(request: Request) -> Response:
    """Return the metrics page."""
    service: Service = request.app.state.service
    lines = []

    def metric(name: str, kind: str, text: str, rows: list[tuple[str, float]]) -> None:
        lines.append(f"# HELP policykg_{name} {text}")
        lines.append(f"# TYPE policykg_{name} {kind}")
        lines.extend(f"policykg_{name}{labels} {value:g}" for labels, value in rows)

    metrics, scheduler = service.metrics, service.scheduler
    metric(
        "answers_total",
        "counter",
        "Answers of the endpoint by HTTP status.",
        [(f'{{status="{code}"}}', n) for code, n in sorted(metrics.answers.items())],
    )
    metric(
        "queries_total",
        "counter",
        "Queries by what became of them.",
        [(f'{{outcome="{word}"}}', n) for word, n in sorted(metrics.outcomes.items())],
    )
    metric("query_seconds_total", "counter", "Seconds of evaluation.", [("", metrics.seconds)])
    metric("queries_waiting", "gauge", "Requests without a worker.", [("", scheduler.waiting)])
    metric(
        "queries_heavy", "gauge", "Queries in the heavy lane.", [("", len(scheduler.heavy_lanes))]
    )
    metric("rows_total", "counter", "Rows and triples sent.", [("", metrics.rows)])
    below, buckets = 0, []
    for bound in (*BUCKETS, float("inf")):
        below += metrics.buckets[bound]
        name = "+Inf" if bound == float("inf") else f"{bound:g}"
        buckets.append((f'_bucket{{le="{name}"}}', float(below)))
    total = [("_sum", metrics.waited), ("_count", float(below))]
    metric("answer_seconds", "histogram", "Seconds to an answer.", buckets + total)
    metric(
        "zygote_restarts_total",
        "counter",
        "Times the graph's process was replaced.",
        [("", service.pool.restarts)],
    )
    metric(
        "cache_bytes",
        "gauge",
        "Bytes of answers, pages, networks and files that are held.",
        [(f'{{cache="{name}"}}', size) for name, size in sorted(BUDGET.sizes().items())],
    )
    current = service.pool.current
    metric(
        "graph_quads", "gauge", "Quads served.", [("", current.about["quads"] if current else 0)]
    )
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
