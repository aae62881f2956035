# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain folders of motion files in pairs: CMU's subjects, ``S1`` and ``S2``, leader and follower.

Who belongs together is told by the names: two paths that are the same but for a word that names a person,
such as ``dance/take3_leader.bvh`` and ``dance/take3_follower.bvh``, or ``take3/S1.bvh`` and ``take3/S2.bvh``.
CMU's two-person trials are in the folders of two subjects (``18/18_01.bvh`` and ``19/19_01.bvh``); which
subjects met is in its list (mocap.cs.cmu.edu). Two files that are alone in a folder are a pair as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ...foundation.findings import Finding
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import files_below
from .layout import ListedScenes, OwnKeys, actor_ids, nothing_of

__all__ = ["LAYOUT"]

_COUNTED = ("s", "p", "person", "actor", "subject", "performer", "char", "dancer")
# Words for the first and the second person, in lower case.
_PEOPLE: tuple[tuple[str, str], ...] = (
    *((f"{word}1", f"{word}2") for word in _COUNTED),
    *((f"{word}01", f"{word}02") for word in ("s", "p", "person", "actor", "subject")),
    *((f"{word}a", f"{word}b") for word in ("person", "actor", "subject")),
    ("a", "b"),
    ("leader", "follower"),
    ("lead", "follow"),
    ("male", "female"),
    ("man", "woman"),
    ("m", "f"),
    ("actor", "reactor"),
)
# CMU's subjects who were captured together.
_MET: tuple[tuple[str, str], ...] = (("18", "19"), ("20", "21"), ("22", "23"), ("33", "34"))
_PLACE = {word: place for pair in _PEOPLE for place, word in enumerate(pair)}
_PARTNER = {word: pair for pair in _PEOPLE for word in pair}
_SEXES = {"male": "male", "man": "male", "m": "male", "female": "female", "woman": "female", "f": "female"}
_WORDS = re.compile(r"([A-Za-z]+\d*|\d+)")
_CMU = re.compile(r"(?:(?:.*/)?0*(\d+)/)?0*(\d+)_(\d+)\.bvh", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Paths by actor; two where the partner is there."""

    files: tuple[tuple[str, str], ...]
    expected: str = ""  # the partner's word, where it is missing


def _split(path: str) -> tuple[str, str, str, str] | None:
    """Return what a path has in common with the partner's, both persons' words, and it as written."""
    stem = path[: -len(".bvh")]
    words = list(_WORDS.finditer(stem))
    for match in reversed(words):
        word = match[1].lower()
        pair = _PARTNER.get(word)
        if pair is not None:
            common = f"{stem[: match.start()]}*{stem[match.end() :]}".lower()
            shown = stem[: match.start()] + stem[match.end() :]
            return f"{common}|{pair[0]}", match[1], pair[1 - _PLACE[word]], shown
    return None


def _cmu(path: str) -> tuple[str, str] | None:
    """Return what a trial of CMU's has in common with the partner's, and its subject."""
    match = _CMU.fullmatch(path)
    if match is None or (match[1] is not None and match[1] != match[2]):
        return None
    for pair in _MET:
        if match[2] in pair:
            folder = path.rpartition("/")[0]
            parent = folder.rpartition("/")[0] if match[1] is not None else folder
            return f"{parent}|{pair[0]}+{pair[1]}_{match[3]}", match[2]
    return None


def _listed(root: Path) -> dict[str, _Pair]:
    paths = [path for path in files_below(root) if path.lower().endswith(".bvh")]
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    partner: dict[str, str] = {}
    shown: dict[str, str] = {}  # what they have in common, as the first of them is written
    rest: list[str] = []
    for path in paths:
        if (cmu := _cmu(path)) is not None:
            groups[cmu[0]][cmu[1]] = path
        elif (split := _split(path)) is not None and split[1] not in groups[split[0]]:
            groups[split[0]][split[1]] = path
            partner[split[0]] = split[2]
            shown.setdefault(split[0], split[3])
        else:
            rest.append(path)
    folders: dict[str, list[str]] = defaultdict(list)
    for path in rest:
        folders[path.rpartition("/")[0]].append(path)
    entries: dict[str, _Pair] = {}
    own_key = OwnKeys()
    for common, files in groups.items():
        ordered = tuple(sorted(files.items(), key=lambda it: (_PLACE.get(it[0].lower(), 0), it[0].zfill(9))))
        named = shown.get(common) or common.partition("|")[2]
        missing = partner.get(common, "") if len(ordered) < 2 else ""
        entries[own_key(*_words(named))] = _Pair(ordered[:2], missing)
    for folder, members in sorted(folders.items()):
        if len(members) == 2:
            stems = [Path(member).stem for member in members]
            key = own_key(*_words(folder or "_".join(stems)))
            entries[key] = _Pair(tuple(zip(stems, members, strict=True)))
        else:
            for member in members:
                entries[own_key(*_words(member[:-4]))] = _Pair(((Path(member).stem, member),))
    return entries


def _words(path: str) -> list[str]:
    return [part.strip("_-. ") for part in path.replace("+", "-").split("/")]


@dataclass(frozen=True)
class _BvhPairs:
    name: str = "bvh-pairs"
    title: str = "BVH pairs"

    def recognise(self, root: Path) -> str | None:
        """By BVH files in the folder or in those in it."""
        if not root.is_dir():
            return None
        for folder in (root, *sorted(child for child in root.iterdir() if child.is_dir())[:50]):
            for child in folder.iterdir():
                if child.suffix.lower() == ".bvh" and not child.name.startswith("."):
                    return child.relative_to(root).as_posix()
        return None

    def open(self, root: Path) -> ListedScenes[_Pair]:
        """List the files; who belongs together is told by their names."""

        def make(key: str, pair: _Pair) -> Scene:
            ids = actor_ids(word for word, _ in pair.files)
            performances = tuple(
                Performance(
                    performance_key(key, actor),
                    actor,
                    _SEXES.get(word.lower()),
                    body=root / path,
                    units="auto",
                    up="auto",
                )
                for actor, (word, path) in zip(ids, pair.files, strict=True)
            )
            findings = []
            if pair.expected:
                where = root / pair.files[0][1]
                text = f"scene {key} has only {where}: there is no file of the partner ({pair.expected})"
                findings.append(Finding("one-actor-only", text, path=str(where)))
            return Scene(
                key,
                "",
                0,
                performances,
                findings=tuple(findings),
                layout=self.name,
                alone=len(performances) == 1 and not pair.expected,
                parts=("body",),
            )

        entries = _listed(root)
        if not entries:
            raise nothing_of(self, root, "*.bvh")
        return ListedScenes(root, entries, make)


LAYOUT = _BvhPairs()
