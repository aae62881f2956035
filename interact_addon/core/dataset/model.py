# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene and its performances, as found in a dataset folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ..foundation.choices import Choice, check_choice, ids
from ..foundation.errors import DatasetError
from ..foundation.findings import Finding
from .captions import read_captions

__all__ = ["BODIES", "BODY_CHOICES", "Performance", "Scene"]

BODIES: tuple[Choice, ...] = (
    Choice(
        "auto",
        "Automatic",
        "The actors' own proportions for built-in people, the retargeted ones for others",
        0,
    ),
    Choice("bvhs", "Own Proportions", "Motion on the actors' own proportions (bvhs): contacts are exact", 1),
    Choice(
        "bvhs_retarget", "Retargeted", "Motion on the standing characters' proportions (bvhs_retarget)", 2
    ),
)
BODY_CHOICES = ids(BODIES)


@dataclass(frozen=True, slots=True)
class Performance:
    """One actor's part in a scene. A path is None if the file is missing.

    Attributes:
        key: Such as ``20231119_001_051``.
        actor_id: Such as ``001``.
        sex: ``male``, ``female``, or None if unknown.
        body: The motion on the actor's own proportions (``bvhs``).
        body_retarget: The motion on the standing characters' proportions (``bvhs_retarget``).
        face_arkit: ARKit weights.
        face_ict: ICT-FaceKit weights.
        voice: The voice recording.
        sentence: The text that is read aloud, in the extra set lip_acc; else None.
        form: What the body's file is: ``bvh``, or a form of `core.animation.motion_files`.
        person: Which person in the body's file, where it holds several; else empty.
        units: The unit of length of a BVH as the layout has it; empty where the options say it.
        up: Its up axis, likewise.
        rate: Frames per second of a body that does not say it, or None for its form's usual rate.
        rates: Frames per second that headers of the layout's BVHs are known to say wrongly, and true ones.
        ground: Whether the body's height means nothing, so that its feet are put on the floor.
        labels: A file with a label per frame, such as sit, walk, stand.
        words: A TextGrid with the spoken words and their times.
    """

    key: str
    actor_id: str
    sex: str | None
    body: Path | None = None
    body_retarget: Path | None = None
    face_arkit: Path | None = None
    face_ict: Path | None = None
    voice: Path | None = None
    sentence: str | None = None
    form: str = "bvh"
    person: str = ""
    units: str = ""
    up: str = ""
    rate: Fraction | None = None
    rates: tuple[tuple[Fraction, Fraction], ...] = ()
    ground: bool = False
    labels: Path | None = None
    words: Path | None = None

    def body_path(self, prefer: str = "auto") -> Path | None:
        """Return the motion file to use.

        Args:
            prefer: ``bvhs`` or ``bvhs_retarget`` for that one only; ``auto`` for the actor's own
                proportions, else the other.

        Returns:
            The path, or None if the file is missing.

        Raises:
            UsageError: ``prefer`` is not in ``BODY_CHOICES``.
        """
        check_choice("choice of bodies", prefer, BODY_CHOICES)
        if prefer == "bvhs_retarget":
            return self.body_retarget
        if prefer == "bvhs":
            return self.body
        return self.body or self.body_retarget

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        paths = ("body", "body_retarget", "face_arkit", "face_ict", "voice", "labels", "words")
        value: dict[str, object] = {"key": self.key, "actor_id": self.actor_id, "sex": self.sex}
        if self.sentence is not None:
            value["sentence"] = self.sentence
        return value | {
            name: None if getattr(self, name) is None else str(getattr(self, name)) for name in paths
        }


