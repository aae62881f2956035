# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the built-in people are rendered in the size and form in which they are committed."""

from __future__ import annotations

import struct
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.core.characters import look_by_id
from tools.make_portraits import __main__ as portraits

pytestmark = pytest.mark.blender


def test_a_portrait_shows_somebody_before_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portraits, "SAMPLES", 1)
    path = tmp_path / "mei.png"
    portraits.render(look_by_id("mei"), path, 32)
    assert struct.unpack(">IIBB", path.read_bytes()[16:26]) == (32, 32, 8, 6)
    image = bpy.data.images.load(str(path))
    alpha = np.array(image.pixels).reshape(32, 32, 4)[..., 3]
    bpy.data.images.remove(image)
    assert alpha[-1].max() == 0.0  # above the hair
    assert alpha[:2, 12:20].min() == 1.0  # the chest
    assert 0.3 < alpha.mean() < 0.8
