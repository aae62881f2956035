# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything in this folder runs inside Blender, each test in an empty main file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

bpy = pytest.importorskip("bpy", reason="these tests need Blender (the bpy module)")

from interact_addon.core.animation.skeleton import Skeleton  # noqa: E402
from interact_addon.core.face.arkit import ARKIT_51  # noqa: E402


def _from_factory_settings() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.preferences.is_dirty = False


@pytest.fixture(scope="session")
def _factory_settings() -> None:
    _from_factory_settings()


@pytest.fixture(autouse=True)
def empty_file(_factory_settings: None) -> None:
    """An empty main file with factory settings.

    Reading the settings registers Blender's add-ons again, five times the time of the file alone: only where
    something has changed them (which Blender marks, also an add-on that was enabled or disabled).
    """
    if bpy.context.preferences.is_dirty:
        _from_factory_settings()
    else:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


@pytest.fixture
def make_armature() -> Callable[[Skeleton], object]:
    """Builds an armature with a skeleton's joints as bones, turned every which way at rest."""

    def build(skeleton: Skeleton) -> object:
        data = bpy.data.armatures.new("rig")
        rig = bpy.data.objects.new("rig", data)
        bpy.context.scene.collection.objects.link(rig)
        bpy.context.view_layer.objects.active = rig
        bpy.ops.object.mode_set(mode="EDIT")
        for j, head in enumerate(skeleton.rest_positions()):
            bone = data.edit_bones.new(skeleton.names[j])
            bone.head = head
            bone.tail = head + [0.03 * ((j % 3) - 1), 0.05, 0.04]
            bone.roll = 0.7 * j
            if skeleton.parents[j] >= 0:
                bone.parent = data.edit_bones[skeleton.names[skeleton.parents[j]]]
        bpy.ops.object.mode_set(mode="OBJECT")
        return rig

    return build


@pytest.fixture
def pose_heads() -> Callable[..., object]:
    """(F, J, 3) world places of pose bone heads at frames."""
    import numpy as np

    def heads(rig: object, names: list[str], frames: list[int]) -> object:
        order = [rig.pose.bones.find(name) for name in names]
        every = np.empty(3 * len(rig.pose.bones), dtype=np.float32)
        out = np.empty((len(frames), len(names), 3))
        for row, frame in enumerate(frames):
            bpy.context.scene.frame_set(frame)
            evaluated = rig.evaluated_get(bpy.context.evaluated_depsgraph_get())
            world = np.array(evaluated.matrix_world)
            evaluated.pose.bones.foreach_get("head", every)
            out[row] = every.reshape(-1, 3)[order] @ world[:3, :3].T + world[:3, 3]
        return out

    return heads


@pytest.fixture
def face_mesh() -> Callable[..., object]:
    """Makes a mesh of three vertices with shape keys, not yet in a scene."""

    def make(name: str, shapes: tuple[str, ...] = ARKIT_51) -> object:
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
        thing = bpy.data.objects.new(name, mesh)
        thing.shape_key_add(name="Basis")
        for shape in shapes:
            thing.shape_key_add(name=shape, from_mix=False).value = 0.0
        return thing

    return make


@pytest.fixture
def put_on(face_mesh: Callable[..., object]) -> Callable[..., object]:
    """Puts a take on the stage without a character: bones, a face of three vertices, the voice."""
    from interact_addon.blender import compat
    from interact_addon.blender.animation.body import apply_motion
    from interact_addon.blender.animation.face import apply_face
    from interact_addon.blender.characters.armature import build_armature
    from interact_addon.blender.common.actors import actors_of, tag_performance
    from interact_addon.blender.common.sound import add_voices

    def put(scene: object, take: object, first_frame: int = 1, voice: object = None) -> object:
        key, skeleton = take.performance.key, take.body.skeleton
        tails = skeleton.rest_positions() + [0.01, 0.03, 0.04]
        armature = build_armature(skeleton, tails, (), name=key)
        scene.collection.objects.link(armature)
        body = apply_motion(armature, take.body, name=key, first_frame=first_frame)
        tag_performance(armature, key)
        if take.face is not None:
            face = face_mesh(f"{key} face")
            face.parent = armature
            scene.collection.objects.link(face)
            apply_face([face], take.face, name=key, first_frame=first_frame, shared=body.action)
        voice = voice or take.voice
        if voice is not None and compat.has_audio():
            for strip in add_voices(scene, [(f"voice {key}", voice)], first_frame=first_frame)[0]:
                tag_performance(strip, key)
        return next(actor for actor in actors_of(scene) if actor.armature == armature)

    return put
