# SPDX-License-Identifier: GPL-3.0-or-later
"""The example's hour: the export is the edit, undo steps back through all of it, and redo on again."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

import interact_addon as interact
from interact_addon.blender import compat
from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.editing.handle_builder import turns_of
from interact_addon.core.animation.rotations import quaternion_conjugate, quaternion_multiply

pytestmark = pytest.mark.blender

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "animators_hour.py"
FRAMES = range(1, 121)
STEPS = (
    "start",
    "composed",
    "a handle",
    "the hand reaches",
    "the hand missed",
    "a smile",
    "ten frames",
    "002",
)


@dataclass
class Hour:
    """What there was after each step, as told, undone and redone; what was shown, and shown again."""

    said: list[str] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)
    undone: list[dict[str, Any]] = field(default_factory=list)
    redone: list[dict[str, Any]] = field(default_factory=list)
    edited: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    again: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    motions: list[str | None] = field(default_factory=list)
    faces: dict[str, np.ndarray] = field(default_factory=dict)


def state() -> dict[str, Any]:
    """All that a file has of objects, keys, tracks, constraints and drivers."""
    found: dict[str, Any] = {}
    for thing in bpy.data.objects:
        shapes = getattr(thing.data, "shape_keys", None)
        found[f"object {thing.name}"] = (
            thing.type, thing.parent and thing.parent.name, thing.data and thing.data.name,
            tuple(map(tuple, thing.matrix_basis)), thing.hide_viewport, thing.hide_render,
            tuple(group.name for group in thing.users_collection),
            tuple(modifier.name for modifier in thing.modifiers), tracks(thing), shapes and tracks(shapes),
            len(getattr(thing.data, "vertices", ())), tuple(slot.name for slot in thing.material_slots),
            tuple(sorted((key, repr(value)) for key, value in thing.items())),
        )  # fmt: skip
        for bone in thing.pose.bones if thing.pose else ():
            for one in bone.constraints:
                found[f"constraint {thing.name} {bone.name} {one.name}"] = (one.type, one.target.name)
    for action in bpy.data.actions:
        for slot, curve in slotted_curves(action):
            keys = np.empty((3, 2 * len(curve.keyframe_points)), np.float32)
            for row, name in zip(keys, ("co", "handle_left", "handle_right"), strict=True):
                curve.keyframe_points.foreach_get(name, row)
            found[f"curve {action.name} {slot} {curve.data_path} {curve.array_index}"] = keys.tobytes()
    for kind in ("meshes", "materials", "images", "collections", "cameras", "lights", "sounds", "actions"):
        found[kind] = sorted((block.name, block.use_fake_user) for block in getattr(bpy.data, kind))
    return found


def slotted_curves(action: Any) -> Iterator[tuple[str, Any]]:
    if not hasattr(action, "slots"):
        yield from (("", curve) for curve in action.fcurves)
        return
    for layer in action.layers:
        for strip in layer.strips:
            for slot in action.slots:
                bag = strip.channelbag(slot)
                yield from ((slot.identifier, curve) for curve in (bag.fcurves if bag else ()))


def tracks(block: Any) -> Any:
    data = block.animation_data
    action = compat.action_of(block)
    return data and (
        action and action.name,
        tuple((curve.data_path, curve.array_index, curve.driver.expression) for curve in data.drivers),
        tuple(
            (
                track.name, track.mute, strip.action.name, strip.frame_start, strip.frame_end,
                strip.action_frame_start, strip.blend_type, strip.influence,
            )
            for track in data.nla_tracks for strip in track.strips
        ),
    )  # fmt: skip


def shown(scene: Any) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """(F, B, 4, 4) all bones in the world and (F, K) all shape keys of each actor, frame by frame."""
    actors = actors_of(scene)
    found: dict[str, tuple[list[Any], list[Any]]] = {actor.key: ([], []) for actor in actors}
    for frame in FRAMES:
        scene.frame_set(frame)
        graph = bpy.context.evaluated_depsgraph_get()
        for actor in actors:
            rig = actor.armature.evaluated_get(graph)
            flat = np.empty(16 * len(rig.pose.bones), np.float32)
            rig.pose.bones.foreach_get("matrix", flat)
            local = flat.reshape(-1, 4, 4).transpose(0, 2, 1).astype(np.float64)
            found[actor.key][0].append(np.array(rig.matrix_world) @ local)
            keys = [mesh.data.shape_keys.evaluated_get(graph) for mesh in actor.face_meshes]
            found[actor.key][1].append([block.value for each in keys for block in each.key_blocks])
    return {key: (np.array(bones), np.array(face)) for key, (bones, face) in found.items()}


@pytest.fixture(scope="module")
def hour(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Hour:
    """The example's hour, undone, done again, exported, and the export composed in another file."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    spec = importlib.util.spec_from_file_location("animators_hour", EXAMPLE)
    example: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    found, out = Hour(), tmp_path_factory.mktemp("hour")
    tell = example.done

    def done(text: str) -> None:
        bpy.context.scene.frame_set(1)
        tell(text)
        found.said.append(text)
        found.states.append(state())

    example.done = done
    done("start")
    scene = example.hour(interact.open_dataset(demo_root).scenes()[0])
    for _ in STEPS[1:]:
        assert bpy.ops.ed.undo() == {"FINISHED"}
        found.undone.append(state())
    for _ in STEPS[1:]:
        assert bpy.ops.ed.redo() == {"FINISHED"}
        found.redone.append(state())
    scene = bpy.context.scene
    found.edited = shown(scene)
    results = interact.export(scene, interact.ExportOptions(out))
    found.motions = [result.motion for result in results]
    found.faces = {path.stem: np.load(path) for path in sorted((out / "face_arkit").glob("*.npy"))}
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    options = interact.ComposeOptions(picture=example.SMALL, cast={**example.CAST, "002": "omar"})
    exported = interact.open_dataset(out).scenes()[0]
    found.again = shown(interact.compose(exported, options, into=bpy.context.scene).scene)
    return found


