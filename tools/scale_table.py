# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/batch.md: all of InterAct on one machine to 64, computed from measured seconds a frame.

    ./interact python -m tools.scale_table            # print it
    ./interact python -m tools.scale_table --write    # put it into docs/batch.md

`KINDS` has what was measured, and where. `interact job estimate` computes the same for your machine and job.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

from interact_addon.core.rendering.costs.scene_cost import PlannedScene, SceneCost
from interact_addon.core.rendering.costs.schedule import Schedule, scheduled

__all__ = ["KINDS", "MACHINES", "Kind", "interact_scenes", "lengths", "on_farm", "table", "with_table"]

DOCS = Path(__file__).parents[1] / "docs" / "batch.md"
BEGIN = "<!-- computed by tools/scale_table.py -->"
END = "<!-- until here -->"
MACHINES = (1, 4, 16, 64)
SCENES, FRAMES = 241, 434_000
# The dataset says "a minute or longer" and no more: one scene in ten is assumed to be shorter than 0.6 times
# the mean, and one in ten longer than 1.5 times.
SPREAD = 0.35

# A child's start, composing, and the first frame of a preset, until the second one begins.
_START, _COMPOSE, _END = 2.5, 0.7, (0.15, 0.0005)
_PERSON = 6.0  # to make one, for each of the two in every take; kept in the cache folder


@dataclass(frozen=True)
class Kind:
    """Pictures and the machine on which they were measured.

    Attributes:
        pictures: The pictures.
        machine: The machine.
        frame: Seconds of a frame, one Blender alone.
        first: Seconds of a Blender's first frame.
        workers: Blenders at a time.
        cores: The machine's cores.
        busy: Cores that a Blender keeps busy.
    """

    pictures: str
    machine: str
    frame: float
    first: float
    workers: int
    cores: int
    busy: float

    @property
    def cost(self) -> SceneCost:
        """What scenes cost."""
        new = max(0.0, self.first - self.frame)
        prepare, first = (_COMPOSE, 0.0, 0.0), (0.0, new, 0.0)
        return SceneCost(_START, prepare, first, self.frame, _END, self.busy, _PERSON)


# Drafts and previews: a frame of interact render alone on two quiet cores, its encoder with it, in one run of
# benchmarks/bench_pyrender.py. Two Blenders on two cores were 1.43 times as fast as one (bench_batch.py
# workers, previews), since Mesa draws with both cores for one, too: each keeps 2 / 1.43 of them busy. EEVEE
# on the H100 was measured with 8 samples (0.40 s) and 32 (1.15 s): 16 are on the line between. Cycles was
# measured with 64 (28 s): 32 take half of it.
_LAPTOP, _H100 = "2 cores, no graphics card", "an H100"
KINDS = (
    Kind("`draft` 640x360", _LAPTOP, 0.067, 0.5, 2, 2, 2 / 1.43),
    Kind("`preview` 640x360", _LAPTOP, 0.102, 1.5, 2, 2, 2 / 1.43),
    Kind("`final` 1920x1080, 8 samples", _H100, 0.40, 47.0, 1, 16, 1.3),
    Kind("`final` 1920x1080, 16 samples", f"{_H100}, with 8 and 32", 0.65, 47.0, 1, 16, 1.3),
    Kind(
        "`pathtraced` 1920x1080, 32 samples",
        "16 cores, without the graphics card, with 64",
        14.0,
        16.0,
        1,
        16,
        16.0,
    ),
)


def lengths(scenes: int = SCENES, frames: int = FRAMES, spread: float = SPREAD) -> list[int]:
    """Return numbers of frames that add up, the shortest first: a log-normal spread about the mean.

    Args:
        scenes: How many scenes.
        frames: Frames in all.
        spread: The standard deviation of the lengths' logarithms; 0 for scenes that are all alike.
    """
    normal = NormalDist()
    shares = [math.exp(spread * normal.inv_cdf((number + 0.5) / scenes)) for number in range(scenes)]
    each, before, found = frames / sum(shares), 0.0, []
    for share in shares:  # rounded so that the sum is right
        found.append(round(before + share * each) - round(before))
        before += share * each
    return found


def interact_scenes(kind: Kind, seed: int = 0, spread: float = SPREAD) -> list[PlannedScene]:
    """Return InterAct's scenes, in an order that has nothing to do with their lengths."""
    frames = lengths(spread=spread)
    random.Random(seed).shuffle(frames)  # noqa: S311 (nothing secret)
    cost = kind.cost
    return [
        PlannedScene(
            f"{number:03d}",
            kind.pictures,
            frozenset(),
            many,
            cost,
            unmade=frozenset({f"{number}a", f"{number}b"}),
        )
        for number, many in enumerate(frames)
    ]


def on_farm(
    kind: Kind, machines: int, scenes: Sequence[PlannedScene], *, longest_first: bool = True
) -> Schedule:
    """Return the schedule of scenes: on one machine by a batch, on more each in a Blender of its own."""
    more = {} if machines == 1 else {"recycle": 1}
    return scheduled(scenes, machines, kind.workers, kind.cores, longest_first=longest_first, **more)


def table() -> str:
    """Return the table in Markdown."""
    heads = [f"{machines} machine{'s' * (machines > 1)}" for machines in MACHINES]
    rows = [
        ["pictures", "measured on", "a frame", *heads, f"idle on {MACHINES[-1]}", "longest scene"],
        ["---"] * (len(MACHINES) + 5),
    ]
    for kind in KINDS:
        scenes = interact_scenes(kind)
        found = [on_farm(kind, machines, scenes) for machines in MACHINES]
        times = [_time(each.seconds) for each in found]
        last = found[-1]
        rows.append(
            [
                kind.pictures,
                kind.machine,
                f"{kind.frame:g} s",
                *times,
                f"{last.idle:.0%}",
                _time(last.longest),
            ]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def with_table(text: str) -> str:
    """Return the page with the table as it is now between its marks.

    Raises:
        ValueError: it has no marks.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{DOCS} has no lines {BEGIN} and {END}")
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def _time(seconds: float) -> str:
    hours = seconds / 3600.0
    if hours >= 48.0:
        return f"{hours / 24.0:.0f} days" if hours >= 240.0 else f"{hours / 24.0:.1f} days"
    return (
        f"{hours:.0f} h" if hours >= 10.0 else f"{hours:.1f} h" if hours >= 1.0 else f"{hours * 60:.0f} min"
    )


def main() -> None:
    """Print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write it into {DOCS.name}")
    args = parser.parse_args()
    if args.write:
        DOCS.write_text(with_table(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
