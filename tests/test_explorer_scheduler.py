"""Turns on the workers: in turn between clients, who used least first, nobody alone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from explorer.workers.scheduler import Budget, Busy, Costs, Scheduler


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def granted(scheduler: Scheduler, client: str, order: list[str]) -> None:
    await scheduler.acquire(client)
    order.append(client)


def test_one_client_leaves_a_turn_for_another() -> None:
    async def trial() -> None:
        scheduler = Scheduler(4, Budget())
        order: list[str] = []
        tasks = [asyncio.create_task(granted(scheduler, "hog", order)) for _ in range(6)]
        await asyncio.sleep(0)
        assert order == ["hog"] * 3
        await granted(scheduler, "other", order)
        assert order[-1] == "other"
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run(trial())


def test_clients_take_turns_however_many_requests_one_has() -> None:
    async def trial() -> None:
        scheduler = Scheduler(1, Budget())
        order: list[str] = []
        await scheduler.acquire("first")
        tasks = [asyncio.create_task(granted(scheduler, "hog", order)) for _ in range(3)]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(granted(scheduler, "user", order)))
        await asyncio.sleep(0)
        for client in ("first", "hog", "user", "hog"):
            scheduler.release(client)
            await asyncio.sleep(0)
        assert order == ["hog", "user", "hog", "hog"]
        await asyncio.gather(*tasks)

    run(trial())


def test_who_has_used_least_goes_first() -> None:
    async def trial() -> None:
        scheduler = Scheduler(1, Budget())
        scheduler.costs.add("hog", 5.0)
        order: list[str] = []
        await scheduler.acquire("first")
        tasks = [asyncio.create_task(granted(scheduler, name, order)) for name in ("hog", "user")]
        await asyncio.sleep(0)
        scheduler.release("first")
        await asyncio.sleep(0)
        assert order == ["user"]
        scheduler.release("user")
        await asyncio.gather(*tasks)

    run(trial())


def test_patience_and_full_queues_end_with_busy() -> None:
    async def trial() -> None:
        scheduler = Scheduler(1, Budget(patience=0.05, queue=1))
        await scheduler.acquire("a")
        waiting = asyncio.create_task(scheduler.acquire("a"))
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="wait already"):
            await scheduler.acquire("a")
        with pytest.raises(Busy, match="no worker was free"):
            await waiting
        assert scheduler.waiting == 0
        scheduler.release("a")
        await scheduler.acquire("b")

    run(trial())


def test_a_turn_that_was_given_to_somebody_gone_is_passed_on() -> None:
    async def trial() -> None:
        scheduler = Scheduler(1, Budget())
        await scheduler.acquire("a")
        gone = asyncio.create_task(scheduler.acquire("b"))
        order: list[str] = []
        other = asyncio.create_task(granted(scheduler, "c", order))
        await asyncio.sleep(0)
        scheduler.release("a")
        gone.cancel()
        await asyncio.gather(gone, other, return_exceptions=True)
        assert order == ["c"]
        assert (scheduler.free, scheduler.running) == (0, {"c": 1})

    run(trial())


def test_costs_are_forgotten_in_time() -> None:
    costs = Costs()
    costs.add("a", 8.0)
    assert 7.9 < costs.of("a") <= 8.0
    costs._ranks["a"] -= 2
    assert 1.9 < costs.of("a") <= 2.0
    assert costs.of("nobody") == 0
