# SPDX-License-Identifier: GPL-3.0-or-later
"""HumanML3D, and ViMo, which has its features: one person at 20 frames per second.

::

    new_joint_vecs/012314.npy     (T, 263); preferred: what models learn from
    new_joints/012314.npy         (T, 22, 3), where there are no features
    texts/012314.txt              caption#tokens#start#end, one a line
    new_joint_vecs/M012314.npy ...  the same mirrored, with texts of its own

    vector_263/NAME.npy           ViMo's motions
    train.txt, test.txt           its pairs: a video's and a motion's path, one a line

(EricGuo5513/HumanML3D; ViMo as JackYu6/HERO_release reads it.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..model import Performance, Scene
from ..names import performance_key
from .found_files import names_in
from .layout import ListedScenes, OwnKeys, nothing_of
from .videos_beside import pairs_of_splits

__all__ = ["LAYOUT"]

_RATE = Fraction(20)
# Folder -> the form of the motions in it; the first that has a motion is read.
_FOLDERS: Mapping[str, str] = {
    "new_joint_vecs": "features-263",
    "new_joints": "joints",
    "vector_263": "features-263",
}
_LOOKED_AT = 20
_ACTOR = "P1"


@dataclass(frozen=True, slots=True)
class _Clip:
    """A motion, by its folder and name, and the video that belongs to it."""

    folder: str
    stem: str
    video: Path | None = None


@dataclass(frozen=True)
class _HumanMl:
    name: str = "humanml3d"
    title: str = "HumanML3D, ViMo"

    def recognise(self, root: Path) -> str | None:
        """By an array in one of the three folders."""
        for folder in _FOLDERS:
            for name in names_in(root / folder, ".npy", most=_LOOKED_AT):
                return f"{folder}/{name}"
        return None

    def open(self, root: Path) -> ListedScenes[_Clip]:
        """List the three folders, and ViMo's pairs."""
        motions: dict[str, str] = {}
        for folder in _FOLDERS:
            for name in names_in(root / folder, ".npy"):
                motions.setdefault(name[: -len(".npy")], folder)
        if not motions:
            raise nothing_of(self, root, "new_joint_vecs/*.npy, new_joints/*.npy or vector_263/*.npy")
        videos: dict[str, list[Path]] = defaultdict(list)
        if "vector_263" in motions.values():
            for paired, motion in pairs_of_splits(root):
                videos[Path(motion).name].append(paired)
        entries: dict[str, _Clip] = {}
        own_key = OwnKeys()
        for stem, folder in motions.items():
            own = list(dict.fromkeys(videos.get(stem, ())))
            if len(own) < 2:
                entries[own_key(stem)] = _Clip(folder, stem, own[0] if own else None)
                continue
            for video in own:
                entries[own_key(stem, video.stem)] = _Clip(folder, stem, video)
        texts = set(names_in(root / "texts", ".txt"))

        def make(key: str, clip: _Clip) -> Scene:
            body = root / clip.folder / f"{clip.stem}.npy"
            performance = Performance(
                performance_key(key, _ACTOR), _ACTOR, None, body=body, form=_FOLDERS[clip.folder], rate=_RATE
            )
            text = f"{clip.stem}.txt"
            return Scene(
                key, "", 0, (performance,), layout=self.name, parts=("body",), video=clip.video, alone=True,
                caption_file=root / "texts" / text if text in texts else None,
            )  # fmt: skip

        return ListedScenes(root, entries, make, _RATE)


LAYOUT = _HumanMl()
