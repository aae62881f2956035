# SPDX-License-Identifier: GPL-3.0-or-later
"""Create a Blender camera from a :class:`~interact_addon.core.camera.framing.View`."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from ...core.animation.rotations import continuous, matrix_to_quaternion
from ...core.camera.framing import Lens, View
from ...core.camera.places import FAR, NEAR
from ..common.keys import Channel, write_action

__all__ = ["aim_camera", "build_camera"]


def build_camera(
    view: View, lens: Lens, *, name: str, first_frame: int = 1, near: float = NEAR, far: float = FAR
) -> bpy.types.Object:
    """Create a camera object, keyed if the view moves; not yet in any collection.

    Args:
        view: Position and rotation.
        lens: Focal length and sensor; the size of the picture is set in the scene.
        name: Name of the object.
        first_frame: Blender frame of a moving view's first position.
        near: Metres from the camera at which its picture begins.
        far: And at which it ends.
    """
    camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    aim_camera(camera, view, lens, first_frame=first_frame, near=near, far=far)
    return camera


def aim_camera(
    camera: bpy.types.Object,
    view: View,
    lens: Lens,
    *,
    first_frame: int = 1,
    near: float = NEAR,
    far: float = FAR,
) -> None:
    """Set a camera object's lens and position from a view, with keys if the view moves."""
    data: Any = camera.data
    data.lens = lens.focal
    data.sensor_width = lens.sensor
    data.sensor_fit = "AUTO"
    data.clip_start = near
    data.clip_end = far
    camera.rotation_mode = "QUATERNION"
    camera.scale = (1.0, 1.0, 1.0)
    position = np.atleast_2d(view.position)
    rotation = continuous(matrix_to_quaternion(view.rotation.reshape(-1, 3, 3)))
    camera.location = position[0].tolist()
    camera.rotation_quaternion = rotation[0].tolist()
    if len(position) > 1:
        name = camera.name
        channels = [Channel("location", i, name) for i in range(3)]
        channels += [Channel("rotation_quaternion", i, name) for i in range(4)]
        values = np.concatenate([position.T, rotation.T])
        write_action([camera], name, channels, values, first_frame=first_frame)
