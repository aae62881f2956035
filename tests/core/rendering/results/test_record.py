# SPDX-License-Identifier: GPL-3.0-or-later
"""Records that are no records: the scene counts as not done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interact_addon.core.rendering.results.record import FORMAT, read_record

GOOD = {"format": FORMAT, "key": "20231119_051", "frames": 9, "duration": 0.3, "seconds": {}, "findings": []}


@pytest.mark.parametrize(
    "change",
    [
        {"format": 0},
        {"frames": float("inf")},
        {"frames": None},
        {"duration": 10**400},
        {"seconds": 3},
        {"findings": [{"colour": 1}]},
    ],
)
def test_what_is_no_record_counts_as_none(tmp_path: Path, change: dict) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(GOOD))
    assert read_record(path) is not None
    path.write_text(json.dumps(GOOD | change))
    assert read_record(path) is None


@pytest.mark.parametrize("raw", [b"", b"[", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_counts_as_none(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    assert read_record(path) is None
