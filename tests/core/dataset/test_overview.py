# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from interact_addon.core.dataset import Dataset, survey

PAIRS = ("20231119_001_051", "20231119_002_051", "20240126_008_034", "20240126_006_034")


def test_a_whole_dataset_is_counted(make_dataset: Callable[..., Path]) -> None:
    found = survey(Dataset.open(make_dataset(PAIRS)))
    assert found.counts == {
        "scenes": 2,
        "performances": 4,
        "bodies": 4,
        "faces": 4,
        "voices": 4,
        "actors": 4,
    }
    assert found.gaps == ()
    assert found.index == {"20231119_051": 0, "20240126_034": 1}
    assert [scene.key for scene in found.scenes] == list(found.index)
    assert found.relationships == ("old friends",)
    assert found.emotions == ("anger", "joy")
    assert found.actors == ("001", "002", "006", "008")


def test_what_is_missing_is_told_by_kind(make_dataset: Callable[..., Path]) -> None:
    root = make_dataset(PAIRS, databases=False)
    for name in ("20240126_006_034", "20240126_008_034"):
        (root / "face_arkit" / f"{name}.npy").unlink()
    (root / "bvhs" / "20231119_001_051.bvh").unlink()  # the retargeted body is still there
    (root / "wav" / "20231119_001_051.wav").unlink()
    (root / "wav" / "notes.txt").write_text("")
    found = survey(Dataset.open(root))
    assert (found.counts["bodies"], found.counts["faces"], found.counts["voices"]) == (4, 2, 3)
    titles = {gap.code: gap.title for gap in found.gaps}
    assert titles == {
        "missing-database": "2 databases missing",
        "strange-file-names": "1 remark on file names",
        "missing-face": "2 faces missing",
        "missing-voice": "1 voice missing",
    }
    faces = next(gap for gap in found.gaps if gap.code == "missing-face")
    assert [Path(str(finding.path)).stem for finding in faces.findings] == [
        "20240126_006_034",
        "20240126_008_034",
    ]
