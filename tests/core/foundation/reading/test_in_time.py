# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import threading
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import InputError
from interact_addon.core.foundation.reading.in_time import in_time


def test_what_is_read_and_what_is_raised_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    assert in_time(path.read_text, path, 60) == "x"
    with pytest.raises(FileNotFoundError):
        in_time((tmp_path / "absent").read_text, path, 60)


def test_a_disk_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    answer, looked = threading.Event(), []
    try:
        with pytest.raises(InputError, match=r"a: reading it took longer than 1.2 s\. Look whether its disk"):
            in_time(answer.wait, tmp_path / "a", 1.2, lambda: looked.append(1))
    finally:
        answer.set()
    assert looked
