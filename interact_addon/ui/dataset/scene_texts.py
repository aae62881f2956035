# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panel says about a scene beside its scenario: captions and labels."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...core.dataset import Scene, SceneFilter
from ...core.performance.labels import label_seconds, scene_labels

__all__ = ["CaptionSearch", "SceneTexts", "read_texts"]

_MOST_CAPTIONS = 3
_READING = 0.05  # seconds at a time, between which the panel is drawn


@dataclass(frozen=True, slots=True)
class SceneTexts:
    """Captions and labels of a scene, as lines.

    Attributes:
        captions: The first captions.
        total: How many captions there are.
        labels: A line per actor who has a file of labels: ``001: sit 11.4 s, walk 5.0 s``.
        problems: What is odd, or cannot be read.
    """

    captions: tuple[str, ...]
    total: int
    labels: tuple[str, ...]
    problems: tuple[str, ...]


def read_texts(scene: Scene) -> SceneTexts:
    """Read the captions and the files of labels of a scene."""
    done = scene_labels(scene, find=False)  # finding labels reads motions, which takes too long for a panel
    lines = []
    for performance in scene.performances:
        labels = done.labels.get(performance.key)
        if labels is not None:
            said = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in label_seconds(labels).items())
            lines.append(f"{performance.actor_id}: {said}")
    captions = scene.captions
    return SceneTexts(
        captions[:_MOST_CAPTIONS],
        len(captions),
        tuple(lines),
        tuple(finding.message for finding in (*scene.caption_findings, *done.findings)),
    )


class CaptionSearch:
    """Searches the captions that are read so far, and reads more of them between drawings."""

    def __init__(self, scenes: Sequence[Scene]) -> None:
        self._scenes = scenes
        self._unread = [n for n in reversed(range(len(scenes))) if not scenes[n].captions_known]
        self._fresh: list[int] = []  # read since the last answer
        self._answer: tuple[SceneFilter, list[bool]] | None = None

    def waits_for(self, wanted: SceneFilter) -> int:
        """Return how many files a filter would read that are not read yet."""
        return len(self._unread) if wanted.asks_for("text") else 0

    def read_some(self) -> None:
        """Read captions for a moment."""
        until = time.monotonic() + _READING
        while self._unread and time.monotonic() < until:
            self._fresh.append(self._unread.pop())
            _ = self._scenes[self._fresh[-1]].captions

    def matches(self, wanted: SceneFilter) -> tuple[bool, ...]:
        """Return for each scene whether it matches, as far as its captions are known."""
        if self._answer is None or self._answer[0] != wanted:
            known = [
                scene
                if scene.captions_known or not wanted.asks_for("text")
                else replace(scene, caption_file=None)
                for scene in self._scenes
            ]
            self._answer = wanted, list(map(wanted.matches, known))
        answer = self._answer[1]
        for n in self._fresh:
            answer[n] = wanted.matches(self._scenes[n])
        self._fresh.clear()
        return tuple(answer)
