# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
pytestmark = [pytest.mark.blender, pytest.mark.window]

def test_try(run_session) -> None:
    facts, _ = run_session("session_layer")
    print(facts)
    assert facts["error"] is None
