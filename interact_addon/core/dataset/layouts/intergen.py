# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays as models of two people give them (InterGen, in2IN), saved by whoever ran them.

::

    NAME.npy                                        (2, T, 262) or (2, T, 22, 3): both people
    NAME_0.npy, NAME_1.npy; NAME_P1.npy, NAME_P2.npy; person1/NAME.npy, person2/NAME.npy
                                                    (T, 262), (T, 22, 3), (T, 22, 9): one each
    NAME.npy                                        the same, or (T, 263): one person alone
    NAME.txt                                        captions, one a line

Their own scripts save movies only, so the names are anybody's: who is together is told by a number that
names a person. One whose partner is not there is half a pair where it is called a person (``P1``), or where
others are pairs by the same number; else it is somebody alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.errors import MotionError
from ...foundation.findings import Finding
from ...foundation.number_files import peek_npy
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import files_below, names_in
from .layout import ListedScenes, OwnKeys, nothing_of

__all__ = ["LAYOUT"]

_ROWS = ((262,), (263,), (22, 3), (22, 9))  # of one person, after the frames
_PERSON = re.compile(
    r"(?<![a-z])((?:person|actor|subject|p|s)_?)?(?<![0-9])0*([012])(?![0-9])", re.IGNORECASE
)
_SAMPLE = "s"  # S1 can be a subject, and a sample
_GAP = re.compile(r"([_. -]?)\*\1?")  # where the person's number was
_PAIRS = Fraction(30)
_LOOKED_AT = 20
_LISTED = 5000  # files of which each header is read before any scene is


@dataclass(frozen=True, slots=True)
class _Entry:
    files: tuple[str, ...]  # one, or one for each person
    half: bool = False  # whether a partner's file is missing


def _rate(path: Path) -> Fraction | None:
    """Return the frames per second, which files do not say; None for 263 numbers, which have their own."""
    try:
        return None if peek_npy(path)[0][1:] == (263,) else _PAIRS
    except MotionError:
        return _PAIRS


def _people(path: Path, broken: list[MotionError] | None = None) -> int:
    """Return how many people an array holds; 0 where it holds something else or cannot be read.

    Args:
        path: The array.
        broken: Gets the error of one that cannot be read.
    """
    try:
        shape = peek_npy(path)[0]
    except MotionError as error:
        if broken is not None:
            broken.append(error)
        return 0
    if shape[:1] == (2,) and shape[2:] in _ROWS:
        return 2
    return 1 if shape[1:] in _ROWS else 0


@dataclass(frozen=True)
class _InterGen:
    name: str = "intergen"
    title: str = "InterGen, in2IN"

    def recognise(self, root: Path) -> str | None:
        """By the shape of an array in the folder or in one in it."""
        if not root.is_dir():
            return None
        for folder in ("", *names_in(root, "/", most=_LOOKED_AT)):
            for name in names_in(root / folder, ".npy", most=_LOOKED_AT):
                if _people(root / folder / name):
                    return f"{folder}/{name}" if folder else name
        return None

    def open(self, root: Path) -> ListedScenes[_Entry]:
        """List the arrays; of some thousands, those of other shapes are left out."""
        paths = files_below(root) if root.is_dir() else []
        arrays = [path for path in paths if path.lower().endswith(".npy")]
        alone = arrays
        broken: list[MotionError] = []
        if len(arrays) <= _LISTED:
            people = {path: _people(root / path, broken) for path in arrays}
            arrays = [path for path in arrays if people[path]]
            alone = [path for path in arrays if people[path] == 1]
        if not arrays and broken:
            raise broken[0]
        if not arrays:
            raise nothing_of(self, root, "array (2, T, 262), (2, T, 22, 3), (T, 262) or (T, 22, 3)")
        texts = {path for path in paths if path.lower().endswith(".txt")}
        entries: dict[str, _Entry] = {}
        own_key = OwnKeys()
        whole = set(arrays) - set(alone)  # which have both people
        paired, halves = _pairs(alone)
        for common, files in paired.items():
            if f"{common}.npy" in whole:
                continue
            entries[own_key(*common.split("/"))] = _Entry(files)
        together = {path for files in paired.values() for path in files}
        for path in arrays:
            if path not in together:
                entries[own_key(*path[:-4].split("/"))] = _Entry((path,), path in halves)

        def make(key: str, entry: _Entry) -> Scene:
            files = entry.files
            both = len(files) == 1 and _people(root / files[0]) == 2
            places = [(files[0], "1"), (files[0], "2")] if both else [(path, "") for path in files]
            performances = tuple(
                Performance(
                    performance_key(key, f"P{n}"),
                    f"P{n}",
                    None,
                    body=root / path,
                    form="auto",
                    person=person,
                    rate=_rate(root / path) if len(places) == 2 else None,
                )
                for n, (path, person) in enumerate(places, start=1)
            )
            findings: tuple[Finding, ...] = ()
            if entry.half:
                text = f"scene {key} has only {root / files[0]}: the partner's file is missing"
                findings = (Finding("one-actor-only", text, path=str(root / files[0])),)
            captions = next((f"{path[:-4]}.txt" for path in files if f"{path[:-4]}.txt" in texts), None)
            return Scene(
                key, "", 0, performances, layout=self.name, parts=("body",),
                alone=len(performances) == 1 and not entry.half, findings=findings,
                caption_file=None if captions is None else root / captions,
            )  # fmt: skip

        some = list(entries.values())[:_LOOKED_AT]
        pairs = all(len(entry.files) == 2 or _people(root / entry.files[0]) == 2 for entry in some)
        left_out = tuple(
            Finding("unreadable-array", str(error).rstrip("."), path=str(error.path)) for error in broken
        )
        rates = {_rate(root / entry.files[0]) for entry in some}
        return ListedScenes(root, entries, make, _PAIRS if pairs and rates == {_PAIRS} else None, left_out)


def _pairs(paths: list[str]) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """Return two paths each that differ in a person's number alone, by what they have in common; and halves.

    Halves are paths whose partner is missing.
    """
    groups: dict[str, dict[int, str]] = defaultdict(dict)
    manners: dict[str, tuple[str, str]] = {}  # how each group calls its people: by which word, before what
    for path in paths:
        for match in _PERSON.finditer(path[:-4]):
            after = path[match.end() : -4]
            common = f"{path[: match.start()]}*{after}"
            groups[common][int(match[2])] = path
            manners[common] = ((match[1] or "").strip("_").lower(), "/" if "/" in after else after)
    out: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    paired: set[tuple[str, str]] = set()
    for common, files in sorted(groups.items(), key=lambda it: -it[0].find("*")):
        if len(files) == 2 and sorted(files) in ([0, 1], [1, 2]) and not taken & set(files.values()):
            name = "/".join(
                part for part in (_GAP.sub(r"\1", each).strip("_-. @") for each in common.split("/")) if part
            )
            out[name or "pair"] = tuple(files[number] for number in sorted(files))
            taken |= set(files.values())
            paired.add(manners[common])
    halves = {
        path
        for common, files in groups.items()
        for path in files.values()
        if len(files) == 1
        and path not in taken
        and (manners[common] in paired or manners[common][0] not in ("", _SAMPLE))
    }
    return out, halves


LAYOUT = _InterGen()
