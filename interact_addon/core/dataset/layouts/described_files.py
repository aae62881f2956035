# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the files of a described dataset by their patterns, and who belongs together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...foundation.findings import Finding
from .described_toml import PART, Description
from .found_files import files_below
from .layout import OwnKeys

__all__ = ["SceneFiles", "list_described"]

_OF_SCENES = ("text", "video")


@dataclass
class SceneFiles:
    """The files of a scene: actor -> kind -> path, and the scene's own."""

    people: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    own: dict[str, str] = field(default_factory=dict)


def _expression(pattern: str) -> re.Pattern[str]:
    """Return what a pattern means; a part that occurs twice is the same text both times."""
    out, seen, end = "", set(), 0
    for match in PART.finditer(pattern):
        out += re.escape(pattern[end : match.start()])
        out += f"(?P={match[1]})" if match[1] in seen else f"(?P<{match[1]}>[^/]+?)"
        seen.add(match[1])
        end = match.end()
    return re.compile(out + re.escape(pattern[end:]))


def _may_fit(path: str, literals: Sequence[str]) -> bool:
    """Return whether a path has the fixed texts of a pattern in order, and ends with the last.

    Looked at first: what has them not, takes a regular expression of many parts forever.
    """
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
    expressions = {kind: _expression(pattern) for kind, pattern in what.patterns.items()}
    literals = {kind: PART.split(pattern)[::2] for kind, pattern in what.patterns.items()}
    counts = dict.fromkeys(expressions, 0)
    scene_parts = PART.findall(what.scene)
    for path in files_below(what.root):
        for kind, expression in expressions.items():
            match = expression.fullmatch(path) if _may_fit(path, literals[kind]) else None
            if match is None or not set(scene_parts) <= match.groupdict().keys():
                continue
            counts[kind] += 1
            values = match.groupdict()
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
