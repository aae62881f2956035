# SPDX-License-Identifier: GPL-3.0-or-later
"""The labels of a scene's actors: those of the dataset, else those found from the motion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..animation.skeleton import Motion
from ..dataset import Performance, Scene, SceneFilter
from ..foundation.errors import InputError
from ..foundation.findings import Finding
from ..labels import Interval, Labels, found_labels, read_labels, read_words
from ..options.take import TakeOptions
from .lengths import DEFAULT_RATE, peek_body
from .take import load_take, scene_up

__all__ = ["SceneLabels", "label_seconds", "labels_of", "matching", "scene_labels", "words_of"]


@dataclass(frozen=True, eq=False)
class SceneLabels:
    """What the actors of a scene do and say.

    Attributes:
        labels: Performance key -> its labels; without those of which nothing is known.
        words: Performance key -> the spoken words, in seconds; without those of which none are known.
        findings: What is odd about them, and files that cannot be read.
    """

    labels: Mapping[str, Labels]
    words: Mapping[str, tuple[Interval, ...]]
    findings: tuple[Finding, ...]


def labels_of(
    performance: Performance, body: Motion | None, prefer: str = "auto"
) -> tuple[Labels | None, tuple[Finding, ...]]:
    """Return an actor's labels: of the dataset's file, else found from the motion, if there is one.

    Args:
        performance: The performance.
        body: Its motion at any rate: the labels get its rate and length. None: only a file counts.
        prefer: Which body the file belongs to, as in `Performance.body_path`.

    Returns:
        The labels, or None; and findings about them, or why the file cannot be read.
    """
    findings: tuple[Finding, ...] = ()
    if performance.labels is not None:
        try:
            frames, rate = _length(performance, prefer)
            labels = read_labels(performance.labels, frames, rate)
            if body is not None:
                labels = labels.resampled(body.rate, body.frames)
            return labels, labels.findings
        except InputError as error:
            findings = (_unreadable("labels", error),)
    return None if body is None else found_labels(body), findings


def label_seconds(labels: Labels) -> dict[str, float]:
    """Return for how many seconds each label holds that occurs, in the order of their names."""
    counts = np.bincount(labels.codes[labels.codes >= 0], minlength=len(labels.names)).tolist()
    rate = float(labels.rate)
    return {name: frames / rate for name, frames in zip(labels.names, counts, strict=True) if frames}


def words_of(performance: Performance) -> tuple[tuple[Interval, ...], tuple[Finding, ...]]:
    """Return the words that an actor says, or none; and why they cannot be read."""
    if performance.words is None:
        return (), ()
    try:
        return read_words(performance.words), ()
    except InputError as error:
        return (), (_unreadable("words", error),)


def scene_labels(scene: Scene, options: TakeOptions | None = None, *, find: bool = True) -> SceneLabels:
    """Return the labels and words of a scene's actors.

    Args:
        scene: The scene.
        options: How bodies are read, of actors without a file of labels.
        find: Whether labels are found from the motion where the dataset has none.
    """
    options = options or TakeOptions()
    labels: dict[str, Labels] = {}
    words: dict[str, tuple[Interval, ...]] = {}
    findings: list[Finding] = []
    for performance in scene.performances:
        own, odd = labels_of(performance, None, options.bodies)
        if own is None and find and performance.body_path(options.bodies) is not None:
            try:
                alone = replace(performance, face_arkit=None, voice=None)
                body = load_take(alone, options, scene_up(scene, options)).body
                own = found_labels(body)
            except InputError as error:
                findings.append(_unreadable("body", error))
        said, unread = words_of(performance)
        findings += [*odd, *unread]
        if own is not None:
            labels[performance.key] = own
        if said:
            words[performance.key] = said
    return SceneLabels(labels, words, tuple(findings))


def matching(
    scenes: Iterable[Scene],
    wanted: SceneFilter,
    options: TakeOptions | None = None,
    on_scene: Callable[[], None] | None = None,
) -> tuple[list[Scene], tuple[Finding, ...]]:
    """Return the scenes that a filter matches; those without files of labels by labels that are found.

    Args:
        scenes: The scenes.
        wanted: The filter.
        options: How bodies are read, if the filter asks for labels.
        on_scene: Called after each scene.

    Returns:
        The scenes, and findings about files of captions and labels that were read.
    """
    findings: list[Finding] = []

    def names(scene: Scene) -> frozenset[str]:
        found = scene_labels(scene, options)
        findings.extend(found.findings)
        return frozenset(name for labels in found.labels.values() for name in labels.occurring)

    fitting = []
    for scene in scenes:
        if wanted.matches(scene, names):
            fitting.append(scene)
        if wanted.asks_for("text"):
            findings += scene.caption_findings
        if on_scene is not None:
            on_scene()
    return fitting, tuple(dict.fromkeys(findings))


def _length(performance: Performance, prefer: str) -> tuple[int | None, Fraction]:
    """Return the number of frames that a file of labels should have, and its rate."""
    path = performance.body_path(prefer)
    return (None, DEFAULT_RATE) if path is None else peek_body(performance, path)


def _unreadable(what: str, error: InputError) -> Finding:
    return Finding(f"unreadable-{what}", str(error).rstrip("."), path=error.path, line=error.line)
