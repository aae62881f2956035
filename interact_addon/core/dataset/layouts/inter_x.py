# SPDX-License-Identifier: GPL-3.0-or-later
"""Inter-X: two people a clip, SMPL-X rotations at 120 fps, or their OptiTrack skeletons; texts and actions.

::

    motions/G001T000A001R000/P1.npz, P2.npz     SMPL-X
    skeletons/G001T000A001R000/P1.npy, P2.npy   64 joints, where there are no motions
    texts/G001T000A001R000.txt                  captions
    action_setting.txt                          the names of the actions, one a line
    interaction_order.pkl                       clip -> 0 where P1 acts and P2 reacts, else 1

As liangxuy/Inter-X has it (FORMATS 6). The h5 files of ``processed`` are not read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import DatasetError, MotionError
from ...foundation.findings import Finding
from ...foundation.pickled import read_pickle
from ...foundation.reading.plain_file import plain_text
from ..model import Performance, Scene
from .found_files import names_in
from .layout import ListedScenes

__all__ = ["LAYOUT"]

_CLIP = re.compile(r"G\d{3,}T\d{3,}A(\d{3,})R\d{3,}", re.IGNORECASE)
_PEOPLE = ("P1", "P2")
# The first of the 40; action_setting.txt has them all.
_ACTIONS = ("Hug", "Handshake", "Wave", "Grab")
_SETTINGS = ("action_setting.txt", "datasets/action_setting.txt")
_RATE = Fraction(120)
_LOOKED_AT = 20


@dataclass(frozen=True)
class _InterX:
    name: str = "inter-x"
    title: str = "Inter-X"

    def recognise(self, root: Path) -> str | None:
        """By a clip's folder with somebody in it, or by the processed files alone."""
        for folder, ending in (("motions", "npz"), ("skeletons", "npy")):
            clips = [clip for clip in names_in(root / folder, "/", most=_LOOKED_AT) if _CLIP.fullmatch(clip)]
            for clip in clips:
                for person in _PEOPLE:
                    if f"{person}.{ending}" in names_in(root / folder / clip):
                        return f"{folder}/{clip}/{person}.{ending}"
        h5 = next(_processed(root), None)
        return None if h5 is None or not (root / "texts").is_dir() else h5

    def open(self, root: Path) -> ListedScenes[bool]:
        """List the clips' folders; what is in each is listed when its scene is asked for."""
        clips = dict.fromkeys(_clips(root / "skeletons"), False)
        clips |= dict.fromkeys(_clips(root / "motions"), True)
        h5 = next(_processed(root), None)
        if not clips:
            text = "there are no clips in motions or skeletons"
            if h5 is not None:
                text += f", and {h5} is not read"
            raise DatasetError(text, path=root, cure="Unpack motions or skeletons of Inter-X here")
        texts = set(names_in(root / "texts", ".txt"))
        findings = list(_h5_findings(root, h5))
        about = _About(root, _actions(root))
        return ListedScenes(
            root,
            clips,
            lambda key, motions: about.scene(key, motions, f"{key}.txt" in texts),
            _RATE,
            tuple(findings),
        )


def _clips(folder: Path) -> list[str]:
    return [name for name in names_in(folder, "/") if _CLIP.fullmatch(name)]


def _processed(root: Path) -> Iterator[str]:
    for folder in ("processed", *(f"processed/{each}" for each in names_in(root / "processed", "/"))):
        yield from (f"{folder}/{name}" for name in names_in(root / folder, ".h5"))


def _h5_findings(root: Path, h5: str | None) -> Iterator[Finding]:
    if h5 is not None:
        path = root / h5
        text = f"{path} and others like it are not read: motions and skeletons have the same clips"
        yield Finding("h5-not-read", text, path=str(path), level="info")


def _actions(root: Path) -> tuple[str, ...]:
    """Return the names of the actions by number."""
    for place in _SETTINGS:
        try:
            lines = plain_text(root / place, "utf-8-sig", errors="replace").splitlines()
        except OSError:
            continue
        return tuple(re.sub(r"^[Aa]?\d{1,3}[\s:.,-]+", "", line).strip() for line in lines if line.strip())
    return _ACTIONS


@dataclass(frozen=True)
class _About:
    """What all clips have in common."""

    root: Path
    actions: tuple[str, ...]

    @functools.cached_property
    def _motions(self) -> Path:
        return self.root / "motions"

    @functools.cached_property
    def _skeletons(self) -> Path:
        return self.root / "skeletons"

    @functools.cached_property
    def _texts(self) -> Path:
        return self.root / "texts"

    # Cached: the pickle is read when the first scene is asked for.
    @functools.cached_property
    def _order(self) -> Mapping[str, object]:
        place = self.root / "interaction_order.pkl"
        try:
            found = read_pickle(place) if place.is_file() else {}
        except MotionError:
            return {}  # who acts is only told; without it nothing is missing
        return found if isinstance(found, dict) else {}

    def scene(self, key: str, motions: bool, text: bool) -> Scene:
        """Return a clip's scene.

        Args:
            key: Its name.
            motions: Whether it has a folder of motions.
            text: Whether it has captions.
        """
        folder = self._motions / key
        npz = set(names_in(folder, ".npz")) if motions else set()
        npy = set(names_in(self._skeletons / key, ".npy")) if len(npz) < len(_PEOPLE) else set()
        # Both people by the same kind of file, or they would not meet.
        joints = sum(f"{person}.npy" in npy for person in _PEOPLE) > sum(
            f"{person}.npz" in npz for person in _PEOPLE
        )
        folder = self._skeletons / key if joints else folder
        names, ending = (npy, ".npy") if joints else (npz, ".npz")
        findings = []
        people = [person for person in _PEOPLE if f"{person}{ending}" in names]
        for person in (person for person in _PEOPLE if person not in people):
            path = folder / f"{person}{ending}"
            findings.append(Finding("one-actor-only", f"scene {key} has no {path}", path=str(path)))
        performances = tuple(
            Performance(
                f"{key}@{person}",  # as performance_key: a clip's name is none of InterAct's keys
                person,
                None,
                body=folder / f"{person}{ending}",
                form="joints" if joints else "smpl",
                up="Y" if joints else "",
            )
            for person in people
        )
        return Scene(
            key,
            "",
            0,
            performances,
            character_setup=self._who_acts(key),
            findings=tuple(findings),
            layout="inter-x",
            parts=("body",),
            action=self._action(key),
            caption_file=self._texts / f"{key}.txt" if text else None,
        )

    def _action(self, key: str) -> str | None:
        match = _CLIP.fullmatch(key)
        if match is None:
            return None
        number = int(match[1])
        return self.actions[number] if number < len(self.actions) else f"A{match[1]}"

    def _who_acts(self, key: str) -> str | None:
        first = self._order.get(key)
        if first not in (0, 1):
            return None
        acts, reacts = _PEOPLE if first == 0 else _PEOPLE[::-1]
        return f"{acts} acts, {reacts} reacts"


LAYOUT = _InterX()
