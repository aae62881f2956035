# SPDX-License-Identifier: GPL-3.0-or-later
"""What a folder can have, by its listing."""

from __future__ import annotations

import os
from pathlib import Path

from interact_addon.core.foundation.reading.folder_names import may_have_any


def settle(folder: Path, seconds: int) -> None:
    """Let the folder have changed at this time, long ago."""
    os.utime(folder, (1_700_000_000 + seconds,) * 2)


def test_a_folder_without_a_file_has_none_until_it_changes(tmp_path: Path) -> None:
    (tmp_path / "There.txt").write_text("")
    settle(tmp_path, 0)
    folder = str(tmp_path)
    assert [may_have_any(folder, (name,)) for name in ("There.txt", "there.TXT", "other.txt")] == [
        True,
        True,
        False,
    ]
    (tmp_path / "other.txt").write_text("")
    settle(tmp_path, 10)
    assert may_have_any(folder, ("other.txt",))


def test_what_has_just_changed_is_not_trusted(tmp_path: Path) -> None:
    assert may_have_any(str(tmp_path), ("a.txt",)), "it can be written within the same tick"
    assert may_have_any(str(tmp_path / "nowhere"), ("a.txt",)), "whoever opens it says why it cannot"


def test_several_names_are_looked_for_at_once(tmp_path: Path) -> None:
    (tmp_path / "There.txt").write_text("")
    settle(tmp_path, 0)
    assert may_have_any(str(tmp_path), ("other.txt", "there.txt"))
    assert not may_have_any(str(tmp_path), ("other.txt", "another.txt"))
    nowhere = str(tmp_path / "nowhere")
    assert may_have_any(nowhere, ("a.txt",))
    assert not may_have_any(nowhere, ("a.txt",), without=False), "where it is not opened, nobody misses it"
