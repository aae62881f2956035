# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program keeps for itself, to be bent: measures, girths, hashes of files, the kind of motion."""

from __future__ import annotations

import io
import json
from random import Random
from typing import Any

import numpy as np

__all__ = ["KEPT", "measure_arrays"]

_NOTE = {"format": 1, "interact": "2.0", "motion": {"case": "contact", "other": "edited"}}
_NEAR = [
    {
        "actors": ["001", "002"],
        "radii": [{"front": 0.1, "left_forearm": 0.04}, {"back": 0.1, "left_thigh": 0.08}],
        "counts": [["front", "back", {"3": 4, "0": 90}], ["left_forearm", "left_thigh", {"1": 2}]],
    }
]
_HASHES = {"/a.bvh": [120, 1700000000000000000, "5" * 64]}
KEPT = tuple(json.dumps(values) for values in (_NOTE, _NEAR, _HASHES))

_MEASURES = {
    "key": "20231119_051",
    "rate": "30",
    "frames": 3,
    "findings": [{"code": "a", "message": "b", "path": None, "level": "info"}],
    "values": [["jerk", "001", 36.5, "", 1], ["voice_lag", "001", None, "no face", None]],
}
_LISTS = [None], [["jerk"]], [["jerk", "", "x", 1, -1]]
_ODD: tuple[Any, ...] = (
    None,
    [],
    {},
    "",
    "1/0",
    "x",
    -1,
    1 << 70,
    1e308,
    [None],
    [["jerk"]],
    [["jerk", "", "x", 1, -1]],
)


def measure_arrays(rng: Random) -> dict[str, bytes]:
    """Return the members of the .npz that keeps measures, by their names; the text can be odd."""
    odd = {rng.choice(sorted(_MEASURES)): rng.choice(_ODD)} if rng.random() < 0.6 else {}
    members = {}
    for name, value in (("head", np.array(json.dumps({**_MEASURES, **odd}))), ("0", np.arange(3.0))):
        stream = io.BytesIO()
        np.save(stream, value, allow_pickle=False)
        members[name] = stream.getvalue()
    return members
