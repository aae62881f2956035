# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a scene as a whole."""

from __future__ import annotations

from ..audio import read_wav_info
from ..foundation.errors import AudioError
from .model import Measure, Measured, Measurer
from .performed import Performed

__all__ = ["LENGTHS"]

_MEASURE = Measure(
    "length_mismatch",
    "Length mismatch",
    "frames",
    "Longest minus shortest of the bodies, faces and voices of the scene, in whole frames.",
    "ours",
    "low",
    "scene",
)


def _mismatch(scene: Performed, _source: Performed | None) -> list[Measured]:
    lengths: dict[str, int] = {}
    unread = []
    for person in scene.people:
        lengths[f"body of {person.actor}"] = person.motion.frames
        if person.face is not None:
            at_rate = person.face.frames * scene.rate / person.face.rate
            lengths[f"face of {person.actor}"] = round(at_rate)
        if person.voice is not None:
            try:
                info = read_wav_info(person.voice)
            except AudioError:
                unread.append(f"voice of {person.actor}")
            else:
                lengths[f"voice of {person.actor}"] = round(info.duration * scene.rate)
    longest, shortest = max(lengths, key=lengths.__getitem__), min(lengths, key=lengths.__getitem__)
    value = lengths[longest] - lengths[shortest]
    notes = []
    if value:
        notes.append(f"{longest}: {lengths[longest]}, {shortest}: {lengths[shortest]}")
    notes += [f"without the {each}, which cannot be read" for each in unread]
    frame = min(lengths[shortest], scene.frames - 1) if value and scene.frames else None
    return [Measured(_MEASURE.id, "", float(value), "; ".join(notes), frame)]


LENGTHS = Measurer((_MEASURE,), _mismatch)
