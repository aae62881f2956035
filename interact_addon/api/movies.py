# SPDX-License-Identifier: GPL-3.0-or-later
"""Compose scenes in Blender, render movies of them, export edited performances."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.dataset import Dataset, Scene
from ..core.foundation.errors import UsageError
from ..core.foundation.findings import Finding
from ..core.jobs.entries import read_entries
from ..core.jobs.shown import with_layout
from ..core.options.batch import BatchOptions
from ..core.options.face import FaceOptions
from ..core.options.movie import ComposeOptions, MovieOptions
from ..core.performance import editing
from ..core.performance.casting.placement import Placement
from ..core.performance.editing import SceneEdit
from ..core.performance.export import ExportOptions
from ..core.rendering.batch import BatchResult, Listener, Task, plan_tasks, run_batch
from ..core.rendering.batch.reports import write_reports
from ..core.rendering.blender_faults import explain
from ..core.rendering.job_estimate import MACHINES, JobEstimate, estimate_job
from ..core.schema.fields import put
from ..core.video import find_ffmpeg
from .common import StrPath, dataset_folder, warn

if TYPE_CHECKING:
    import bpy

    from ..blender.io.export import ExportResult
    from ..blender.scene.again.replace import Replaced
    from ..blender.scene.compose import Composition

__all__ = ["compose", "estimate", "export", "render", "replace_actor", "require_blender", "scene_edit"]


def compose(
    scene: Scene,
    options: ComposeOptions | None = None,
    *,
    into: bpy.types.Scene | None = None,
    armatures: Mapping[str, bpy.types.Object] | None = None,
    placement: Placement | None = None,
    save: StrPath | None = None,
) -> Composition:
    """Compose a scene in this Blender: both actors, voices, camera, light and floor.

    Args:
        scene: The dataset's scene.
        options: Default: the built-in characters in front of the studio camera.
        into: The Blender scene to compose into. Default: a new file, which discards what was loaded. Required
            in a Blender with a window; for example ``bpy.context.scene``.
        armatures: Actor id (``001``) to the armature object that plays the actor.
        placement: Where and when the scene plays, such as ``Placement(x=4.0, turn=90.0, start=31)``: beside
            others, with ``ComposeOptions(mode="add")``. Default: as captured, from frame 1.
        save: Path of a ``.blend`` file to save the result to.

    Returns:
        The Blender ``scene``, ``actors`` (each with ``armature`` and ``meshes``), ``camera``, ``takes`` and
        ``findings``.

    Raises:
        UsageError: ``into`` is missing in a window, an armature cannot be used, ...
        InputError: a body or face cannot be read, a character is unsuitable, ...
        WorkError: Blender is not available in this Python, or the file cannot be saved.

    Example:
        >>> scene = interact.open_dataset("InterAct").scenes()[0]
        >>> composition = interact.compose(scene, interact.ComposeOptions(camera="side"))
        >>> [actor.armature.name for actor in composition.actors]
        ['Actor 001', 'Actor 002']
    """
    require_blender()
    import bpy  # imported here, as the modules below: not every Python has bpy

    if save is not None and Path(save).suffix.lower() != ".blend":
        raise UsageError(f"{os.fspath(save)} does not end in .blend")
    if into is None and not bpy.app.background:
        raise UsageError(
            "composing into a new file would discard the file that is open in the window",
            cure="Name the scene: compose(..., into=bpy.context.scene)",
        )
    from ..blender.common.session import fresh_scene, save_copy  # imports bpy
    from ..blender.scene.compose import compose as compose_scene  # imports bpy

    target = fresh_scene() if into is None else into
    composition = compose_scene(scene, options or ComposeOptions(), target, armatures, placement=placement)
    if save is not None:
        save_copy(Path(save))
    return composition


def replace_actor(
    scene: Scene,
    actor: str,
    options: ComposeOptions | None = None,
    *,
    into: bpy.types.Scene,
    armature: bpy.types.Object | None = None,
) -> Replaced:
    """Give one actor of a composed scene another character; everybody and everything else stays.

    Contacts with the others are kept as ``options.interaction`` says, to what they play now. The actor's edit
    layer is carried over where the bones are the same.

    Args:
        scene: The dataset's scene, which is composed in ``into``.
        actor: The actor's id, such as ``001``.
        options: Who plays (``cast``, ``height``, ``wear``, ``characters``, ``detail``), and ``interaction``.
        into: The Blender scene.
        armature: One of your armature objects, to play the actor from now on.

    Returns:
        ``armature``, ``meshes``, ``motion`` and ``findings``, also about what was lost.

    Raises:
        UsageError: the scene is not composed there, has no such actor, or the armature cannot be used.
        InputError: a body or face cannot be read, a character is unsuitable, ...
        WorkError: Blender is not available in this Python.

    Example:
        >>> scene = interact.open_dataset("InterAct").scenes()[0]
        >>> composition = interact.compose(scene)
        >>> options = interact.ComposeOptions(cast={"001": "omar"})
        >>> interact.replace_actor(scene, "001", options, into=composition.scene).motion
        'capture'
    """
    require_blender()
    from ..blender.scene.again.replace import replace_actor as replace  # imports bpy

    return replace(scene, actor, options or ComposeOptions(), into, armature)


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
    """Render movies with both voices in child Blenders, as ``interact render`` does; skip finished ones.

    Ctrl-C discards the frames in progress; repeat the call to resume.

    Args:
        what: Scenes, keys (the key of one actor's performance: a movie of that face), or job files.
        out: The folder for movies: ``body_renders/KEY.mp4``, ``face_renders/KEY.mp4``.
        options: Picture, camera, frames, sound, ...; values in a job file take precedence.
        dataset: The dataset of the scenes; required unless a job file names it.
        faces: Size and format of faces.
        batch: Number of parallel processes, retries, whether faces or clips are shown beside the scenes, ...
        on_event: Called with each event as a dict; see `core.rendering.batch.run.run_batch`.

    Returns:
        ``outcomes``, one per movie, with ``state`` (``done``, ``kept`` from an earlier run, ``failed``,
        ``left``) and ``report`` (``movie``, ``frames``, ``error``, ``findings``); likewise ``together``, of
        the movies of several parts; ``complete`` if nothing failed.

    Raises:
        UsageError, DatasetError, JobError: the request is invalid, or a scene or job file is not found.
        FfmpegError: ffmpeg is missing.

    Example:
        >>> dataset = interact.open_dataset("InterAct")
        >>> small = interact.PictureOptions(width=160, height=90)
        >>> options = interact.MovieOptions(interact.ComposeOptions(picture=small), interact.FrameRange(1, 2))
        >>> result = interact.render(dataset.scenes(), "movies", options, dataset=dataset)
        >>> [(outcome.state, outcome.report.movie.name) for outcome in result.outcomes]
        [('done', '20260101_001.mp4')]
    """
    options, batch, folder = options or MovieOptions(), batch or BatchOptions(), Path(out).resolve()
    find_ffmpeg(options.ffmpeg)
    tasks, findings = _planned(what, folder, options, dataset, faces, batch)
    warn(findings)
    result = run_batch(tasks, folder, batch, listener=on_event)
    if len(tasks) > 1 and batch.reports:
        write_reports(result, folder, findings)
    return result


def estimate(
    what: Scene | StrPath | Iterable[Scene | StrPath],
    options: MovieOptions | None = None,
    *,
    dataset: Dataset | StrPath | None = None,
    out: StrPath | None = None,
    faces: FaceOptions | None = None,
    batch: BatchOptions | None = None,
    machines: Sequence[int] = MACHINES,
) -> JobEstimate:
    """Estimate how long movies take on machines like this one, as ``interact job estimate``; render nothing.

    Args:
        what: As in `render`.
        options: Likewise.
        dataset: Likewise.
        out: The folder for movies: what is done there is not counted.
        faces: As in `render`.
        batch: How many Blenders at a time on each machine, whether faces are shown, the order.
        machines: On how many machines.

    Returns:
        ``schedules``, one for each number of machines, with ``seconds``, ``idle`` (from 0 to 1), ``busy``
        (seconds of all Blenders together) and ``longest_name``; ``check`` with ``failing``, and with
        ``bases``, what the seconds are made from; ``enough``; ``as_dict()``.

    Raises:
        UsageError, DatasetError, JobError: the request is invalid, or a scene or job file is not found.

    Example:
        >>> dataset = interact.open_dataset("InterAct")
        >>> found = interact.estimate(dataset.scenes(), dataset=dataset, machines=(1, 8))
        >>> [(each.machines, each.seconds > 0.0, each.longest_name) for each in found.schedules]
        [(1, True, '20260101_001'), (8, True, '20260101_001')]
    """
    folder = None if out is None else Path(out).resolve()
    options, batch = options or MovieOptions(), batch or BatchOptions()
    tasks, findings = _planned(what, folder or Path().resolve(), options, dataset, faces, batch)
    warn(findings)
    return estimate_job(tasks, folder, batch, machines)


def _planned(
    what: Scene | StrPath | Iterable[Scene | StrPath],
    out: Path,
    options: MovieOptions,
    dataset: Dataset | StrPath | None,
    faces: FaceOptions | None,
    batch: BatchOptions,
) -> tuple[list[Task], list[Finding]]:
    """Return the tasks of a request, and findings about the job."""
    asked = [what] if isinstance(what, (Scene, str, os.PathLike)) else what
    values = [each.key if isinstance(each, Scene) else os.fspath(each) for each in asked]
    root = dataset_folder(dataset)
    if isinstance(dataset, Dataset) and not dataset.why:  # its layout was given, and not recognised
        options = put(options, {"dataset_layout": dataset.layout.name})
    layout = options.compose.take.dataset_layout
    entries, findings = read_entries(values, root, layout)
    entries = with_layout(entries, batch.layout, root, layout)
    return plan_tasks(entries, out, options, dataset=root, faces=faces), findings


def scene_edit(scene: Scene, options: ComposeOptions | None = None) -> SceneEdit:
    """Cut a scene as the camera ``edit`` does, without rendering it.

    Args:
        scene: The scene.
        options: Options of composing: ``edit_style``, who plays, the size of the picture.

    Returns:
        ``edit`` and ``findings``. An edit has ``shots``, each with ``place``, ``first``, ``end`` (frames from
        0, the end excluded) and ``reason``; ``table`` with the average shot length, breaches of rules and how
        much of the speech is on a speaker or a reaction; ``text()``, ``csv()`` and ``as_dict()``.

    Raises:
        InputError: a body cannot be read, or nobody can play it.

    Example:
        >>> edit = interact.scene_edit(interact.open_dataset("InterAct").scenes()[0]).edit
        >>> edit.shots[0].first, edit.shots[-1].end, edit.table.line_breaches, edit.table.short
        (0, 120, 0, 0.0)
    """
    return editing.scene_edit(scene, options)


def export(
    scene: bpy.types.Scene, options: ExportOptions, *, actors: Sequence[str] = ()
) -> list[ExportResult]:
    """Export performances from a Blender scene to a dataset folder.

    Args:
        scene: The Blender scene, such as ``composition.scene``.
        options: The folder (``root``), the frames, and which files to write.
        actors: Ids (``001``) or keys; all actors by default.

    Returns:
        One result per performance: ``key``, ``files``, ``findings``.

    Raises:
        UsageError: files exist already, an actor is not in the scene, ...
        WorkError: Blender is not available in this Python, or a file cannot be written.

    Example:
        >>> composition = interact.compose(interact.open_dataset("InterAct").scenes()[0])
        >>> options = interact.ExportOptions(Path("edited"))
        >>> results = interact.export(composition.scene, options, actors=["001"])
        >>> [file.path.name for file in results[0].files]
        ['20260101_001_001.bvh', '20260101_001_001.npy', '20260101_001_001.wav']
    """
    require_blender()
    # Imported here: it imports bpy, which not every Python has.
    from ..blender.io.export import chosen_actors, export_performance

    return [export_performance(scene, actor, options) for actor in chosen_actors(scene, actors)]


def require_blender() -> None:
    """Raise if this Python has no Blender, with the command line's message.

    Raises:
        WorkError: the module ``bpy`` is missing, or a system library that it needs.
    """
    try:
        # Imported here: not every Python has bpy.
        import bpy  # noqa: F401
    except ImportError as error:
        raise explain(error) or error from None
