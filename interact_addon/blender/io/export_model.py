# SPDX-License-Identifier: GPL-3.0-or-later
"""Export a scene's actors with their meshes, shape keys and motion as glTF, USD or FBX.

Blender's own exporters write them. They are given a scene that holds the actors, what they sit and rest on,
and nothing else, with the frames and the rate of the scene that they are in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.atomic_file import atomic_path
from ...core.foundation.errors import UsageError, WorkError
from ...core.foundation.findings import Finding
from ...core.foundation.literal_path import literal_output
from ...core.foundation.unwritten import cure_of_writing
from ...core.foundation.wording import some
from ...core.foundation.writing.named_files import check_named
from ...core.performance.export import ExportedFile
from ...core.performance.export.motion_options import MODELS
from ..characters.playback_detail import full_detail
from ..common.actors import StageActor
from ..common.motion_tag import refresh_motion, without_hashes
from ..compat import known_arguments
from ..editing.bake_layer import baked_for_export
from ..scene.props import props_in
from .plain_colours import plain_colours

__all__ = ["MODEL_SUFFIXES", "ModelExport", "export_model"]

MODEL_SUFFIXES = {"glb": ".glb", "usd": ".usdc", "fbx": ".fbx"}
_ADDONS = {"glb": "io_scene_gltf2", "fbx": "io_scene_fbx"}
_TITLES = {"glb": "glTF", "usd": "USD", "fbx": "FBX"}
_DIFFERS = {
    "glb": "time begins at 0 with the first frame, and a vertex keeps its four strongest bones",
    "usd": "marks such as spaces and dots in names become underscores",
}


@dataclass(frozen=True)
class ModelExport:
    """What was written.

    Attributes:
        file: The file, with its number of frames.
        findings: What the format does not hold.
        motion: Performance key -> which motion it is; a custom property of the armature says it in the file.
    """

    file: ExportedFile
    findings: tuple[Finding, ...]
    motion: Mapping[str, str] = field(default_factory=dict)


def export_model(
    scene: bpy.types.Scene,
    actors: Sequence[StageActor],
    path: Path,
    kind: str,
    *,
    frames: tuple[int, int] | None = None,
    overwrite: bool = False,
) -> ModelExport:
    """Export actors to one file, with the props of their scene, but not its set.

    Args:
        scene: The scene they are in.
        actors: Those to export.
        path: The file, with the format's extension.
        kind: ``glb``, ``usd`` or ``fbx``.
        frames: First and last Blender frame, both included; None for the scene's.
        overwrite: Whether to replace an existing file.

    Raises:
        UsageError: the file exists already, or the kind is unknown.
        WorkError: this Blender has no such exporter, or the file cannot be written.
    """
    if kind not in MODELS:
        raise UsageError(f"unknown format {kind!r}", cure=f"Use one of {', '.join(MODELS)}")
    check_named([path], overwrite=overwrite)
    first, last = frames or (scene.frame_start, scene.frame_end)
    props = [thing for thing in props_in(scene) if thing.type == "MESH"]
    meshes = [*(mesh for actor in actors for mesh in actor.meshes), *props]
    played = {actor.key: refresh_motion(actor.armature) for actor in actors}
    motion = {key: each for key, each in played.items() if each is not None}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            _exporter(kind) as write,
            full_detail(scene),
            baked_for_export(actors),
            plain_colours(meshes) as painted,
            _only(scene, [*(actor.armature for actor in actors), *meshes], first, last),
            without_hashes(actor.armature for actor in actors),
            atomic_path(path) as part,
            literal_output(part) as place,
        ):
            write(str(place))
    except (OSError, RuntimeError) as error:
        text = getattr(error, "strerror", None) or str(error).strip().partition("\n")[0]
        raise WorkError(
            f"the {_TITLES[kind]} file cannot be written ({text})",
            path=path,
            cure=cure_of_writing(path, error),
        ) from error
    return ModelExport(
        ExportedFile(kind, path, last - first + 1),
        tuple(_findings(kind, path, actors, painted)),
        motion,
    )


@contextmanager
def _exporter(kind: str) -> Iterator[Callable[[str], object]]:
    """Yield a function that writes the current context's scene to a path.

    Raises:
        WorkError: this Blender does not have the exporter.
    """
    module = _ADDONS.get(kind)
    started = False
    if module is not None:
        import addon_utils  # Blender's own; here: it is only where Blender is

        started = not addon_utils.check(module)[1]
        if started:
            # Refreshing extensions, which it is none of, would write into their folder.
            addon_utils.enable(module, default_set=False, refresh_handled=True)
        if not addon_utils.check(module)[1]:
            raise _absent(kind, f"its add-on {module} is missing or does not start")
    try:
        operator, arguments = _operator(kind)
        if operator is None:
            raise _absent(kind, "it was built without")
        chosen = known_arguments(operator, arguments)
        yield lambda path: operator(filepath=path, **chosen)
    finally:
        if started and module is not None:
            addon_utils.disable(module, default_set=False, refresh_handled=True)


def _operator(kind: str) -> tuple[Any, dict[str, Any]]:
    """Return an exporter's operator, None where there is none, and its arguments in any version."""
    if kind == "glb":
        return bpy.ops.export_scene.gltf, {
            "export_format": "GLB",
            "use_active_scene": True,
            "use_selection": True,  # else all children of armatures come along, from other scenes too
            "export_animation_mode": "ACTIVE_ACTIONS",
            "export_frame_range": True,
            "export_anim_slide_to_zero": True,
            "export_force_sampling": True,
            "export_optimize_animation_size": False,
            "export_def_bones": False,
            "export_vertex_color": "NONE",  # it would be multiplied with the base colour
            "export_morph_normal": False,
            "export_extras": True,  # custom properties, as the other two have them
        }
    if kind == "fbx":
        return bpy.ops.export_scene.fbx, {
            "object_types": {"ARMATURE", "MESH"},
            "add_leaf_bones": False,
            "bake_anim_use_nla_strips": False,
            "bake_anim_use_all_actions": False,
            "bake_anim_simplify_factor": 0.0,
            "mesh_smooth_type": "FACE",
            "use_custom_props": True,
        }
    usd = bpy.ops.wm.usd_export if bpy.app.build_options.usd else None
    return usd, {
        "export_animation": True,
        "export_armatures": True,
        "export_shapekeys": True,
        "only_deform_bones": False,
        "convert_world_material": False,
        "export_custom_properties": True,
    }


