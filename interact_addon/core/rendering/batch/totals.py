# SPDX-License-Identifier: GPL-3.0-or-later
"""The totals of a batch: of this run, and of all runs that delivered what is there now, from the records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .result import BatchResult, Outcome

__all__ = ["in_all", "this_run"]


def this_run(result: BatchResult) -> dict[str, Any]:
    """Return how many movies this run made, their frames, its attempts (failed ones too) and its seconds."""
    made = [outcome for outcome in result.movies if outcome.state == "done"]
    return {
        "scenes": len(made),
        "frames": sum(outcome.report.frames for outcome in made),
        "attempts": sum(outcome.attempts for outcome in result.movies),
        "seconds": round(result.seconds, 1),
    }


def in_all(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the totals of what is delivered, whichever run made it.

    ``seconds`` are the workers' (those of two that ran side by side are added), ``attempts`` those of the
    runs that delivered, ``started`` and ``finished`` the first and last of these, ``hosts`` their machines,
    ``devices`` what they were rendered on.
    """
    there = [outcome for outcome in outcomes if outcome.state in ("done", "kept")]
    made = [outcome.report.made for outcome in there]
    return {
        "scenes": len(there),
        "frames": sum(outcome.report.frames for outcome in there),
        "attempts": sum(outcome.attempts or outcome.report.made.get("attempts", 0) for outcome in there),
        "seconds": round(sum(sum(outcome.report.seconds.values()) for outcome in there), 1),
        "started": min((each["started"] for each in made if "started" in each), default=None),
        "finished": max((each["finished"] for each in made if "finished" in each), default=None),
        "hosts": sorted({each["host"] for each in made if "host" in each}),
        "devices": sorted({each["device"] for each in made if "device" in each}),
    }
