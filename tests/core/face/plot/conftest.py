# SPDX-License-Identifier: GPL-3.0-or-later
"""Layouts that every backend must draw as they are."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.face.plot import Band, ChartLayout, FaceChart, PersonChart, ShapeRow, lay_out
from interact_addon.core.labels import Interval

FRAMES = 90
TIMES = np.arange(FRAMES) / 30
SWING = (0.5 + 0.5 * np.sin(TIMES * 4)).astype(np.float32)
NO_WAVE = np.empty(0), np.empty((0, 2), np.float32)


def _charts() -> dict[str, FaceChart]:
    loud = np.linspace(0, 3, 300)
    wave = np.stack((-0.4 * np.abs(np.sin(loud)), 0.8 * np.abs(np.sin(loud * 3))), axis=1).astype(np.float32)
    rows = (
        ShapeRow("jawOpen", (("", SWING),)),
        ShapeRow("eyeBlink", (("left", SWING * 0.5), ("right", 1 - SWING))),
        ShapeRow("mouthSmileRight", (("", SWING**2),)),
    )
    pieces = (Interval(0, 1, "walk"), Interval(1, 3, "sit"))
    bands = (Band("labels (found)", pieces, ("sit", "walk")), Band("words", (Interval(0.5, 1.5, "hello"),)))
    both = (
        PersonChart("001, male", TIMES, rows, loud, wave, bands),
        PersonChart("002, female", TIMES, rows[::-1], loud, wave * 0.25),
    )
    without = (
        PersonChart("003", TIMES, rows[:1], *NO_WAVE),
        PersonChart("004, female", np.empty(0), (), loud, wave),
    )
    late = (TIMES >= 1.2) & (TIMES <= 2.6)
    cut = PersonChart("001", TIMES[late], (ShapeRow("jawOpen", (("", SWING[late]),)),), *NO_WAVE)
    return {
        "both": FaceChart("20240101_001   friends · joy", both, 0.0, 3.0),
        "without": FaceChart("20240101_002", without, 0.0, 3.0),
        "part": FaceChart("20240101_003", (cut,), 1.2, 2.6),
    }


@pytest.fixture(params=["both", "without", "part"])
def chart(request: pytest.FixtureRequest) -> FaceChart:
    """Two actors; one without voice and one without face; a part of one."""
    return _charts()[request.param]


@pytest.fixture(params=[False, True], ids=["large", "small"])
def layout(request: pytest.FixtureRequest, chart: FaceChart) -> ChartLayout:
    """Each chart, laid out for a page and for the panel's preview."""
    return lay_out(chart, small=request.param)
