# SPDX-License-Identifier: GPL-3.0-or-later
"""What HERO generates to a video, and MoMask to a text: one person's 22 joints at 20 frames per second.

::

    generation/EXT/joints/VIDEO/sample0_repeat0_len88.npy      (88, 22, 3)
    generation/EXT/joints/VIDEO/sample0_repeat0_len88_ik.npy   feet held on the floor: preferred
    generation/EXT/animations/VIDEO/sample0_repeat0_len88_ik.bvh, .mp4

The folder can be any of these down to ``joints``. HERO's VIDEO is the name of the video that the person
reacts to, which is looked for in the folder and in ``video``, ``videos`` and ViMo's folder around it.
(JackYu6/HERO_release, gen.py; EricGuo5513/momask-codes, gen_t2m.py.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.findings import Finding
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import names_in
from .layout import ListedScenes, OwnKeys, nothing_of
from .videos_beside import videos_around

__all__ = ["LAYOUT"]

_RATE = Fraction(20)
_STEM = re.compile(r"((?:batch\d+_)?sample\d+_repeat\d+)_len\d+(_ik)?\.(?:npy|bvh)", re.IGNORECASE)
_EXPECTED = "joints/VIDEO/sample0_repeat0_len88.npy"
_LOOKED_AT = 20
_AROUND = 3  # folders above that of joints: generation, the code's, and what that is in
_ACTOR = "P1"


@dataclass(frozen=True, slots=True)
class _Take:
    """A file, its form, and the video's name."""

    body: Path
    form: str
    video: str
    held: bool = False  # feet held on the floor


def _runs(root: Path, sure: bool = False) -> list[Path]:
    """Return the folders that hold ``joints`` or ``animations``.

    Args:
        root: The folder.
        sure: Leave out those in a folder of any name: what is beside them may be somebody else's.
    """
    if root.name in ("joints", "animations"):
        return [root.parent]
    nested = [root / "generation", *([] if sure and root.name != "generation" else [root])]
    inner = [folder / name for folder in nested for name in names_in(folder, "/", most=1000)]
    return [run for run in (root, *inner) if (run / "joints").is_dir() or (run / "animations").is_dir()]


def _takes(run: Path, most: int | None = None) -> dict[tuple[str, str], _Take]:
    """Return the best file by video and sample: joints before BVH, feet held before not."""
    found: dict[tuple[str, str], _Take] = {}
    for folder, ending, form in (("joints", ".npy", "joints"), ("animations", ".bvh", "bvh")):
        for video in names_in(run / folder, "/", most=most):
            for name in names_in(run / folder / video, ending):
                match = _STEM.fullmatch(name)
                if match is None:
                    continue
                known = found.get((video, match[1]))
                if known is None or (known.form == form and match[2] and not known.held):
                    take = _Take(run / folder / video / name, form, video, bool(match[2]))
                    found[video, match[1]] = take
    return found


@dataclass(frozen=True)
class _Hero:
    name: str = "hero"
    title: str = "HERO, MoMask"

    def recognise(self, root: Path) -> str | None:
        """By a file named as in gen.py."""
        if not root.is_dir():
            return None
        for run in _runs(root, sure=True)[:_LOOKED_AT]:
            for take in _takes(run, _LOOKED_AT).values():
                return take.body.relative_to(root if run != root.parent else run).as_posix()
        return None

    def open(self, root: Path) -> ListedScenes[_Take]:
        """List the joints, and the videos around them."""
        runs = _runs(root) if root.is_dir() else []
        entries: dict[str, _Take] = {}
        own_key = OwnKeys()
        for run in runs:
            label = run.name if len(runs) > 1 else ""
            for (video, sample), take in _takes(run).items():
                entries[own_key(label, video, sample)] = take
        if not entries:
            raise nothing_of(self, root, _EXPECTED)
        here = root.absolute()
        above = [folder for run in runs for folder in (run.absolute(), *run.absolute().parents[:_AROUND])]
        videos = videos_around(list(dict.fromkeys([here, *above])))

        def make(key: str, take: _Take) -> Scene:
            video = videos.get(take.video)
            performance = Performance(
                performance_key(key, _ACTOR), _ACTOR, None, body=take.body, form=take.form,
                units="m" if take.form == "bvh" else "", up="Y" if take.form == "bvh" else "",
                rate=None if take.form == "bvh" else _RATE,
            )  # fmt: skip
            findings: tuple[Finding, ...] = ()
            if video is None and videos:
                text = f"there is no video {take.video} in {here} or in a folder video or videos around it"
                findings = (Finding("missing-video", text, path=str(take.body), level="info"),)
            return Scene(
                key,
                "",
                0,
                (performance,),
                findings=findings,
                layout=self.name,
                parts=("body",),
                video=video,
                alone=True,
            )

        return ListedScenes(root, entries, make, _RATE)


LAYOUT = _Hero()
