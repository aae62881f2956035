# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact assets``: what it cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.cli import main


def test_what_is_wrong_is_said_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "library"
    assert main(["assets", "20231119_051", "--out", str(out)]) == 2
    assert "--dataset" in capsys.readouterr().err
    assert main(["assets", "--people", "nobody", "--out", str(out)]) != 0
    assert "nobody" in capsys.readouterr().err
    assert not out.exists()
