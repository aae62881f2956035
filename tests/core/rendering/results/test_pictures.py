# SPDX-License-Identifier: GPL-3.0-or-later
"""A face's pictures are as delivered by their size, and by their content when asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from interact_addon.core.foundation.reading.strict_json import structured
from interact_addon.core.rendering.results.pictures import pictures_are, pictures_record
from interact_addon.core.rendering.results.record_form import DeliveredFile
from interact_addon.core.video.pictures import frame_path


def test_content_is_read_when_asked(tmp_path: Path) -> None:
    for frame in (1, 2, 3):
        frame_path(tmp_path, frame).write_bytes(b"picture %d" % frame)
    values = pictures_record(tmp_path, {"options": {}, "frames": 3})
    entry = structured(values, DeliveredFile)
    assert pictures_are(tmp_path, entry)
    assert pictures_are(tmp_path, entry, content=True)
    frame_path(tmp_path, 2).write_bytes(b"picture 9")
    assert pictures_are(tmp_path, entry)
    assert not pictures_are(tmp_path, entry, content=True)
    before = replace(entry, sha256="")
    assert pictures_are(tmp_path, before, content=True)  # of a version without digests: its size counts
    frame_path(tmp_path, 2).unlink()
    assert not pictures_are(tmp_path, entry, content=True)
