# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the files of a described dataset by their patterns, and who belongs together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ...foundation.errors import DatasetError
from ...foundation.findings import Finding
from .described_toml import PART, Description
from .found_files import files_below
from .layout import OwnKeys

__all__ = ["SceneFiles", "list_described"]

_OF_SCENES = ("text", "video")
_MOST_TRIES = 50_000  # places of a path at which a part ends; usual patterns need ten


@dataclass
class SceneFiles:
    """The files of a scene: actor -> kind -> path, and the scene's own."""

    people: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    own: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Pattern:
    """What a pattern means: a part is any text without a slash; one that occurs twice is the same both times.

    Not a regular expression: of many parts, one takes for ever for a path that does not fit.

    Attributes:
        text: The pattern.
    """

    text: str

    @cached_property
    def _pieces(self) -> list[str]:
        """Fixed texts, with the names of the parts between them."""
        return PART.split(self.text)

    def match(self, path: str) -> dict[str, str] | None:
        """Return the parts of a path, each as short as can be; None if it does not fit.

        Raises:
            DatasetError: there are more ways to fit it than can be tried.
        """
        pieces = self._pieces
        if not _may_fit(path, pieces[::2]):
            return None
        names, counted = pieces[1::2], Counter(pieces[1::2])
        # Once a part is passed that nothing refers to, only the place counts: each is tried once.
        forgets = [all(counted[name] == 1 for name in names[:number]) for number in range(len(names) + 1)]
        values: dict[str, str] = {}
        failed: set[tuple[int, int]] = set()
        left = _MOST_TRIES

        def fits(number: int, at: int) -> bool:
            nonlocal left
            left -= 1
            if left < 0:
                text = f"{self.text!r} takes too long to compare with {path!r}"
                raise DatasetError(text, cure="Write fixed text between the parts, and each part once")
            if forgets[number] and (number, at) in failed:
                return False
            if number == len(names):
                return at == len(path)
            name, literal = names[number], pieces[2 * number + 2]
            if name in values:
                end = at + len(values[name])
                whole = path.startswith(values[name] + literal, at)
                return whole and fits(number + 1, end + len(literal))
            stop = path.find("/", at)
            stop = len(path) if stop < 0 else stop
            last = number + 1 == len(names)
            ends = (len(path) - len(literal),) if last else _places(path, literal, at + 1, stop)
            for end in ends:
                if not at < end <= stop or not path.startswith(literal, end):
                    continue
                values[name] = path[at:end]
                if fits(number + 1, end + len(literal)):
                    return True
                del values[name]
            failed.add((number, at))
            return False

        first = pieces[0]
        return values if path.startswith(first) and fits(0, len(first)) else None


def _places(path: str, literal: str, first: int, last: int) -> Iterator[int]:
    """Yield where a text begins in a path, from one place to another."""
    at = path.find(literal, first)
    while 0 <= at <= last:
        yield at
        at = path.find(literal, at + 1)


def _may_fit(path: str, literals: Sequence[str]) -> bool:
    """Return whether a path has the fixed texts of a pattern in order, and ends with the last."""
    at = 0
    for literal in literals:
        at = path.find(literal, at)
        if at < 0:
            return False
        at += len(literal)
    return path.endswith(literals[-1])


def list_described(what: Description) -> tuple[dict[str, SceneFiles], list[Finding]]:
    """Return the scenes' files by key, and patterns that no file has.

    Raises:
        DatasetError: the folder cannot be listed.
    """
    entries: dict[str, SceneFiles] = defaultdict(SceneFiles)
    patterns = {kind: _Pattern(pattern) for kind, pattern in what.patterns.items()}
    counts = dict.fromkeys(patterns, 0)
    scene_parts = PART.findall(what.scene)
    for path in files_below(what.root):
        for kind, pattern in patterns.items():
            values = pattern.match(path)
            if values is None or not set(scene_parts) <= values.keys():
                continue
            counts[kind] += 1
            name = _filled(what.scene, values)
            if kind in _OF_SCENES:
                entries[name].own[kind] = path
                continue
            for actor in (values["actor"],) if "actor" in values else (*what.actors,) or ("P1", "P2"):
                entries[name].people[actor][kind] = path
            break
    findings = [
        Finding(
            "no-files",
            f"{what.path}: no file in {what.root} has the form of {kind} = {what.patterns[kind]!r}",
            path=str(what.path),
        )
        for kind, count in counts.items()
        if not count
    ]
    acted = {name: entry for name, entry in entries.items() if entry.people}
    split = dict(_split_up(acted, what.together))
    own_key = OwnKeys()
    return {own_key(name): entry for name, entry in sorted(split.items())}, findings


def _filled(template: str, values: Mapping[str, str]) -> str:
    return PART.sub(lambda part: values[part[1]], template)


def _split_up(
    entries: Mapping[str, SceneFiles], together: tuple[frozenset[str], ...]
) -> Iterator[tuple[str, SceneFiles]]:
    """Yield the scenes of those who belong together, where not all who have the same parts do."""
    for name, entry in entries.items():
        groups: dict[frozenset[str], list[str]] = defaultdict(list)
        for actor in entry.people:
            groups[next((each for each in together if actor in each), frozenset())].append(actor)
        for group, members in groups.items():
            own = name if len(groups) == 1 else f"{name}_{'-'.join(sorted(group or members))}"
            yield own, SceneFiles({actor: entry.people[actor] for actor in members}, entry.own)
