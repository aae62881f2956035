# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact export --to``: scenes of a dataset, or a .blend, as other programs' files and as arrays."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..core.dataset import Scene, SceneFilter
from ..core.dataset.names import split_key
from ..core.foundation.errors import InteractError, UsageError
from ..core.foundation.findings import Finding
from ..core.options.movie import ComposeOptions
from ..core.options.take import TakeOptions
from ..core.performance.export import ExportedFile
from ..core.performance.export.motion_options import MODELS, MotionExportOptions
from ..core.performance.export.motions import write_arrays, write_files, write_motions
from ..core.performance.labels import matching
from ..core.performance.motion_sources import scene_people
from ..core.performance.training import TrainingOptions, training_arrays
from .console import Console
from .options import opened_dataset, read_options

__all__ = ["export_blend", "export_scenes"]

_Written = tuple[tuple[ExportedFile, ...], tuple[Finding, ...]]


def export_scenes(args: argparse.Namespace, console: Console) -> int:
    """Export scenes of a dataset; one that fails does not stop the others.

    Raises:
        UsageError: what is asked for is not clear.
        InteractError: the only scene that is asked for cannot be exported.
    """
    if args.dataset is None:
        raise UsageError(
            "scenes are exported from a dataset", cure="Name its folder with --dataset, or a .blend"
        )
    if not args.to:
        raise UsageError("scenes of a dataset are exported into another form", cure="Name it with --to")
    if not args.what and not args.where:
        raise UsageError("nothing to export", cure="Name scenes, or choose them with --where key=")
    options = read_options(args, MotionExportOptions(args.to))
    take = read_options(args, TakeOptions())
    dataset = opened_dataset(args)
    named: dict[str, list[str]] = {}  # scene -> the actors whose keys were given; none for all
    for key in args.what:
        scene, actor = dataset.scene(key), split_key(key)[1]
        actors = named.setdefault(scene.key, [] if actor is None else [scene.performance(actor).actor_id])
        if actor is None:
            actors.clear()
        elif actors and actor not in actors:
            actors.append(scene.performance(actor).actor_id)
    scenes = [dataset.scene(key) for key in named] if args.what else dataset.scenes()
    scenes, odd = matching(scenes, SceneFilter.parse(args.where))
    for finding in odd:
        console.warn(finding)
    if not scenes:
        raise UsageError(
            f"no scene of {args.dataset} fits {' and '.join(args.where)}",
            cure="See what there is with: interact scenes",
        )
    training = read_options(args, TrainingOptions()) if args.to == "arrays" else None
    done: list[tuple[str, _Written]] = []
    failed: list[tuple[str, InteractError]] = []
    with console.progress(f"exporting {args.to}", len(scenes)) as bar:
        for scene in scenes:
            try:
                cast = _chosen(scene, args.actor or named.get(scene.key, []))
                done.append((scene.key, _export(scene, cast, args.out, options, take, training, console)))
            except InteractError as error:
                if len(scenes) == 1:
                    raise
                failed.append((scene.key, error))
            bar.advance()
    _report(console, done, failed)
    return 1 if failed else 0


