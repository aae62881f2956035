# SPDX-License-Identifier: GPL-3.0-or-later
"""Edit the performances of a composed scene: handles, faces, timing; what was captured stays below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core.foundation.errors import UsageError
from ..core.foundation.findings import Finding
from .movies import require_blender

if TYPE_CHECKING:
    import bpy

    from ..blender.editing.handle_parts import Handle

__all__ = ["add_handle", "apply_handle", "change_face", "retime"]


def add_handle(
    armature: bpy.types.Object, limb: str, first: int, last: int, *, ease: int = 8, eyes: float = 0.3
) -> Handle:
    """Put a handle where a hand, a foot or the look of an actor is; nothing moves until the handle does.

    Args:
        armature: The actor's armature object.
        limb: ``left_hand``, ``right_hand``, ``left_foot``, ``right_foot`` or ``look``.
        first: The first Blender frame that it changes.
        last: The last one.
        ease: In how many frames it fades in, and out; not where the scene begins or ends.
        eyes: How much of a look the eyes turn, from 0 to 1, of what the neck leaves.

    Returns:
        The handle; move, turn or key its ``empty``, in the axes of the hand, foot or head.

    Raises:
        UsageError: there is such a handle already, or something else moves the limb.
        CharacterError: the armature has no such limb, is a control rig, ...

    Example:
        >>> composition = interact.compose(interact.open_dataset("InterAct").scenes()[0])
        >>> handle = interact.add_handle(composition.actors[0].armature, "left_hand", 40, 80)
        >>> handle.empty.location = (0.02, 0.0, 0.0)
        >>> interact.apply_handle(handle)
        ()
    """
    require_blender()
    from ..blender.editing.handles import HandleOptions  # imports bpy
    from ..blender.editing.handles import add_handle as add

    return add(armature, limb, HandleOptions(first, last, ease, eyes))


def apply_handle(handle: Handle) -> tuple[Finding, ...]:
    """Write into the actor's edit layer what a handle shows, and remove the handle.

    Args:
        handle: What `add_handle` returned.

    Returns:
        A warning where a hand or foot does not reach the handle, with how far it is away.

    Raises:
        UsageError: the handle was deleted by hand.

    Example:
        >>> composition = interact.compose(interact.open_dataset("InterAct").scenes()[0])
        >>> handle = interact.add_handle(composition.actors[0].armature, "right_hand", 40, 80)
        >>> handle.empty.location = (0.0, 5.0, 0.0)
        >>> [finding.code for finding in interact.apply_handle(handle)]
        ['handle-out-of-reach']
    """
    require_blender()
    from ..blender.editing.handles import apply_handle as apply  # imports bpy

    return apply(handle)


def change_face(
    armature: bpy.types.Object, changes: Mapping[str, float], first: int, last: int, *, ease: int = 6
) -> None:
    """Add to the weights of an actor's face over some frames, in the edit layer.

    Args:
        armature: The actor's armature object.
        changes: ARKit's name of a shape, such as ``mouthSmileLeft``, to what is added to its weight.
        first: The first Blender frame, from which on it fades in.
        last: The last one.
        ease: In how many frames it fades in, and out.

    Raises:
        UsageError: the range has no frames.
        FaceError: the actor has no face, or none of the shapes.

    Example:
        >>> composition = interact.compose(interact.open_dataset("InterAct").scenes()[0])
        >>> smile = {"mouthSmileLeft": 0.4, "mouthSmileRight": 0.4}
        >>> interact.change_face(composition.actors[0].armature, smile, 40, 80)
    """
    require_blender()
    from ..blender.common.evaluating import scene_of  # these import bpy
    from ..blender.editing.face_values import FaceKeys, face_of
    from ..blender.editing.face_values import change_face as change

    change(face_of(scene_of(armature), armature) or FaceKeys({}), changes, first, last, ease=ease)


def retime(
    armature: bpy.types.Object, first: int, last: int, frames: int, *, stretch: bool = False, ease: int = 15
) -> tuple[int, int]:
    """Play some frames of an actor earlier, later, slower or faster, in the edit layer; the voice stays.

    Args:
        armature: The actor's armature object.
        first: The first Blender frame.
        last: The last one.
        frames: By how many frames later they are played; negative for earlier.
        stretch: Whether only the last one moves, so that they last longer, or shorter.
        ease: Frames before and after them that are played faster or slower to make room.

    Returns:
        The first and last frame that have changed.

    Raises:
        UsageError: they do not fit, a handle stands in them, or more than keys animates the actor.

    Example:
        >>> composition = interact.compose(interact.open_dataset("InterAct").scenes()[0])
        >>> interact.retime(composition.actors[0].armature, 60, 70, 4)
        (45, 85)
    """
    require_blender()
    from ..blender.common.actors import actor_of  # these import bpy
    from ..blender.common.evaluating import scene_of
    from ..blender.editing.retime import retime as move

    actor = actor_of(scene_of(armature), armature)
    if actor is None:
        raise UsageError(
            f"{armature.name} is no actor of its scene", cure="Import or compose a motion onto it"
        )
    return move(actor, first, last, frames, stretch=stretch, ease=ease)