@dataclass(frozen=True, slots=True)
class Scene:
    """Two people with one scenario on one day.

    Attributes:
        key: Such as ``20231119_051``.
        date: ``YYYYMMDD``; empty where a dataset has none.
        scenario_id: The number in ``scenarios.db``; 0 where a dataset has none.
        performances: One per actor; the man first where known, else by actor id. Normally two.
        relationship: Such as ``old friends``, or None if unknown.
        emotion: Such as ``joy``, or None.
        character_setup: Description of the two characters, or None.
        text: Description of what happens, or None.
        findings: What is missing or invalid; each message names the file.
        faces_only: True in the extra set lip_acc: one actor's face and voice, without a body.
        layout: The dataset's layout, such as ``interact`` or ``inter-x``.
        action: What they do, in the dataset's words, such as ``Hug``; or None.
        caption_file: A text with one caption per line, or None; `captions` reads it.
        video: A clip that belongs to the scene, such as the one that HERO's people react to, or None.
        alone: True where the dataset has one person per scene, so that no partner is missing.
        parts: What each performance of the dataset has; what it never has is not missing.
        root: The dataset that it was found in; None for loose files.
    """

    key: str
    date: str
    scenario_id: int
    performances: tuple[Performance, ...]
    relationship: str | None = None
    emotion: str | None = None
    character_setup: str | None = None
    text: str | None = None
    findings: tuple[Finding, ...] = ()
    faces_only: bool = False
    layout: str = "interact"
    action: str | None = None
    caption_file: Path | None = None
    video: Path | None = None
    alone: bool = False
    parts: tuple[str, ...] = ("body", "face", "voice")
    root: Path | None = field(default=None, compare=False)
    # What was read of the caption file: nothing yet, or the captions and what is wrong with them.
    _read: list[tuple[tuple[str, ...], tuple[Finding, ...]]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @property
    def captions(self) -> tuple[str, ...]:
        """Sentences that say what happens; read when first asked for, and none if the file is unreadable."""
        return self._read_captions()[0]

    @property
    def captions_known(self) -> bool:
        """Whether `captions` needs no file any more."""
        return self.caption_file is None or bool(self._read)

    @property
    def caption_findings(self) -> tuple[Finding, ...]:
        """Why the captions cannot be read."""
        return self._read_captions()[1]

    def _read_captions(self) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
        if self.caption_file is None:
            return (), ()
        if not self._read:
            try:
                self._read.append((read_captions(self.caption_file), ()))
            except DatasetError as error:
                text = str(error).rstrip(".")
                found = Finding("unreadable-captions", text, path=error.path, line=error.line)
                self._read.append(((), (found,)))
        return self._read[0]

    @property
    def actor_ids(self) -> tuple[str, ...]:
        """The actors' ids, in the order of the performances."""
        return tuple(performance.actor_id for performance in self.performances)

    @property
    def missing(self) -> tuple[str, ...]:
        """Missing parts that a movie needs, such as ``face 006`` or ``partner``."""
        named = []
        for performance in self.performances:
            for what, path in (
                ("body", performance.body_path()),
                ("face", performance.face_arkit or (performance.face_ict if self.faces_only else None)),
                ("voice", performance.voice),
            ):
                if path is None and what in self.parts and not (what == "body" and self.faces_only):
                    named.append(f"{what} {performance.actor_id}")
        alone = len(self.performances) < 2 and not (self.faces_only or self.alone)
        return (*named, "partner") if alone else tuple(named)

    def performance(self, actor_id: str) -> Performance:
        """Return one actor's part.

        Raises:
            DatasetError: That actor is not in this scene.
        """
        for performance in self.performances:
            if performance.actor_id == actor_id:
                return performance
        raise DatasetError(
            f"actor {actor_id} is not in scene {self.key}", cure=f"Its actors are {', '.join(self.actor_ids)}"
        )

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values; reads the captions."""
        more = {} if self.caption_file is None else {"captions": list(self.captions)}
        return more | {
            "key": self.key,
            "date": self.date,
            "scenario_id": self.scenario_id,
            "relationship": self.relationship,
            "emotion": self.emotion,
            "character_setup": self.character_setup,
            "text": self.text,
            "layout": self.layout,
            "action": self.action,
            "performances": [performance.as_dict() for performance in self.performances],
            "findings": [finding.as_dict() for finding in self.findings],
        }