def _chosen(scene: Scene, actors: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the chosen actors, in the scene's order; all without a choice."""
    if not actors:
        return scene.actor_ids
    known = {one.actor_id: one for one in scene.performances} | {one.key: one for one in scene.performances}
    absent = [actor for actor in actors if actor not in known]
    if absent:
        there = ", ".join(scene.actor_ids)
        raise UsageError(f"{', '.join(absent)} is not in {scene.key}", cure=f"Its actors are {there}")
    return tuple(one.actor_id for one in scene.performances if any(known[actor] is one for actor in actors))


def _export(
    scene: Scene,
    actors: tuple[str, ...],
    out: Path,
    options: MotionExportOptions,
    take: TakeOptions,
    training: TrainingOptions | None,
    console: Console,
) -> _Written:
    if training is not None:
        if options.frames is not None:
            raise UsageError("--frames is not for arrays: they have all frames of a scene")
        if actors != scene.actor_ids:
            raise UsageError("arrays are of both people of a scene", cure="Leave --actor out")
        arrays = training_arrays(scene, training, take)
        writer = partial(write_arrays, arrays=arrays.as_arrays(), frames=arrays.joints.shape[1])
        path = out / f"{scene.key}.npz"
        return write_files("arrays", {path: writer}, overwrite=options.overwrite), arrays.findings
    if options.to in MODELS:
        return _model_of_scene(scene, actors, out, options, take, console)
    people, findings = scene_people(scene, options, take, actors)
    written = write_motions(scene.key, people, out, options)
    return written.files, (*findings, *written.findings)


def _model_of_scene(
    scene: Scene,
    actors: tuple[str, ...],
    out: Path,
    options: MotionExportOptions,
    take: TakeOptions,
    console: Console,
) -> _Written:
    compose_options = ComposeOptions(
        take=replace(take, rate=options.rate or take.rate), lights="none", sound=False
    )
    with console.others_to(Path(tempfile.gettempdir()) / "interact-export.log"):
        # Blender prints while it is imported.
        from ..blender.common.actors import actors_of
        from ..blender.common.session import fresh_scene
        from ..blender.io.export_model import MODEL_SUFFIXES, export_model
        from ..blender.scene.compose import compose

        composition = compose(scene, compose_options, fresh_scene())
        keys = [each.key for each in scene.performances if each.actor_id in actors]
        path = out / f"{scene.key}{MODEL_SUFFIXES[options.to]}"
        frames = None if options.frames is None else (options.frames.first, options.frames.last)
        model = export_model(
            composition.scene,
            [each for each in actors_of(composition.scene) if each.key in keys],
            path,
            options.to,
            frames=frames,
            overwrite=options.overwrite,
        )
    return (model.file,), (*composition.findings, *model.findings)


def export_blend(args: argparse.Namespace, console: Console) -> int:
    """Export the actors of a .blend as they are in its scene.

    Raises:
        UsageError: arrays are asked for, or files exist already.
    """
    options = read_options(args, MotionExportOptions(args.to))
    if args.to == "arrays":
        raise UsageError(
            "training arrays are made of a dataset's scenes",
            cure="Export the .blend without --to, or --to bvh, and then what is in that folder",
        )
    blend = Path(args.what[0])
    with console.others_to(Path(tempfile.gettempdir()) / "interact-export.log"):
        # Blender prints while it is imported.
        from ..blender.io.export import chosen_actors
        from ..blender.io.export_model import MODEL_SUFFIXES, export_model
        from ..blender.io.export_motions import sampled_people
        from ..blender.rendering.blend_movie import open_blend

        scene = open_blend(blend, args.scene or "")
        actors = chosen_actors(scene, args.actor)
        written: _Written
        if args.to in MODELS:
            frames = None if options.frames is None else (options.frames.first, options.frames.last)
            path = args.out / f"{blend.stem}{MODEL_SUFFIXES[args.to]}"
            model = export_model(scene, actors, path, args.to, frames=frames, overwrite=options.overwrite)
            written = (model.file,), model.findings
        else:
            people, findings = sampled_people(scene, actors, options)
            motions = write_motions(blend.stem, people, args.out, options)
            written = motions.files, (*findings, *motions.findings)
    _report(console, [(blend.stem, written)], [])
    return 0


def _report(
    console: Console, done: list[tuple[str, _Written]], failed: list[tuple[str, InteractError]]
) -> None:
    for _, (files, findings) in done:
        for finding in findings:
            console.warn(finding)
        for file in files:
            console.line(f"{file.path}: {file.length} frames")
    for key, error in failed:
        console.note(f"interact: {key}: {error}")
    console.json(
        {
            "exported": [
                {
                    "key": key,
                    "files": [str(file.path) for file in files],
                    "frames": max((file.length for file in files), default=0),
                    "findings": [finding.as_dict() for finding in findings],
                }
                for key, (files, findings) in done
            ],
            "failed": [{"key": key, "error": str(error)} for key, error in failed],
        }
    )
