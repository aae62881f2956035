# SPDX-License-Identifier: GPL-3.0-or-later
"""A made face that moves as captured ones do, in any order of columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_52
from interact_addon.core.face.arkit.arkit import HALVES
from interact_addon.core.face.arkit.layouts import ANGLES, NEUTRAL, Layout, layouts_of

_LEVELS = {"jawOpen": 0.5, "eyeBlinkLeft": 0.9, "jawLeft": 0.05, "jawRight": 0.03, "jawForward": 0.06}
_LEVELS |= {"mouthLeft": 0.05, "mouthRight": 0.02, "cheekPuff": 0.08, "tongueOut": 0.0}


def weights_by_name(frames: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Smooth weights for ARKit's 52 shapes: sides alike, gaze crossed, blinks sharp."""
    rng = np.random.default_rng(seed)
    time = np.arange(frames) / 30

    def wave(level: float) -> np.ndarray:
        waves = [np.sin(time * rng.uniform(0.5, 9) + rng.uniform(0, 7)) for _ in range(3)]
        return level * (0.5 + sum(waves) / 6).clip(0.02, 1)

    out: dict[str, np.ndarray] = {}
    for name in ARKIT_52:
        if name in out:
            continue
        other = name.replace("Left", "Right")
        level = _LEVELS.get(name, 0.25)
        values = wave(level)
        if name == "eyeBlinkLeft":
            values = level * np.exp(-(((time * 0.7 + 0.3) % 1 - 0.5) ** 2) * 300) + 0.05
        out[name] = values
        if other != name and name not in _LEVELS | {"eyeBlinkLeft": 0} and not name.startswith("eyeLook"):
            out[other] = (values * rng.uniform(0.93, 1.07) + rng.normal(0, 0.003, frames)).clip(0)
    out["eyeBlinkRight"] = out["eyeBlinkLeft"] * 0.98
    across, up = wave(0.5) - 0.25, wave(0.4) - 0.2
    for side, sign in (("Left", 1), ("Right", -1)):
        out[f"eyeLookIn{side}"], out[f"eyeLookOut{side}"] = (sign * across).clip(0), (-sign * across).clip(0)
        out[f"eyeLookUp{side}"], out[f"eyeLookDown{side}"] = up.clip(0), (-up).clip(0)
    return out


def in_layout(layout: Layout, shapes: dict[str, np.ndarray]) -> np.ndarray:
    frames = len(shapes["jawOpen"])
    table = np.zeros((frames, len(layout.columns)), np.float32)
    for place, name in enumerate(layout.columns):
        if name in ANGLES:
            table[:, place] = 0.2 * np.sin(np.arange(frames) / 9 + place)
        elif name == NEUTRAL:
            table[:, place] = 2e-6
        elif name.startswith("cheekRaiser"):
            table[:, place] = 0.8 * shapes[name.replace("Raiser", "Squint")]
        else:
            table[:, place] = shapes[HALVES.get(name, name)]
    return table


@pytest.fixture
def face_array() -> Callable[..., np.ndarray]:
    """An array of a made face: ``face_array(order, width, frames=90, seed=0)``."""

    def make(order: str, width: int, frames: int = 90, seed: int = 0) -> np.ndarray:
        layout = next(it for it in layouts_of(width) if it.order == order)
        return in_layout(layout, weights_by_name(frames, seed))

    return make


@pytest.fixture
def face_shapes() -> Callable[..., dict[str, np.ndarray]]:
    """The made face's weights by name."""
    return weights_by_name