def _absent(kind: str, why: str) -> WorkError:
    return WorkError(
        f"this Blender cannot export {_TITLES[kind]}: {why}",
        cure="Use Blender from blender.org, or its module bpy from PyPI",
    )


@contextmanager
def _only(
    scene: bpy.types.Scene, things: Sequence[bpy.types.Object], first: int, last: int
) -> Iterator[None]:
    """Make a scene that holds only some things the context's, and remove it afterwards."""
    temporary: Any = bpy.data.scenes.new("InterAct export")
    try:
        for name in ("fps", "fps_base", "frame_map_old", "frame_map_new"):
            setattr(temporary.render, name, getattr(scene.render, name))
        temporary.frame_start, temporary.frame_end = first, last
        for thing in dict.fromkeys(things):
            temporary.collection.objects.link(thing)
            thing.select_set(True, view_layer=temporary.view_layers[0])
        with bpy.context.temp_override(scene=temporary, view_layer=temporary.view_layers[0]):
            temporary.frame_set(first)
            yield
    finally:
        bpy.data.scenes.remove(temporary)


def _findings(
    kind: str, path: Path, actors: Sequence[StageActor], painted: Sequence[str]
) -> Iterator[Finding]:
    title, name = _TITLES[kind], path.name
    if kind in _DIFFERS:
        yield Finding("model-format", f"{name}: in {title} {_DIFFERS[kind]}", path=str(path), level="info")
    if painted:
        text = (
            f"{name}: {title} has no node trees: {len(painted)} materials have their plain base colours"
            f" ({some(painted, 4)})"
        )
        yield Finding("plain-materials", text, path=str(path), level="info")
    if any(actor.strips for actor in actors):
        text = f"{name}: {title} holds no voices; 'interact export' without --to writes them"
        yield Finding("no-voices", text, path=str(path), level="info")
