# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the subtitles of a scene: SRT files, or the sentences of the extra set lip_acc."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ..dataset import Performance, Scene
from ..foundation.errors import AudioError
from ..foundation.findings import Finding
from ..video.subtitle_streams import Subtitles
from ..video.subtitles import Cue, read_srt, spoken_span

__all__ = ["SUBTITLES", "scene_subtitles", "subtitle_files"]

SUBTITLES = "subtitles"
_WHOLE = (Fraction(0), Fraction(10**6))


def subtitle_files(root: Path, source: Scene, actor: str | None = None) -> dict[str, Path]:
    """Return the SRT files of a scene: performance or scene key -> path.

    They are in the dataset's folder ``subtitles``: ``<scene key>.srt``, or one for each performance; that of
    the scene takes precedence. Times are from the beginning of the recordings.

    Args:
        root: The dataset's folder.
        source: The scene.
        actor: For a movie of one actor's face, the actor.
    """
    folder = root / SUBTITLES
    own = [p.key for p in source.performances if actor in (None, p.actor_id)]
    keys = [source.key, *own] if actor is None else own
    found = {key: path for key in keys if (path := folder / f"{key}.srt").is_file()}
    return {source.key: found[source.key]} if source.key in found else found


def scene_subtitles(
    root: Path, source: Scene, choice: str, actor: str | None = None
) -> tuple[Subtitles | None, tuple[Finding, ...]]:
    """Return the subtitles of a scene, and findings about them.

    Args:
        root: The dataset's folder.
        source: The scene.
        choice: One of ``SUBTITLE_CHOICES``.
        actor: For a movie of one actor's face, the actor.

    Returns:
        The subtitles, None if there are none or ``choice`` is ``off``; and the findings.

    Raises:
        InputError: An SRT file cannot be read.
    """
    if choice == "off":
        return None, ()
    files = subtitle_files(root, source, actor)
    cues = [cue for path in files.values() for cue in read_srt(path)]
    findings: list[Finding] = []
    for performance in source.performances:
        has_file = performance.key in files or source.key in files
        if performance.sentence is not None and not has_file and actor in (None, performance.actor_id):
            cues.append(Cue(*_spoken(performance, findings), performance.sentence))
    if not cues:
        return None, tuple(findings)
    return Subtitles(tuple(cues), burn_in=choice == "burn"), tuple(findings)


def _spoken(performance: Performance, findings: list[Finding]) -> tuple[Fraction, Fraction]:
    """Return when a sentence is spoken; the whole time if the voice is missing or unreadable."""
    if performance.voice is None:
        why = "missing voice"
    else:
        try:
            return spoken_span(performance.voice)
        except AudioError as error:
            why = error.message
    text = f"{performance.key}: the time of the sentence is unknown ({why}): it is shown throughout"
    findings.append(Finding("subtitle-all-the-time", text, path=str(performance.voice or "") or None))
    return _WHOLE
