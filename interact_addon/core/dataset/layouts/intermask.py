# SPDX-License-Identifier: GPL-3.0-or-later
"""What InterMask generates: two people at 30 frames per second, a file for each.

::

    keypoint_npy/NAME_0.npy, NAME_1.npy         (T, 22, 9): positions, and rotations, which are not needed
    keypoint_npy/ik_NAME_0.npy, ik_NAME_1.npy   feet held on the floor: preferred where both are there
    prompts.txt                                 the texts, one a line; NAME ends with _LINE_SAMPLE

The folder is ``animation_infer``, ``animation`` or ``keypoint_npy`` itself; ``prompts.txt`` is looked for in
it and beside the folder ``checkpoints`` that it is in. (gohar-malik/InterMask, infer.py and
utils/plot_script.py.)
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import DatasetError
from ...foundation.findings import Finding
from ...foundation.reading.text_file import read_text
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import names_in
from .layout import ListedScenes, OwnKeys, nothing_of

__all__ = ["LAYOUT"]

_FOLDER = "keypoint_npy"
_RATE = Fraction(30)
_FILE = re.compile(r"(ik_)?(.+)_([01])\.npy", re.IGNORECASE)
_PROMPT = re.compile(r"infer_.*_(\d{2,})_\d{2,}")
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two files by person, and their number of the text, or -1."""

    files: dict[str, str]
    line: int


def _folder(root: Path) -> Path | None:
    places = (root, root / _FOLDER, root / "animation_infer" / _FOLDER, root / "animation" / _FOLDER)
    return next((place for place in places if place.name == _FOLDER and place.is_dir()), None)


def _prompts(root: Path) -> list[str]:
    above = next((folder.parent for folder in root.absolute().parents if folder.name == "checkpoints"), root)
    for folder in (root, above):
        if (folder / "prompts.txt").is_file():
            return read_text(folder / "prompts.txt", "the file with prompts", DatasetError).splitlines()
    return []


@dataclass(frozen=True)
class _InterMask:
    name: str = "intermask"
    title: str = "InterMask"

    def recognise(self, root: Path) -> str | None:
        """By the folder's name and a person's file in it."""
        folder = _folder(root)
        if folder is None:
            return None
        names = names_in(folder, ".npy", most=_LOOKED_AT)
        found = next((name for name in names if _FILE.fullmatch(name)), None)
        return None if found is None else f"{_FOLDER}/{found}"

    def open(self, root: Path) -> ListedScenes[_Pair]:
        """List the folder."""
        folder = _folder(root)
        held: dict[str, dict[str, str]] = defaultdict(dict)
        plain: dict[str, dict[str, str]] = defaultdict(dict)
        for name in names_in(folder, ".npy") if folder is not None else ():
            if (match := _FILE.fullmatch(name)) is not None:
                (held if match[1] else plain)[match[2]][match[3]] = name
        if folder is None or not (held or plain):
            raise nothing_of(self, root, f"{_FOLDER}/NAME_0.npy")
        entries = {}
        own_key = OwnKeys()
        for take in {**plain, **held}:
            files = held[take] if len(held.get(take, ())) >= len(plain.get(take, ())) else plain[take]
            prompt = _PROMPT.fullmatch(take)
            entries[own_key(take)] = _Pair(files, int(prompt[1]) if prompt is not None else -1)
        prompts = _prompts(root)
        where = folder

        def make(key: str, pair: _Pair) -> Scene:
            performances = tuple(
                Performance(
                    performance_key(key, f"P{int(n) + 1}"),
                    f"P{int(n) + 1}",
                    None,
                    body=where / name,
                    form="auto",
                    rate=_RATE,
                )
                for n, name in sorted(pair.files.items())
            )
            findings: tuple[Finding, ...] = ()
            if len(pair.files) == 1:
                ((number, name),) = pair.files.items()
                partner = where / f"{name[:-5]}{1 - int(number)}.npy"
                text = f"scene {key} has only {where / name}: the partner's {partner} is missing"
                findings = (Finding("one-actor-only", text, path=str(partner)),)
            said = prompts[pair.line].strip() if 0 <= pair.line < len(prompts) else ""
            return Scene(
                key,
                "",
                0,
                performances,
                text=said or None,
                findings=findings,
                layout=self.name,
                parts=("body",),
            )

        return ListedScenes(root, entries, make, _RATE)


LAYOUT = _InterMask()
