# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.dataset.lip_acc import read_lip_acc
from interact_addon.core.foundation.errors import DatasetError

LINES = "Please come in.\n\nWould you like   some tea?\nNo, thank you.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "lip_acc"
    for name in ("face_ict", "wav"):
        (folder / name).mkdir(parents=True)
        for number in (1, 2, 3):
            ending = "npy" if name == "face_ict" else "wav"
            (folder / name / f"20240128_006_{number:03d}.{ending}").touch()
    (folder / "lip_acc_sentences.txt").write_text(LINES)
    return tmp_path


def test_clips_and_their_sentences(root: Path) -> None:
    for place in (root, root / "lip_acc"):
        found = read_lip_acc(place)
        assert found is not None
        assert [(clip.key, clip.sentence) for clip in found.clips] == [
            ("20240128_006_001", "Please come in."),
            ("20240128_006_002", "Would you like some tea?"),
            ("20240128_006_003", "No, thank you."),
        ]
        assert found.findings == ()
    clip = found.clip("20240128_006_002")
    assert clip is not None
    assert clip.voice == root / "lip_acc" / "wav" / "20240128_006_002.wav"
    assert clip.face_arkit is None
    assert clip.as_dict()["sentence"] == "Would you like some tea?"
    assert found.clip("20240128_006_009") is None


def test_all_in_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "lip_acc"
    folder.mkdir()
    np.save(folder / "20240128_006_000.npy", np.zeros((3, 55)))
    np.save(folder / "20240128_006_001.npy", np.zeros((3, 51)))
    np.save(folder / "20240128_006_002.npy", np.zeros((3, 7)))
    (folder / "20240128_006_003.npy").write_bytes(b"")
    (folder / "notes.wav").touch()
    (tmp_path / "lip_acc_sentences.txt").write_text("\ufeff" + LINES, encoding="utf-8")
    found = read_lip_acc(tmp_path)
    assert found is not None
    first, second = found.clips
    # With an id of 0, the first line is 0.
    assert (first.sentence, first.face_ict) == ("Please come in.", folder / "20240128_006_000.npy")
    assert (second.sentence, second.face_arkit) == (
        "Would you like some tea?",
        folder / "20240128_006_001.npy",
    )
    assert [finding.code for finding in found.findings] == ["unreadable-face"]


def test_faces_in_tables(root: Path) -> None:
    folder = root / "lip_acc" / "face_arkit"
    folder.mkdir(exist_ok=True)
    for key, ending in (("20240128_006_001", ".csv"), ("20240128_006_002", ".json")):
        (folder / f"{key}{ending}").touch()
    (folder / "names.txt").touch()
    found = read_lip_acc(root)
    assert found is not None
    faces = {clip.face_arkit.name for clip in found.clips if clip.face_arkit is not None}
    assert faces == {"20240128_006_001.csv", "20240128_006_002.json"}


def test_a_numbered_list(root: Path) -> None:
    text = "2. Two is company.\n3. Three is none.\n7. Seven at one blow.\n"
    (root / "lip_acc" / "lip_acc_sentences.txt").write_text(text)
    found = read_lip_acc(root)
    assert found is not None
    assert [clip.sentence for clip in found.clips] == [None, "Two is company.", "Three is none."]
    (finding,) = found.findings
    assert finding.code == "no-sentence"
    assert finding.message.endswith(": 1")


def test_what_is_missing(root: Path, tmp_path: Path) -> None:
    assert read_lip_acc(tmp_path / "absent") is None
    (root / "lip_acc" / "lip_acc_sentences.txt").unlink()
    found = read_lip_acc(root)
    assert found is not None
    assert {clip.sentence for clip in found.clips} == {None}
    assert [finding.code for finding in found.findings] == ["no-sentences"]
    (root / "lip_acc" / "lip_acc_sentences.txt").write_bytes(b"\xff\xfe\x00caf\xe9")
    with pytest.raises(DatasetError, match="not UTF-8 text"):
        read_lip_acc(root)
