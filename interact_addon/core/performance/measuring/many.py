# SPDX-License-Identifier: GPL-3.0-or-later
"""Many scenes measured, by several processes; one that cannot be read does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from ...foundation.errors import CancelledError
from ...foundation.spawned import can_spawn, deaf, spawned_pool
from .cache import MeasureCache
from .result import SceneMeasures
from .scene import measure_task
from .task import MeasureTask

__all__ = ["measure_tasks"]

_READERS = 4  # threads that read files, for their contents' hashes


def measure_tasks(
    tasks: Sequence[MeasureTask],
    *,
    workers: int = 1,
    cache: MeasureCache | None = None,
    series: bool = True,
    on_scene: Callable[[SceneMeasures], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[SceneMeasures]:
    """Measure scenes.

    Args:
        tasks: The scenes.
        workers: How many processes measure; 1 for this one alone, as always in the extension. A script that
            asks for more must guard what it runs by ``if __name__ == "__main__":``, since each process
            imports it.
        cache: Where results of earlier runs are found, and those of this one are kept; None for nowhere.
        series: Whether the values in each frame are kept, too.
        on_scene: Called with each result as it comes.
        cancelled: Asked between scenes whether to stop.

    Returns:
        The results in the order of the tasks; a scene that cannot be read has an ``error``.

    Raises:
        CancelledError: it was cancelled.
    """
    found: dict[int, SceneMeasures] = {}

    def done(number: int, result: SceneMeasures, *, new: bool) -> None:
        if new and cache is not None:
            cache.keep(tasks[number], result)
        result = result.about(tasks[number].actors)
        found[number] = result if series else result.without_series()
        if on_scene is not None:
            on_scene(found[number])
        if cancelled is not None and cancelled():
            raise CancelledError("measuring was cancelled")

    try:
        if cache is not None:
            with ThreadPoolExecutor(min(_READERS, max(1, len(tasks)))) as readers:
                kept = readers.map(lambda task: cache.find(task, series=series), tasks)
                for number, result in enumerate(kept):
                    if result is not None:
                        done(number, result, new=False)
        left = {number: task for number, task in enumerate(tasks) if number not in found}
        if min(workers, len(left)) > 1 and can_spawn():
            with suppress(BrokenProcessPool):  # as where the program cannot be imported: go on without
                for number, result in _in_processes(left, min(workers, len(left))):
                    done(number, result, new=True)
        for number, task in left.items():
            if number not in found:
                done(number, measure_task(task), new=True)
    finally:
        if cache is not None:
            cache.save()
    return [found[number] for number in range(len(tasks))]


def _in_processes(tasks: dict[int, MeasureTask], workers: int) -> Iterator[tuple[int, SceneMeasures]]:
    pool = spawned_pool(workers)
    try:
        with deaf():  # the processes start with the first task
            waiting = {pool.submit(measure_task, task): number for number, task in tasks.items()}
        for one in as_completed(waiting):
            yield waiting.pop(one), one.result()
    finally:
        pool.shutdown(cancel_futures=True)
