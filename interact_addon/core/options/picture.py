# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pictures of a movie are like: preset, size, samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..foundation.choices import Choice, ids
from ..schema.fields import NOTHING, check_fields, option
from ..schema.kinds import OneOf, Size, Whole

__all__ = [
    "DEVICES",
    "PRESETS",
    "QUALITIES",
    "RENDER_PRESETS",
    "SAMPLES",
    "SIZE",
    "UNLIT",
    "PictureOptions",
    "samples_of",
]

PRESETS: tuple[Choice, ...] = (
    Choice("draft", "Draft", "Our own drawing, with or without a graphics card: the fastest", 3),
    Choice("preview", "Preview", "Workbench: fast, flat light", 0),
    Choice("final", "Final", "EEVEE: soft light and shadows", 1),
    Choice("pathtraced", "Path-traced", "Cycles: the best light, and the slowest", 2),
)
RENDER_PRESETS = ids(PRESETS)
UNLIT = ("draft", "preview")
"""The presets that need no lamps and show a mesh's own colours."""
QUALITIES: tuple[Choice, ...] = (
    Choice("low", "Low", "Fewer samples: quick, with grain and rough edges", 0),
    Choice("medium", "Medium", "As many samples as the eye needs", 1),
    Choice("high", "High", "So many samples that more would show no difference", 2),
)
SAMPLES: Mapping[str, Mapping[str, int]] = {
    "draft": {"low": 1, "medium": 1, "high": 1},
    "preview": {"low": 1, "medium": 2, "high": 5},
    "final": {"low": 4, "medium": 16, "high": 64},
    "pathtraced": {"low": 4, "medium": 32, "high": 128},
}
"""Samples per pixel of each preset at each quality; of ``preview``, 1 is no anti-aliasing, and 2 is FXAA.

Measured by `tools/right_samples`: docs/guide/render.md has the numbers. Medium: by FLIP, over all frames,
95 in 100 pixels differ from the reference by at most 0.05 and 99 by at most 0.08. EEVEE has it with 8, but
there grain is seen in soft shadows on clothes, which 16 hide. Low: 95 in 100 pixels by at most 0.1. Of
``preview`` 5 are nearer to 16 and 32 than 8 are, in 0.7 of their time.
"""
DEVICES: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "A graphics card that Cycles can use, else the processor", 0),
    Choice("cpu", "Processor", "Cycles renders on the processor", 1),
    Choice("gpu", "Graphics Card", "Cycles renders on a graphics card; it is an error if there is none", 2),
    Choice("optix", "OptiX", "On NVIDIA's cards, by OptiX", 3),
    Choice("cuda", "CUDA", "On NVIDIA's cards, by CUDA", 4),
    Choice("hip", "HIP", "On AMD's cards", 5),
    Choice("oneapi", "oneAPI", "On Intel's cards", 6),
    Choice("metal", "Metal", "On Apple's", 7),
)


def samples_of(preset: str, quality: str, samples: int | None = None) -> int:
    """Return how many samples per pixel are taken.

    Args:
        preset: One of ``RENDER_PRESETS``.
        quality: One of ``QUALITIES``.
        samples: What is set instead; None for the preset's own number at this quality.

    Raises:
        KeyError: there is no such preset or quality.
    """
    return samples or SAMPLES[preset][quality]


_SIDE = Whole(16, 16384, even=True)  # H.264 with 4:2:0 colours wants even numbers
SIZE = Size(_SIDE)
_GROUP = "the picture"


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """What the pictures of a movie are like.

    Attributes:
        preset: ``draft`` (drawn by Blender's gpu module), ``preview`` (Workbench), ``final`` (EEVEE) or
            ``pathtraced`` (Cycles).
        width: Pixels across; even, as H.264 with 4:2:0 colours wants it.
        height: Pixels down; even.
        samples: Samples per pixel, or None for the preset's own number at this quality.
        quality: ``low``, ``medium`` or ``high``: how many samples that is.
        device: What Cycles renders on, one of ``DEVICES``.
    """

    preset: str = option(
        "preview",
        OneOf(PRESETS),
        label="Preset",
        help="How the pictures are rendered",
        group=_GROUP,
    )
    width: int = option(
        1280,
        _SIDE,
        label="Width",
        help="Pixels across, an even number",
        name="size",
        joined=SIZE,
        whole="Pixels",
        group=_GROUP,
        metavar="WxH",
    )
    height: int = option(
        720, _SIDE, label="Height", help="Pixels down, an even number", name="size", joined=SIZE, group=_GROUP
    )
    samples: int | None = option(
        None,
        Whole(1, 65536),
        label="Samples",
        help="Samples per pixel",
        group=_GROUP,
        metavar="N",
        none=(0, "as many as the quality takes"),
    )
    quality: str = option(
        "medium",
        OneOf(QUALITIES),
        label="Quality",
        help="How many samples a preset takes, where their number is not set",
        group=_GROUP,
        new=True,
    )
    device: str = option(
        "auto",
        OneOf(DEVICES),
        label="Device",
        help="What path-traced pictures are rendered on; other presets draw on the card that Blender takes",
        group=_GROUP,
        affects=NOTHING,
        new=True,
    )

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def samples_taken(self) -> int:
        """Samples per pixel: those that are set, or the preset's at this quality."""
        return samples_of(self.preset, self.quality, self.samples)
