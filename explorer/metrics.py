"""Counts in the text format that Prometheus reads (exposition format 0.0.4)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer.service import Service


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
    metric("queries_heavy", "gauge", "Queries in the heavy lane.", [("", scheduler.heavy)])
    current = service.pool.current
    metric(
        "graph_quads", "gauge", "Quads served.", [("", current.about["quads"] if current else 0)]
    )
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
