# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the subtitles of a scene: SRT files, sentences, spoken words, or a caption of what happens.

For each actor the first of these counts: an SRT file, the sentence of lip_acc, the words of a TextGrid. Where
no actor has any, the scene's first caption is shown throughout: it has no times.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from ..dataset import Performance, Scene
from ..foundation.errors import AudioError, InputError
from ..foundation.findings import Finding
from ..foundation.reading.folder_names import may_have_any
from ..labels import Interval, read_words
from ..video.subtitle_streams import Subtitles
from ..video.subtitles import Cue, read_srt, spoken_span

__all__ = ["SUBTITLES", "scene_subtitles", "shown_files", "spoken_lines", "subtitle_files"]

SUBTITLES = "subtitles"
_WHOLE = (Fraction(0), Fraction(10**6))
# A line of words ends at a pause, or when it is as long as subtitles usually are.
_PAUSE, _LINE_LETTERS, _LINE_SECONDS = 0.6, 42, 6.0


def subtitle_files(root: Path, source: Scene, actor: str | None = None) -> dict[str, Path]:
    """Return the SRT files of a scene: performance or scene key -> path.

    They are in the dataset's folder ``subtitles``: ``<scene key>.srt``, or one for each performance; that of
    the scene takes precedence. Times are from the beginning of the recordings.

    Args:
        root: The dataset's folder.
        source: The scene.
        actor: For a movie of one actor's face, the actor.
    """
    folder = os.path.join(root, SUBTITLES)  # noqa: PTH118 (of tens of thousands of scenes)
    own = [p.key for p in source.performances if actor in (None, p.actor_id)]
    keys = [source.key, *own] if actor is None else own
    if not may_have_any(folder, [f"{key}.srt" for key in keys], without=False):
        return {}
    found = {key: path for key in keys if (path := Path(folder, f"{key}.srt")).is_file()}
    return {source.key: found[source.key]} if source.key in found else found


def shown_files(root: Path, source: Scene, actor: str | None = None) -> dict[str, Path]:
    """Return all files whose texts are shown as subtitles: performance or scene key -> path.

    Args:
        root: The dataset's folder.
        source: The scene.
        actor: For a movie of one actor's face, the actor.
    """
    found = subtitle_files(root, source, actor)
    found |= {
        one.key: one.words for one in _without_lines(source, found, actor) if one.words and not one.sentence
    }
    if not found and source.caption_file is not None and _captioned(source, actor):
        found[source.key] = source.caption_file
    return found


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
    spoken = bool(files)
    for performance in _without_lines(source, files, actor):
        spoken |= performance.sentence is not None or performance.words is not None
        if performance.sentence is not None:
            cues.append(Cue(*_spoken(performance, findings), performance.sentence))
        elif performance.words is not None:
            try:
                cues += spoken_lines(read_words(performance.words))
            except InputError as error:
                text = f"{str(error).rstrip('.')}: the words are not shown"
                findings.append(Finding("unreadable-words", text, path=error.path, line=error.line))
    if not spoken and _captioned(source, actor):
        cues += [Cue(*_WHOLE, caption) for caption in source.captions[:1]]
        findings += source.caption_findings
    if not cues:
        return None, tuple(findings)
    return Subtitles(tuple(cues), burn_in=choice == "burn"), tuple(findings)


def spoken_lines(words: Sequence[Interval]) -> list[Cue]:
    """Return words as subtitles of a line each, shown while they are spoken."""
    lines: list[list[Interval]] = []
    for word in words:
        line = lines[-1] if lines else []
        letters = sum(len(said.text) + 1 for said in line) + len(word.text)
        follows = bool(line) and word.start - line[-1].end <= _PAUSE
        if follows and letters <= _LINE_LETTERS and word.end - line[0].start <= _LINE_SECONDS:
            line.append(word)
        else:
            lines.append([word])
    times = [(_milliseconds(line[0].start), _milliseconds(line[-1].end)) for line in lines]
    return [
        Cue(start, end, " ".join(word.text for word in line))
        for line, (start, end) in zip(lines, times, strict=True)
        if 0 <= start < end
    ]


def _milliseconds(seconds: float) -> Fraction:
    return Fraction(round(seconds * 1000), 1000)


def _without_lines(source: Scene, files: Mapping[str, Path], actor: str | None) -> list[Performance]:
    """Return the performances of which no SRT file says what is spoken."""
    if source.key in files:
        return []
    return [one for one in source.performances if one.key not in files and actor in (None, one.actor_id)]


def _captioned(source: Scene, actor: str | None) -> bool:
    """Whether captions belong into a movie: they tell what happens, so not into that of one of two faces."""
    return actor is None or source.actor_ids == (actor,)


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
