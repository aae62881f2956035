# SPDX-License-Identifier: GPL-3.0-or-later
"""Garments in ten poses: how far they are from the body, whose bones move them, what comes through them.

    ./interact python benchmarks/bench_garments.py CAPTURE.bvh [PERSON,PERSON...]
    ./interact python benchmarks/bench_garments.py CAPTURE.bvh kinds
    ./interact python benchmarks/bench_garments.py CAPTURE.bvh all poses

A line for each person (with ``poses``: for each pose of each person); ``kinds`` are people in clothes
that nobody of the cast wears, or not together.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.characters import all_looks, standing
from interact_addon.core.characters.makehuman import Assets

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "core" / "characters" / "clothing"))
from worn import GARMENTS, KINDS, POSES, Worn, wear

COLUMNS = ("cuff", *GARMENTS, "foreign", "skin", "cloth")


def rows(worn: Worn) -> dict[str, np.ndarray]:
    """Return numbers at rest and in each pose."""
    weight = max(float(worn.foreign(name).max()) for name in worn.garments)
    out = {}
    for pose, points in [("rest", worn.at_rest()), *worn.poses(tuple(POSES))]:
        cuff = 100.0 * worn.away("top", points)[worn.cuffs].max()
        far = [
            100.0 * worn.from_body(name, points, 0.05).max() if name in worn.garments else np.nan
            for name in GARMENTS
        ]
        through = worn.through(points)
        skin = [value for pair, value in through.items() if pair.startswith("skin")]
        cloth = [value for pair, value in through.items() if not pair.startswith("skin")]
        out[pose] = np.array([cuff, *far, weight, max(skin), max(cloth, default=np.nan)])
    return out


def main(capture: str, who: str = "all", each: str = "") -> None:
    """Print the table."""
    assets, motion = Assets.find(), standing(to_motion(read(Path(capture))))
    known = {look.id: look for look in (*all_looks(), *KINDS)}
    looks = {"all": all_looks(), "kinds": KINDS}.get(who) or [known[name] for name in who.split(",")]
    print("cm from the body: cuffs and garments; weight of foreign bones; per mille come through")
    print(f"{'':44}" + "".join(f"{name:>10}" for name in COLUMNS))
    for look in looks:
        table = rows(wear(look, motion, assets))
        lines = table if each else {"worst": np.nanmax(np.stack(list(table.values())), axis=0)}
        for pose, values in lines.items():
            print(
                f"{look.id[:34] + ' ' + pose:44}" + "".join(f"{value:10.2f}" for value in values), flush=True
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
