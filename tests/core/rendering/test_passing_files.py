# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from interact_addon.core.rendering.passing_files import passing_file, remove_abandoned


def test_only_files_of_processes_that_have_ended_are_removed(tmp_path: Path) -> None:
    crashed = subprocess.Popen([sys.executable, "-c", ""])
    crashed.wait()
    mine = passing_file(tmp_path, 7, ".blend")
    assert mine == tmp_path / f"{os.getpid()}-7.blend"
    kept = [mine, tmp_path / "notes-1.txt", tmp_path / f"{crashed.pid}.txt"]
    gone = [tmp_path / f"{crashed.pid}-{name}" for name in ("1.blend", "1.npy", "1.part.npy")]
    for path in (*kept, *gone):
        path.touch()
    remove_abandoned(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)
    remove_abandoned(tmp_path / "no-such-folder")
