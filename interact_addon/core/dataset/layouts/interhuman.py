# SPDX-License-Identifier: GPL-3.0-or-later
"""InterHuman: two people a file, SMPL rotations in a pickle, or InterGen's arrays of joints and rotations.

::

    motions/1.pkl                            person1 and person2, SMPL-H rotations
    motions_processed/person1/1.npy          (T, 492) joints and rotations, where there is no pickle
    motions_processed/person2/1.npy
    annots/1.txt                             captions

As tr3e/InterGen has it (FORMATS 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.findings import Finding
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import names_in
from .layout import ListedScenes, OwnKeys, nothing_of

__all__ = ["LAYOUT"]

_PEOPLE = ("person1", "person2")
_RATE = Fraction(30)
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class _Files:
    """What there is of a scene.

    Attributes:
        stem: The files' name without an ending.
        pickle: Whether there is a pickle.
        processed: The people of whom there are arrays.
        annotated: Whether there are captions.
    """

    stem: str
    pickle: bool
    processed: tuple[str, ...]
    annotated: bool


@dataclass(frozen=True)
class _InterHuman:
    name: str = "interhuman"
    title: str = "InterHuman"

    def recognise(self, root: Path) -> str | None:
        """By the arrays of a person, or by pickles with annotations beside them."""
        for person in _PEOPLE:
            folder = f"motions_processed/{person}"
            if arrays := names_in(root / folder, ".npy", most=_LOOKED_AT):
                return f"{folder}/{arrays[0]}"
        pickles = names_in(root / "motions", ".pkl", most=_LOOKED_AT)
        return f"motions/{pickles[0]}" if pickles and (root / "annots").is_dir() else None

    def open(self, root: Path) -> ListedScenes[_Files]:
        """List four folders."""
        pickles = _stems(root / "motions", ".pkl")
        processed = {person: _stems(root / "motions_processed" / person, ".npy") for person in _PEOPLE}
        annots = _stems(root / "annots", ".txt")
        own_key = OwnKeys()
        entries = {
            own_key(stem): _Files(
                stem,
                stem in pickles,
                tuple(person for person in _PEOPLE if stem in processed[person]),
                stem in annots,
            )
            for stem in sorted(pickles.union(*processed.values()))
        }
        if not entries:
            raise nothing_of(self, root, "motions/*.pkl or motions_processed/person1/*.npy")
        return ListedScenes(root, entries, lambda key, files: _scene(root, key, files), _RATE)


def _stems(folder: Path, ending: str) -> set[str]:
    return {name[: -len(ending)] for name in names_in(folder, ending)}


def _scene(root: Path, key: str, files: _Files) -> Scene:
    findings = []
    people = _PEOPLE if files.pickle else files.processed
    for person in (person for person in _PEOPLE if person not in people):
        path = root / "motions_processed" / person / f"{files.stem}.npy"
        findings.append(Finding("one-actor-only", f"scene {key} has no {path}", path=str(path)))
    performances = tuple(
        Performance(
            performance_key(key, person),
            person,
            None,
            body=root / "motions" / f"{files.stem}.pkl"
            if files.pickle
            else root / "motions_processed" / person / f"{files.stem}.npy",
            form="smpl" if files.pickle else "interhuman-492",
            person=person if files.pickle else "",
        )
        for person in people
    )
    return Scene(
        key,
        "",
        0,
        performances,
        findings=tuple(findings),
        layout="interhuman",
        parts=("body",),
        caption_file=root / "annots" / f"{files.stem}.txt" if files.annotated else None,
    )


LAYOUT = _InterHuman()
