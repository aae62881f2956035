# SPDX-License-Identifier: GPL-3.0-or-later
"""A small BVH to bend and break, and a second, slow way through any BVH, written apart from the reader."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

SMALL = """\
HIERARCHY
ROOT Hips
{
\tOFFSET 0.0 90.0 0.0
\tCHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
\tJOINT Spine
\t{
\t\tOFFSET 0.0 20.0 1.0
\t\tCHANNELS 3 Zrotation Yrotation Xrotation
\t\tEnd Site
\t\t{
\t\t\tOFFSET 0.0 30.0 0.0
\t\t}
\t}
\tJOINT LeftUpLeg
\t{
\t\tOFFSET 9.0 -5.0 0.0
\t\tCHANNELS 3 Xrotation Zrotation Yrotation
\t\tEnd Site
\t\t{
\t\t\tOFFSET 0.0 -80.0 0.0
\t\t}
\t}
}
MOTION
Frames: 4
Frame Time: 0.033333
1.0 90.0 2.0 10.0 20.0 30.0 1.5 2.5 3.5 4.5 5.5 6.5
1.5 90.5 2.5 11.0 21.0 31.0 1.0 2.0 3.0 4.0 5.0 6.0
2.0 91.0 3.0 12.0 22.0 32.0 -1.5 -2.5 -3.5 -4.5 -5.5 -6.5
2.5 91.5 3.5 13.0 23.0 33.0 0.0 0.0 0.0 0.0 0.0 0.0
"""


@pytest.fixture
def small() -> str:
    """Three joints, twelve channels, four frames."""
    return SMALL


@pytest.fixture
def bvh_file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Put text into a file."""

    def put(text: str | bytes) -> Path:
        path = tmp_path / "file.bvh"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return put


def _turn(axis: str, degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    rows = {
        "X": [[1, 0, 0], [0, c, -s], [0, s, c]],
        "Y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
        "Z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
    }
    return np.array(rows[axis])


def slow_positions(path: Path, frames: list[int], relative: bool = False) -> dict[str, np.ndarray]:
    """Joint name to its places in ``frames``, in file units and axes: word by word and joint by joint."""
    head, _, tail = path.read_text(encoding="utf-8-sig").partition("MOTION")
    words = head.replace("{", " { ").replace("}", " } ").split()
    numbers = [float(word) for word in tail.split()[5:]]
    joints: list[dict] = []
    stack: list[dict | None] = []
    at = 1
    while at < len(words):
        word = words[at]
        if word in ("ROOT", "JOINT"):
            joints.append({"name": words[at + 1], "parent": stack[-1] if stack else None})
            stack.append(joints[-1])
            at += 3
        elif word == "End":
            stack.append(None)
            at += 3
        elif word == "}":
            stack.pop()
            at += 1
        elif word == "OFFSET":
            if stack[-1] is not None:
                stack[-1]["offset"] = np.array([float(w) for w in words[at + 1 : at + 4]])
            at += 4
        elif word == "CHANNELS":
            count = int(words[at + 1])
            stack[-1]["channels"] = words[at + 2 : at + 2 + count]
            at += 2 + count
        else:
            raise AssertionError(f"the slow reader stumbles over {word!r}")
    width = sum(len(joint["channels"]) for joint in joints)
    out: dict[str, list[np.ndarray]] = {}
    for frame in frames:
        row = iter(numbers[frame * width : (frame + 1) * width])
        for joint in joints:
            place = joint["offset"].copy()
            added = np.zeros(3)
            turn = np.eye(3)
            for channel in joint["channels"]:
                value = next(row)
                if channel.endswith("position"):
                    place["XYZ".index(channel[0])] = value
                    added["XYZ".index(channel[0])] = value
                else:
                    turn = turn @ _turn(channel[0], value)
            if relative and joint["parent"] is not None:
                place = joint["offset"] + added
            local = np.eye(4)
            local[:3, :3], local[:3, 3] = turn, place
            parent = joint["parent"]
            joint["world"] = local if parent is None else parent["world"] @ local
            out.setdefault(joint["name"], []).append(joint["world"][:3, 3].copy())
    return {name: np.array(places) for name, places in out.items()}


@pytest.fixture
def slow_reader() -> Callable[..., dict[str, np.ndarray]]:
    return slow_positions
