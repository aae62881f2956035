# SPDX-License-Identifier: GPL-3.0-or-later
"""Each page of the tab is one screen of 1600x900, in each state of the work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.blender, pytest.mark.window]

Outcome = tuple[dict[str, Any], Path]
STATES = ("empty", "dataset", "composed", "german", "rendering")
PAGES = ("SCENE", "ACTORS", "SHOT", "RENDER")
EDITED = {"offset ACTORS", "layered ACTORS", "replaced ACTORS", "edited SHOT"}


def test_every_page_is_on_the_screen(run_session: Callable[[str], Outcome]) -> None:
    facts, _ = run_session("session_desk")
    assert facts["error"] is None
    beyond = facts["beyond"]
    assert beyond.pop("smile_before ACTORS") > 0  # with the sliders open: what is measured is measured
    assert set(beyond) == {f"{state} {page}" for state in STATES for page in PAGES} | EDITED
    assert {where: pixels for where, pixels in beyond.items() if pixels} == {}
