# SPDX-License-Identifier: GPL-3.0-or-later
"""What one rendered scene says about costs: from its record, or from a probe."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...foundation.reading.strict_json import structured
from ...options.picture import RENDER_PRESETS, samples_of
from ...schema.fingerprint import RESULT_NUMBER
from .machine import Machine
from .timing import Stages, Timing, timing_in

__all__ = ["Measurement", "Picture", "measurement_in"]

_FEWEST_FRAMES = 20  # of a record without timing: its first frame cannot be told from the others
_MOST_BYTES = float(1 << 60)


@dataclass(frozen=True, slots=True)
class Picture:
    """What the cost of a frame depends on.

    Attributes:
        preset: The render preset, and with it the engine.
        stage_set: Where the people are.
        face: Whether one face is shown, not the scene.
        width: Pixels across.
        height: Pixels down.
        samples: Samples per pixel.
        device: ``cpu`` or ``gpu``, of what Cycles renders; empty where that is not known, or is no question.
    """

    preset: str
    stage_set: str
    face: bool
    width: int
    height: int
    samples: int
    device: str = ""

    def __post_init__(self) -> None:
        if self.device not in ("", "cpu", "gpu"):
            raise ValueError(f"there is no device {self.device[:20]!r}")
        if self.preset not in RENDER_PRESETS:
            raise ValueError(f"there is no preset {self.preset[:20]!r}")
        if not all(1 <= number <= 1 << 20 for number in (self.width, self.height, self.samples)):
            raise ValueError(f"a picture of {self.width}x{self.height} with {self.samples} samples")

    def on(self, device: str) -> Picture:
        """Return it as it was rendered on a device, such as ``OPTIX NVIDIA L4``; by Cycles, others stay."""
        if self.preset != "pathtraced" or not device:
            return self
        return replace(self, device="cpu" if device.startswith("CPU ") else "gpu")

    @property
    def work(self) -> float:
        """Millions of samples in a picture."""
        return self.width * self.height * self.samples / 1e6

    @property
    def size(self) -> str:
        """Its size in a few words."""
        size = f"{self.width}x{self.height}"
        if self.preset == "draft":  # which takes none
            return size
        return f"{size}, {self.samples} sample{'s' * (self.samples != 1)}"

    @property
    def text(self) -> str:
        """It in a few words."""
        set_ = "" if self.stage_set == "studio" else f", set {self.stage_set}"
        return f"{self.preset}{' faces' * self.face} {self.size}{set_}"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One rendered scene.

    Attributes:
        picture: What was rendered.
        machine: Where.
        timing: How long it took; None where its record does not say or has too few frames to say it.
        frames: Frames of the movie.
        rate: Frames per second.
        bytes: Size of video and movie together.
        probe: Whether it was rendered only to be measured.
        detailed: Whether the timing tells the first frame from the others.
    """

    picture: Picture
    machine: Machine
    timing: Timing | None
    frames: int = 0
    rate: float = 30.0
    bytes: float = 0.0
    probe: bool = False
    detailed: bool = True

    def __post_init__(self) -> None:
        if not (0.0 <= self.bytes <= _MOST_BYTES and 1e-3 <= self.rate <= 1e5 and self.frames >= 0):
            raise ValueError(f"{self.frames} frames, {self.rate:g} per second, {self.bytes:g} bytes")


def measurement_in(values: Mapping[str, Any], here: Machine) -> Measurement | None:
    """Return what a scene's record says, or None.

    Args:
        values: The record's content, which can be damaged or older than this version.
        here: This machine; records of before name their host only.
    """
    try:
        picture, options = values["options"]["picture"], values["options"]
        samples, preset = picture["samples"], str(picture["preset"])
        if samples is None and options.get("result") != RESULT_NUMBER:
            return None  # of a version whose presets took other numbers of samples
        of = Picture(
            preset,
            "none" if options.get("lights") == "none" else str(options.get("stage_set", "studio")),
            "face" in options,
            int(picture["width"]),
            int(picture["height"]),
            int(samples_of(preset, str(picture.get("quality", "medium")), samples)),
        ).on(str(values.get("device") or "CPU of before"))
        host = str(values.get("host", ""))
        timing = timing_in(values.get("timing"))
        detailed = timing is not None
        machine = here if timing is None and host == here.host else Machine(host, "", 1)
        if timing is None:
            timing = _before(values)
        elif "machine" in values:
            machine = structured(values["machine"], Machine)
        frames = int(values["frames"])
        size = float(values["movie"]["size"]) + float(values["video"]["size"])
        return Measurement(
            of, machine, timing, frames, frames / float(values["duration"]), size, detailed=detailed
        )
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        return None


def _before(values: Mapping[str, Any]) -> Timing | None:
    """Return the timing of a record that has only the seconds of its steps."""
    frames, seconds = int(values["frames"]), values["seconds"]
    if frames < _FEWEST_FRAMES:
        return None
    render = float(seconds["render"])
    if not math.isfinite(render):
        return None
    # Nothing says what its child had done before; the first frame counts like the others.
    each = render / frames
    stages = Stages(
        0.0, float(seconds.get("compose", 0.0)), each, render - each, float(seconds.get("mux", 0.0))
    )
    return Timing(frames, False, 2, False, stages, stages)
