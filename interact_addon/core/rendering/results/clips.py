# SPDX-License-Identifier: GPL-3.0-or-later
"""The clip that belongs to a scene, unless it is a movie that this program has made of it."""

from __future__ import annotations

import os
from pathlib import Path

from ...dataset import Scene
from ...dataset.clips import CLIP_FOLDERS
from ...foundation.errors import InputError, UsageError
from ...jobs.request import RenderRequest
from .layout import Layout
from .record import is_as_recorded, read_record

__all__ = ["check_clips_stay", "made_here", "scene_clip"]


def scene_clip(scene: Scene) -> Path:
    """Return the clip that belongs to a scene.

    Raises:
        InputError: It has none, or only what this program has made.
    """
    clip = scene.video
    if clip is None:
        where = f" as {CLIP_FOLDERS[0]}/{scene.key}.mp4" if scene.layout == "interact" else ""
        raise InputError(
            f"scene {scene.key} has no clip that could be shown beside it",
            cure=f"Add one to the dataset's folder{where}, or choose another layout",
        )
    if made_here(clip):
        raise InputError(
            f"scene {scene.key} has no clip of its own: this one was rendered here, as its record says",
            path=clip,
            cure="Choose another layout, or put the clip that belongs to the scene in its place",
        )
    return clip


def check_clips_stay(request: RenderRequest, root: Path) -> None:
    """Check that a movie that is rendered into a dataset's own folder would replace none of its clips.

    Args:
        request: What is to be rendered.
        root: The dataset's folder.

    Raises:
        UsageError: it would.
    """
    try:
        if not request.out.samefile(root):
            return
    except OSError:  # it is not there yet
        return
    layout = Layout(request.out).of(request)
    for path in (layout.movie(request.name), layout.video(request.name)):
        if path.parent.name in CLIP_FOLDERS and os.path.lexists(path) and not made_here(path):
            raise UsageError(
                "the dataset's own clip would be replaced: no record says that it was rendered here",
                path=path,
                cure="Choose another folder with --out",
            )


def made_here(path: Path) -> bool:
    """Whether the record of a delivered movie says that this program has made the file, as it is now."""
    folder = path.parent
    if folder.name not in CLIP_FOLDERS:
        return False
    movies, _ = CLIP_FOLDERS
    record = read_record(folder.with_name(movies) / f"{path.stem}.json")
    if record is None:
        return False
    entry = record.form.movie if folder.name == movies else record.form.video
    return entry is not None and entry.file == path.name and is_as_recorded(path, entry)
