# SPDX-License-Identifier: GPL-3.0-or-later
"""A face's pictures: as delivered by their size, and by their content when asked; whose they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import RenderError
from interact_addon.core.foundation.reading.strict_json import structured
from interact_addon.core.rendering.results import pictures as results
from interact_addon.core.rendering.results.pictures import pictures_are, pictures_record, prepare_pictures
from interact_addon.core.rendering.results.record_form import DeliveredFile
from interact_addon.core.video.pictures import frame_path, remove_frames
from interact_addon.core.video.pictures_mark import PicturesMark


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


def test_the_mark_is_away_while_pictures_of_others_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else their writer could put one there after they are removed, and the new owner would keep it."""
    folder, place = tmp_path / "face", tmp_path / ".interact" / "pictures" / "face.json"
    folder.mkdir()
    theirs, ours = PicturesMark(place, "theirs"), PicturesMark(place, "ours")
    prepare_pictures(folder, theirs)
    assert theirs.held
    frame_path(folder, 1).write_bytes(b"their picture")
    prepare_pictures(folder, theirs)
    assert frame_path(folder, 1).exists(), "of an earlier attempt"
    seen = []

    def removing(where: Path) -> None:
        seen.append(place.exists())
        remove_frames(where)

    monkeypatch.setattr(results, "remove_frames", removing)
    prepare_pictures(folder, ours)
    assert seen == [False]
    assert not frame_path(folder, 1).exists()
    assert (ours.held, theirs.held) == (True, False)
    ours.check()
    with pytest.raises(RenderError, match="another process took the scene over"):
        theirs.check()
    prepare_pictures(folder, ours, afresh=True)
    assert seen == [False, False]


@pytest.mark.parametrize("content", ["", "{}", '{"pictures": 1}', '["ours"]'])
def test_a_damaged_mark_is_nobodys(tmp_path: Path, content: str) -> None:
    mark = PicturesMark(tmp_path / "mark.json", "ours")
    assert not mark.held
    mark.path.write_text(content)
    assert not mark.held
    mark.path.write_text(mark.text)
    assert mark.held
