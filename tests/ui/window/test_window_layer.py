# SPDX-License-Identifier: GPL-3.0-or-later
"""A wrist is edited in a real window by the keyboard: keys go into the layer and are what was posed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = [pytest.mark.blender, pytest.mark.window]

Outcome = tuple[dict[str, Any], Path]


@pytest.fixture(scope="module")
def facts(run_session: Callable[[str], Outcome]) -> dict[str, Any]:
    found, _ = run_session("session_layer")
    assert found["error"] is None
    return found


def test_keys_by_i_and_by_auto_keying_are_what_was_posed(facts: dict[str, Any]) -> None:
    assert facts["mode"] == "POSE"
    np.testing.assert_allclose(facts["neutral"], facts["captured"], atol=1e-6)
    assert np.abs(np.subtract(facts["posed"], facts["captured"])).max() > 0.1
    for keyed in ("keyed", "still_keyed", "after_stop"):
        np.testing.assert_allclose(facts[keyed], facts["posed"], atol=1e-6)
    np.testing.assert_allclose(facts["auto_keyed"], facts["auto_posed"], atol=1e-6)
    assert any(path.endswith("rotation_quaternion") for path in facts["paths"])
    assert not facts["stray"]


def test_keying_sets_and_undo(facts: dict[str, Any]) -> None:
    for name, wanted in (("by_name", (0.8, 0.0, 0.6, 0.0)), ("by_visual", (0.6, 0.0, 0.8, 0.0))):
        np.testing.assert_allclose(facts[name], wanted, atol=1e-6)
    np.testing.assert_allclose(facts["undone"], facts["by_name"], atol=1e-6)
    np.testing.assert_allclose(facts["redone"], facts["by_visual"], atol=1e-6)


def test_a_key_above_the_layer_is_adopted(facts: dict[str, Any]) -> None:
    assert facts["stray_by_i"]
    assert facts["adopt"] == ["FINISHED"]
    np.testing.assert_allclose(facts["adopted"], facts["stray_shown"], atol=1e-6)


def test_a_handle_is_clicked(facts: dict[str, Any]) -> None:
    assert facts["clicked"] == facts["handles"][0]


def test_what_is_baked_is_what_was_edited(facts: dict[str, Any]) -> None:
    np.testing.assert_allclose(*facts["baked"], atol=1e-5)
    assert not facts["layer"]
