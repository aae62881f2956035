# SPDX-License-Identifier: GPL-3.0-or-later
"""In a German Blender all of our texts are German, and none is another word of Blender's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interact_addon.ui.german import GERMAN

pytestmark = [pytest.mark.blender, pytest.mark.window]

Outcome = tuple[dict[str, Any], Path]
# Where Blender's own word, which goes before ours, says the same.
BLENDERS = {
    *("Amount", "Clear", "Columns", "Down", "Final", "First frame of the range", "Frames"),
    *("Front", "Mapping", "Open...", "Rotation", "Select Bones", "Side", "Up"),
}


def test_blender_shows_our_german(run_session: Callable[[str], Outcome]) -> None:
    facts, _ = run_session("session_german")
    assert facts["error"] is None
    if not facts["locale"].startswith("de"):
        pytest.skip("this Blender has no German")
    shown = [tuple(each) for each in facts["shown"]]
    assert len(shown) > 900
    others = {
        (context, english, german)
        for context, english, german in shown
        if GERMAN.get((context, english), german) != german and english not in BLENDERS
    }
    assert others == set()
