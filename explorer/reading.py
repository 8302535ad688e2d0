"""Work over text from outside, kept off the event loop.

The loop answers everybody; what takes it more than a few milliseconds makes all of them wait.
Short texts are read where they come in, longer ones in one of a few threads of their own, so
that many long texts neither pile up on the loop nor take the threads in which pages are made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SHORT: Final = 8_000
"""Characters that are read on the event loop: a few milliseconds at most."""
THREADS: Final = 2

_threads: Final = ThreadPoolExecutor(THREADS, thread_name_prefix="reading")


async def read(size: int, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function that reads ``size`` characters: at once, or in a thread."""
    if size <= SHORT:
        return function(*args, **kwargs)
    return await aside(function, *args, **kwargs)


async def aside(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function in one of the threads for reading."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, lambda: function(*args, **kwargs))
