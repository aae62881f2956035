# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.camera.editing.edit import EditTable
from interact_addon.core.camera.editing.table import table_notes


def test_short_shots_are_told_unless_the_scene_is_that_short() -> None:
    assert table_notes(EditTable(4, 2.1, 0.3, 0.25)) == ["25% of the shots are shorter than 2 s"]
    assert table_notes(EditTable(1, 0.5, 0.0, 1.0)) == []
