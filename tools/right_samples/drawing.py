# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of moments with different samples and settings, each rendered once and kept in a folder."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from interact_addon.blender.common.presets import apply_picture
from interact_addon.core.options.picture import PictureOptions

from .moments import SETTINGS, Moment, staged

__all__ = ["Way", "draw", "picture_of", "reference", "seconds_of"]


@dataclass(frozen=True, slots=True)
class Way:
    """How a moment is rendered: the preset, one of `SETTINGS`, and the samples."""

    preset: str
    setting: str
    samples: int

    @property
    def name(self) -> str:
        """It as a part of a file's name."""
        return f"{self.preset}_{self.setting.replace(' ', '-').replace(':', '_')}_{self.samples:03d}"


MOST = 256


def reference(preset: str) -> Way:
    """Return how the pictures are rendered that others are compared with."""
    return Way(preset, "reference", MOST)


def picture_of(folder: Path, moment: Moment, way: Way) -> Path:
    """Return the file of a picture, there or not."""
    return folder / f"{moment.name}__{way.name}.png"


def seconds_of(folder: Path, moment: Moment, way: Way) -> float:
    """Return the processor's seconds that a picture took."""
    return float(json.loads(picture_of(folder, moment, way).with_suffix(".json").read_text())["seconds"])


def draw(
    datasets: Path, folder: Path, moments: Sequence[Moment], ways: Sequence[Way], size: tuple[int, int]
) -> None:
    """Render what is not there yet.

    Args:
        datasets: The folder that holds the datasets of the moments.
        folder: Where the pictures are, and beside each the seconds it took.
        moments: Those of one scene one after another.
        ways: The first of a moment also loads its shaders and meshes, which its seconds count.
        size: Width and height in pixels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = tuple(
        moment for moment in moments if not all(picture_of(folder, moment, way).is_file() for way in ways)
    )
    for moment, scene in staged(datasets, missing, PictureOptions("final", *size)):
        for way in ways:
            path = picture_of(folder, moment, way)
            if not path.is_file():
                apply_picture(scene, PictureOptions(way.preset, *size, samples=way.samples))
                with _set(scene, way.setting):
                    seconds = _render(scene, path)
                path.with_suffix(".json").write_text(json.dumps({"seconds": seconds}))
                print(f"{path.name}: {seconds:.1f} s", flush=True)


@contextmanager
def _set(scene: Any, setting: str) -> Iterator[None]:
    """Change what ``setting`` changes, and put it back: a preset does not set all of it."""
    before = [
        (settings, each.identifier, getattr(settings, each.identifier))
        for settings in (scene.cycles, scene.eevee)
        for each in settings.bl_rna.properties
        if not each.is_readonly and each.type in ("BOOLEAN", "INT", "FLOAT", "ENUM")
    ]
    SETTINGS[setting](scene)
    try:
        yield
    finally:
        for settings, name, value in before:
            if getattr(settings, name) != value:
                setattr(settings, name, value)


def _render(scene: Any, path: Path) -> float:
    part = path.with_suffix(".part.png")
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGB"
    scene.render.filepath = str(part)
    before = _cpu()
    bpy.ops.render.render(write_still=True)
    seconds = _cpu() - before
    part.rename(path)
    return seconds


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
