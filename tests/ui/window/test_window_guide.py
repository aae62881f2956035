# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guide's pictures show happens: session_guide.py makes them anew.

Other sessions test the same: this one runs when pictures are wanted.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.blender,
    pytest.mark.window,
    pytest.mark.skipif("INTERACT_WINDOW_PICTURES" not in os.environ, reason="no pictures are wanted"),
]


def test_the_guides_pictures(run_session: Callable[[str], tuple[dict[str, Any], Path]]) -> None:
    facts, folder = run_session("session_guide")
    assert facts["error"] is None
    assert {facts[name][0] for name in ("handle", "play_on")} == {"FINISHED"}
    assert len(facts["movies"]) == 3
    names = (
        "first",
        "job",
        "list",
        "composed",
        "actors",
        "handle",
        "sliders",
        "replaced",
        "shot",
        "render",
        "rig",
    )
    assert all((folder / f"{name}.png").is_file() for name in names)
