"""How long something takes: the best of many runs, as other programs can only make one slower."""

import time
from collections.abc import Callable

SECONDS = 3.0


def best(run: Callable[[], object], count: int, seconds: float = SECONDS) -> float:
    """Seconds for one of `count` things that a run does, in the best of many runs."""
    run()
    fastest = float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        run()
        fastest = min(fastest, time.perf_counter() - started)
    return fastest / count
