# SPDX-License-Identifier: GPL-3.0-or-later
"""BEAT2, as EMAGE has it: one speaker a file, SMPL-X rotations and FLAME expressions, speech and its words.

::

    smplxflame_30/2_scott_0_1_1.npz     speaker's number, name, and which recording
    wave16k/2_scott_0_1_1.wav
    textgrid/2_scott_0_1_1.TextGrid

As PantoMatrix/PantoMatrix has it (FORMATS 1.4). The expressions are not ARKit's weights: the form ``smpl``
reports them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.findings import Finding
from ..model import Performance, Scene
from ..names import performance_key
from .found_files import names_in
from .layout import ListedScenes, OwnKeys, actor_id, nothing_of

__all__ = ["LAYOUT"]

_BODIES, _VOICES, _WORDS = "smplxflame_30", "wave16k", "textgrid"
_SPEAKER = re.compile(r"\d+_([A-Za-z]+)_.+")
_RATE = Fraction(30)


@dataclass(frozen=True)
class _Beat2:
    name: str = "beat2"
    title: str = "BEAT2"

    def recognise(self, root: Path) -> str | None:
        """By the folder of bodies."""
        bodies = names_in(root / _BODIES, ".npz", most=20)
        return f"{_BODIES}/{bodies[0]}" if bodies else None

    def open(self, root: Path) -> ListedScenes[str]:
        """List three folders."""
        stems = [name[: -len(".npz")] for name in names_in(root / _BODIES, ".npz")]
        if not stems:
            raise nothing_of(self, root, f"{_BODIES}/*.npz")
        voices = {name[: -len(".wav")]: name for name in names_in(root / _VOICES, ".wav")}
        words = {name[: -len(".textgrid")]: name for name in names_in(root / _WORDS, ".textgrid")}

        def make(key: str, stem: str) -> Scene:
            speaker = _SPEAKER.fullmatch(stem)
            actor = actor_id(speaker[1] if speaker is not None else "speaker")
            voice = root / _VOICES / voices[stem] if stem in voices else None
            findings = []
            if voice is None:
                path = root / _VOICES / f"{stem}.wav"
                findings.append(Finding("missing-voice", f"scene {key} has no {path}", path=str(path)))
            performance = Performance(
                performance_key(key, actor),
                actor,
                None,
                body=root / _BODIES / f"{stem}.npz",
                voice=voice,
                form="smpl",
                words=root / _WORDS / words[stem] if stem in words else None,
            )
            return Scene(
                key,
                "",
                0,
                (performance,),
                findings=tuple(findings),
                layout=self.name,
                alone=True,
                parts=("body", "voice"),
            )

        own_key = OwnKeys()
        return ListedScenes(root, {own_key(stem): stem for stem in stems}, make, _RATE)


LAYOUT = _Beat2()