def test_each_step_is_undone_and_done_again(hour: Hour) -> None:
    assert [text.startswith(step) for text, step in zip(hour.said, STEPS, strict=True)] == [True] * len(STEPS)
    for step, states in (("undone", [*hour.undone[::-1], hour.states[-1]]), ("redone", hour.redone)):
        expected = hour.states if step == "undone" else hour.states[1:]
        for text, was, now in zip(hour.said[-len(expected) :], expected, states, strict=True):
            assert was.keys() == now.keys(), (step, text)
            changed = [name for name, value in was.items() if now[name] != value]
            assert changed == [], (step, text)
    assert all(one != other for one, other in zip(hour.states, hour.states[1:], strict=False))


def test_the_hand_does_not_miss_any_more(hour: Hour) -> None:
    said = next(text for text in hour.said if text.startswith("the hand missed"))
    was, now = (float(word) for word in said.replace("mm", "").replace(",", "").split() if word[0].isdigit())
    assert was == pytest.approx(50.0, abs=0.01)
    assert now < 1.0


def test_the_export_is_the_edit(hour: Hour, demo_root: Path) -> None:
    assert hour.motions == ["edited", "capture"]
    assert list(hour.edited) == list(hour.again)
    for key, (bones, face) in hour.edited.items():
        again, face_again = hour.again[key]
        one, other = (turns_of(each.reshape(-1, 4, 4)) for each in (bones, again))
        turn = quaternion_multiply(quaternion_conjugate(one), other)
        angles = np.degrees(2 * np.arctan2(np.linalg.norm(turn[:, 1:], axis=1), np.abs(turn[:, 0])))
        assert angles.max() < 1e-4, key
        assert np.abs(bones[..., :3, 3] - again[..., :3, 3]).max() < 1e-5, key
        np.testing.assert_array_equal(face, face_again)
    smile, key = interact.ARKIT_51.index("mouthSmileLeft"), min(hour.faces)
    before = np.load(next(demo_root.rglob(f"{key}.npy")))
    assert hour.faces[key][59, smile] - before[59, smile] > 0.2
