# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of SMPL-type files, a person each: AMASS, AIST++, BEDLAM; and of pairs: DD100, or P1 and P2.

DD100's files are ``[GENRE]_[CHOREO]_[TAKE]_00.npy`` of the follower and ``_01`` of the leader (NEXT E). Files
``P1`` and ``P2`` of one folder are a pair as well, and ``KEY@P1`` and ``KEY@P2``, as `interact export` names
them. What is in a file is seen when it is read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...animation.motion_files import form_named
from ...foundation.findings import Finding
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import files_below, names_in
from .layout import ListedScenes, OwnKeys, nothing_of

__all__ = ["LAYOUT"]

_ENDINGS = (".npz", ".pkl", ".npy")
# AMASS's bodies without a motion, and the models themselves.
_NO_MOTION = re.compile(
    r"(?:.*/)?(?:shape|.*_?stagei|SMPL[A-Z+]*_(?:MALE|FEMALE|NEUTRAL)|model)\.(?:npz|pkl)", re.I
)
_DUET = re.compile(r"(.+)_(00|01)\.npy")
_PAIR = re.compile(r"(?:(.+)[/@])?(P[12])\.(?:npz|pkl)", re.I)
_DUETTISTS = {"00": "follower", "01": "leader"}
_LOOKED_AT = 20  # names in a folder, and folders in one
_DEPTH = 3


@dataclass(frozen=True)
class _SmplFiles:
    name: str = "smpl-files"
    title: str = "SMPL files"

    def recognise(self, root: Path) -> str | None:
        """By the arrays in one of the first files."""
        form = form_named("smpl")
        for path in _first(root, "", _DEPTH):
            if form.recognises(root / path):
                return path
        return None

    def open(self, root: Path) -> ListedScenes[tuple[dict[str, str], bool]]:
        """List all files below the folder."""
        groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for path in files_below(root):
            if not path.lower().endswith(_ENDINGS) or _NO_MOTION.fullmatch(path):
                continue
            duet, pair = _DUET.fullmatch(path), _PAIR.fullmatch(path)
            if duet is not None:
                common, actor = duet[1], _DUETTISTS[duet[2]]
            elif pair is not None:
                common, actor = pair[1] or root.name, pair[2].upper()
            else:
                common, actor = path.rpartition(".")[0], "P1"
            kind = "alone" if duet is None and pair is None else "pair"
            if actor in groups[common, kind]:  # another ending
                common = path
            groups[common, kind][actor] = path
        if not groups:
            raise nothing_of(self, root, f"{', '.join(_ENDINGS)} in it")
        own_key = OwnKeys()
        entries = {
            own_key(*common.split("/")): (files, kind == "pair") for (common, kind), files in groups.items()
        }
        return ListedScenes(root, entries, lambda key, entry: _scene(root, key, *entry))


def _first(root: Path, folder: str, depth: int) -> Iterator[str]:
    """Yield some files of arrays, those of the folder itself first."""
    listed = names_in(root / folder, most=_LOOKED_AT)
    names = [name for name in listed if name.lower().endswith(_ENDINGS) and not _NO_MOTION.fullmatch(name)]
    yield from (folder + name for name in names[:2])
    if depth and not names:
        for inner in names_in(root / folder, "/", most=_LOOKED_AT)[:3]:
            yield from _first(root, f"{folder}{inner}/", depth - 1)


def _scene(root: Path, key: str, files: dict[str, str], pair: bool) -> Scene:
    findings = []
    if pair and len(files) < 2:
        (only,) = files.values()
        text = f"scene {key} has only {root / only}: the partner's file is missing"
        findings.append(Finding("one-actor-only", text, path=str(root / only)))
    performances = tuple(
        Performance(performance_key(key, actor), actor, None, body=root / path, form="smpl")
        for actor, path in sorted(files.items())
    )
    return Scene(
        key,
        "",
        0,
        performances,
        findings=tuple(findings),
        layout="smpl-files",
        alone=not pair,
        parts=("body",),
    )


LAYOUT = _SmplFiles()
