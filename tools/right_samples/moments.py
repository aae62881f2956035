# SPDX-License-Identifier: GPL-3.0-or-later
"""What is rendered to judge samples by: ten frames of two datasets, and the settings that are tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions

__all__ = ["MOMENTS", "SETTINGS", "Moment", "staged"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame.

    Attributes:
        dataset: Its folder in the folder of datasets.
        key: The scene.
        camera: From where it is seen.
        stage_set: Where the people are.
        frame: Blender's frame.
    """

    dataset: str
    key: str
    camera: str
    stage_set: str
    frame: int

    @property
    def scene(self) -> tuple[str, str, str, str]:
        """What it has in common with other moments of one composed scene."""
        return self.dataset, self.key, self.camera, self.stage_set

    @property
    def name(self) -> str:
        """It as a part of a file's name."""
        return f"{self.key}_{self.camera.replace(':', '-')}_{self.stage_set}_{self.frame:04d}"


_TALK, _DANCE = ("interact_mini", "20231119_051"), ("interact_contact", "20231215_206")
MOMENTS = (
    Moment(*_TALK, "front", "studio", 120),
    Moment(*_TALK, "front", "studio", 470),
    Moment(*_TALK, "front", "studio", 800),
    Moment(*_TALK, "two_shot", "studio", 250),
    Moment(*_TALK, "two_shot", "studio", 650),
    Moment(*_TALK, "close:001", "studio", 300),
    Moment(*_TALK, "close:002", "studio", 600),
    Moment(*_TALK, "front", "room", 400),
    Moment(*_TALK, "front", "outdoors", 400),
    Moment(*_DANCE, "front", "studio", 260),
)


def _as_set(scene: Any) -> None:
    """The preset's settings."""


def _reference(scene: Any) -> None:
    """Nothing is saved, and no noise is that of the pictures which are compared."""
    scene.cycles.seed = 1
    scene.cycles.use_adaptive_sampling = False


def _cycles(**values: object) -> Callable[[Any], None]:
    return lambda scene: _put(scene.cycles, values)


def _eevee(**values: object) -> Callable[[Any], None]:
    return lambda scene: _put(scene.eevee, values)


def _put(settings: Any, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


SETTINGS: dict[str, Callable[[Any], None]] = {
    "preset": _as_set,
    "reference": _reference,
    "no denoiser": _cycles(use_denoising=False),
    "fast prefilter": _cycles(denoising_prefilter="FAST"),
    "no prefilter": _cycles(denoising_prefilter="NONE"),
    "balanced denoiser": _cycles(denoising_quality="BALANCED"),
    "threshold 0.03": _cycles(adaptive_threshold=0.03),
    "threshold 0.1": _cycles(adaptive_threshold=0.1),
    "4 bounces": _cycles(max_bounces=4),
    "8 bounces": _cycles(max_bounces=8),
    "no rays": _eevee(use_raytracing=False),
    "2 shadow rays": _eevee(shadow_ray_count=2),
    "3 shadow steps": _eevee(shadow_step_count=3),
    "fast GI 1:2": _eevee(fast_gi_resolution="2"),
    "fast GI 1:8": _eevee(fast_gi_resolution="8"),
    "light threshold 0.05": _eevee(light_threshold=0.05),
}


def staged(
    datasets: Path, moments: tuple[Moment, ...], picture: PictureOptions
) -> Iterator[tuple[Moment, Any]]:
    """Yield each moment with its scene, composed and at the frame; the next one can be the same scene."""
    for _, same in groupby(moments, lambda moment: moment.scene):
        together = list(same)
        one = together[0]
        options = ComposeOptions(picture=picture, camera=one.camera, stage_set=one.stage_set, sound=False)
        scene = fresh_scene()
        compose(Dataset.open(datasets / one.dataset).scene(one.key), options, scene)
        for moment in together:
            scene.frame_set(moment.frame)
            yield moment, scene
