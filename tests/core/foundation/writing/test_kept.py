# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from pathlib import Path

from interact_addon.core.foundation.writing.kept import hash_of_code, keep_json


def test_a_hash_changes_with_the_files_and_the_form_and_not_with_their_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("a = 1\n")
    two.write_text("b = 2\n")
    before = hash_of_code([one, two])
    assert hash_of_code([two, one]) == before
    assert hash_of_code([one, two], 1) != before
    two.write_text("b = 3\n")
    assert hash_of_code([one, two]) != before


def test_values_are_kept_in_a_new_folder(tmp_path: Path) -> None:
    keep_json(tmp_path / "new" / "a.json", [{"b": 1}])
    assert json.loads((tmp_path / "new" / "a.json").read_text()) == [{"b": 1}]


def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep_json(tmp_path / "file" / "a.json", [])
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
