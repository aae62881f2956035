# SPDX-License-Identifier: GPL-3.0-or-later
"""Summarise a dataset: counts, the values that occur, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ..foundation.findings import Finding
from .dataset import Dataset
from .model import Scene

__all__ = ["Gap", "Overview", "survey"]

# Code of a finding -> its singular and plural title.
_GAPS = {
    "missing-database": ("database missing", "databases missing"),
    "unreadable-database": ("database unreadable", "databases unreadable"),
    "missing-table": ("database table missing", "database tables missing"),
    "missing-column": ("database column missing", "database columns missing"),
    "odd-database-rows": ("database with invalid entries", "databases with invalid entries"),
    "strange-file-names": ("remark on file names", "remarks on file names"),
    "same-name-twice": ("remark on doubled names", "remarks on doubled names"),
    "missing-body": ("body missing", "bodies missing"),
    "missing-face": ("face missing", "faces missing"),
    "missing-voice": ("voice missing", "voices missing"),
    "one-actor-only": ("scene with one actor only", "scenes with one actor only"),
    "more-than-two-actors": ("scene with more than two actors", "scenes with more than two actors"),
    "not-in-session": ("scene with unexpected actors", "scenes with unexpected actors"),
    "unknown-scenario": ("scene without a scenario", "scenes without a scenario"),
}


@dataclass(frozen=True)
class Gap:
    """All findings of one code.

    Attributes:
        code: The findings' code.
        findings: One or more, in the order of the scenes.
    """

    code: str
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """Such as ``3 faces missing``."""
        count = len(self.findings)
        one, many = _GAPS.get(self.code, (self.code, self.code))
        return f"{count} {one if count == 1 else many}"


@dataclass(frozen=True, eq=False)
class Overview:
    """Summary of a dataset.

    Attributes:
        scenes: All scenes, sorted by key.
        index: Key to position among the scenes.
        counts: How many ``scenes``, ``performances``, ``bodies``, ``faces``, ``voices`` and ``actors`` there
            are; a body counts once, even if it exists in both proportions.
        relationships: All that occur, sorted.
        emotions: Likewise.
        actors: Likewise, the actors' ids.
        gaps: What is missing or invalid, findings of the dataset as a whole first.
    """

    scenes: tuple[Scene, ...]
    index: Mapping[str, int]
    counts: Mapping[str, int]
    relationships: tuple[str, ...]
    emotions: tuple[str, ...]
    actors: tuple[str, ...]
    gaps: tuple[Gap, ...]


def survey(dataset: Dataset) -> Overview:
    """Summarise an open dataset; reads nothing from disk."""
    scenes = tuple(dataset.scenes())
    counts: Counter[str] = Counter(scenes=len(scenes), performances=0, bodies=0, faces=0, voices=0)
    actors: set[str] = set()
    gaps: dict[str, list[Finding]] = defaultdict(list)
    for finding in dataset.findings:
        gaps[finding.code].append(finding)
    for scene in scenes:
        for performance in scene.performances:
            counts["performances"] += 1
            counts["bodies"] += performance.body_path() is not None
            counts["faces"] += performance.face_arkit is not None
            counts["voices"] += performance.voice is not None
            actors.add(performance.actor_id)
        for finding in scene.findings:
            gaps[finding.code].append(finding)
    counts["actors"] = len(actors)
    return Overview(
        scenes,
        {scene.key: number for number, scene in enumerate(scenes)},
        dict(counts),
        tuple(sorted({scene.relationship for scene in scenes if scene.relationship})),
        tuple(sorted({scene.emotion for scene in scenes if scene.emotion})),
        tuple(sorted(actors)),
        tuple(Gap(code, tuple(found)) for code, found in gaps.items()),
    )
