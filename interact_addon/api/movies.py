# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes in Blender, and movies of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.dataset import Dataset, Scene
from ..core.foundation.errors import NO_BLENDER, NO_BLENDER_CURE, UsageError, WorkError
from ..core.jobs.entries import read_entries
from ..core.options.batch import BatchOptions
from ..core.options.face import FaceOptions
from ..core.options.movie import ComposeOptions, MovieOptions
from ..core.performance.export import ExportOptions
from ..core.rendering.batch import BatchResult, Listener, plan_tasks, run_batch
from ..core.rendering.batch.reports import write_reports
from ..core.video import find_ffmpeg
from .common import StrPath, dataset_folder, warn

if TYPE_CHECKING:
    import bpy

    from ..blender.io.export import ExportResult
    from ..blender.scene.compose import Composition

__all__ = ["compose", "export", "render"]


def compose(
    scene: Scene,
    options: ComposeOptions | None = None,
    *,
    into: bpy.types.Scene | None = None,
    armatures: Mapping[str, bpy.types.Object] | None = None,
    save: StrPath | None = None,
) -> Composition:
    """Put a scene together in this Blender: both actors, voices, camera, light and floor.

    Args:
        scene: The dataset's scene.
        options: How; the built-in people in front of the studio's camera by default.
        into: The Blender scene to compose into. By default a fresh file: what was loaded is forgotten. In
            Blender's window it has to be named, such as ``bpy.context.scene``.
        armatures: Actor id (``001``) to an armature object of yours that plays the actor.
        save: A ``.blend`` to save everything that is loaded as.

    Returns:
        The Blender ``scene``, ``actors`` (each with ``armature`` and ``meshes``), ``camera``, ``takes`` and
        ``findings``.

    Raises:
        UsageError: ``into`` is missing in a window, an armature cannot be used, ...
        InputError: a body or face cannot be read, a character does not fit, ...
        WorkError: there is no Blender here, or the file cannot be saved.

    Example:
        >>> scene = interact.open_dataset("InterAct").scenes()[0]
        >>> composition = interact.compose(scene, interact.ComposeOptions(camera="side"))
        >>> [actor.armature.name for actor in composition.actors]
        ['Actor 001', 'Actor 002']
    """
    _require_blender()
    import bpy  # here, as its users below: not every Python has it

    if save is not None and Path(save).suffix.lower() != ".blend":
        raise UsageError(f"{os.fspath(save)} does not end in .blend")
    if into is None and not bpy.app.background:
        raise UsageError(
            "composing into a fresh file would forget the one in the window",
            cure="Name the scene: compose(..., into=bpy.context.scene)",
        )
    from ..blender.common.session import fresh_scene, save_copy  # imports bpy
    from ..blender.scene.compose import compose as compose_scene  # imports bpy

    target = fresh_scene() if into is None else into
    composition = compose_scene(scene, options or ComposeOptions(), target, armatures)
    if save is not None:
        save_copy(Path(save))
    return composition


def render(
    what: Scene | StrPath | Iterable[Scene | StrPath],
    out: StrPath,
    options: MovieOptions | None = None,
    *,
    dataset: Dataset | StrPath | None = None,
    faces: FaceOptions | None = None,
    batch: BatchOptions | None = None,
    on_event: Listener | None = None,
) -> BatchResult:
    """Make movies with both voices in child Blenders, as ``interact render`` does; only what is not done.

    Ctrl-C drops the frames at work; the same call again goes on from there.

    Args:
        what: Scenes, keys (of one actor's performance: that face), or job files.
        out: The folder for movies: ``body_renders/KEY.mp4``, ``face_renders/KEY.mp4``.
        options: Picture, camera, frames, sound, ...; what a job file says goes before them.
        dataset: Where the scenes are; needed where no job file names it.
        faces: Size and format of faces.
        batch: How many at a time, how often again, ...
        on_event: Called with each event, a dict; see `core.rendering.batch.run.run_batch`.

    Returns:
        ``outcomes``, one a movie, with ``state`` (``done``, ``kept`` from before, ``failed``, ``left``) and
        ``report`` (``movie``, ``frames``, ``error``, ``findings``); ``complete`` where nothing failed.

    Raises:
        UsageError, DatasetError, JobError: what is asked for cannot be found or understood.
        FfmpegError: there is no ffmpeg.

    Example:
        >>> dataset = interact.open_dataset("InterAct")
        >>> small = interact.PictureOptions(width=160, height=90)
        >>> options = interact.MovieOptions(interact.ComposeOptions(picture=small), interact.FrameRange(1, 2))
        >>> result = interact.render(dataset.scenes(), "movies", options, dataset=dataset)
        >>> [(outcome.state, outcome.report.movie.name) for outcome in result.outcomes]
        [('done', '20260101_001.mp4')]
    """
    options, batch, folder = options or MovieOptions(), batch or BatchOptions(), Path(out).resolve()
    asked = [what] if isinstance(what, (Scene, str, os.PathLike)) else what
    words = [each.key if isinstance(each, Scene) else os.fspath(each) for each in asked]
    root = dataset_folder(dataset)
    find_ffmpeg(options.ffmpeg)
    entries, findings = read_entries(words, root)
    warn(findings)
    tasks = plan_tasks(entries, folder, options, dataset=root, faces=faces)
    result = run_batch(tasks, folder, batch, listener=on_event)
    if len(tasks) > 1 and batch.reports:
        write_reports(result, folder, findings)
    return result


def export(
    scene: bpy.types.Scene, options: ExportOptions, *, actors: Sequence[str] = ()
) -> list[ExportResult]:
    """Write performances as they play in a Blender scene back into a dataset folder.

    Args:
        scene: The Blender scene, such as ``composition.scene``.
        options: The folder (``root``), frames, and what is written.
        actors: Ids (``001``) or keys; all actors by default.

    Returns:
        One result a performance: ``key``, ``files``, ``findings``.

    Raises:
        UsageError: files are there already, an actor is not in the scene, ...
        WorkError: there is no Blender here, or a file cannot be written.

    Example:
        >>> composition = interact.compose(interact.open_dataset("InterAct").scenes()[0])
        >>> options = interact.ExportOptions(Path("edited"))
        >>> results = interact.export(composition.scene, options, actors=["001"])
        >>> [file.path.name for file in results[0].files]
        ['20260101_001_001.bvh', '20260101_001_001.npy', '20260101_001_001.wav']
    """
    _require_blender()
    # Here: it imports bpy, which not every Python has.
    from ..blender.io.export import chosen_actors, export_performance

    return [export_performance(scene, actor, options) for actor in chosen_actors(scene, actors)]


def _require_blender() -> None:
    """Refuse a Python without Blender in the words that the command line uses.

    Raises:
        WorkError: there is no module ``bpy``.
    """
    try:
        # Here: not every Python has it.
        import bpy  # noqa: F401
    except ModuleNotFoundError:
        raise WorkError(NO_BLENDER, cure=NO_BLENDER_CURE) from None
