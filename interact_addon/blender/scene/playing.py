# SPDX-License-Identifier: GPL-3.0-or-later
"""Let characters play their takes: all are retargeted first, brought to what they touch, then keyed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import bpy

from ...core.animation.retarget import RetargetOptions
from ...core.foundation.findings import Finding
from ...core.interaction import Player, captured_player, keep_interaction
from ...core.performance.motion_kind import motion_kind
from ...core.performance.take import Take
from ..animation.body import BodyResult, apply_motion
from ..animation.bone_roles import roles_of
from ..animation.face import apply_face
from ..animation.retargeting import SolvedRig, key_solved, solve_rig
from ..common.actors import StageActor, tag_performance
from ..common.motion_tag import tag_motion
from .again.played import played_player

__all__ = ["FIRST_FRAME", "Part", "play", "play_beside"]

FIRST_FRAME = 1
_ROOTS = {"contact": "height", "exact": "multi", "single": "height"}


@dataclass(frozen=True, eq=False)
class Part:
    """The character that plays a take: ``fitted`` to it, or with another skeleton.

    Attributes:
        armature: The armature object.
        meshes: All its meshes.
        faces: Those with ARKit shape keys.
        fitted: Whether its bones are the capture's joints.
        roles: Role -> bone, where the bones are named as the capture's joints; else the armature says it.
        first: The Blender frame of the take's first one.
    """

    armature: bpy.types.Object
    meshes: tuple[bpy.types.Object, ...]
    faces: tuple[bpy.types.Object, ...]
    fitted: bool
    roles: Mapping[str, str] | None = None
    first: int = FIRST_FRAME


def play(
    takes: Sequence[Take], parts: Sequence[Part], interaction: str, tidied: Collection[str] = ()
) -> list[Finding]:
    """Key bodies and faces; from Blender 4.4 as two slots of one action.

    Args:
        takes: What is played.
        parts: By whom, in the order of the takes.
        interaction: One of `core.options.movie.INTERACTIONS`, for those who are not fitted.
        tidied: Ids of the actors whose takes are not as captured any more, see `motion_kind`.

    Raises:
        CharacterError: a character's bones cannot be identified, or a mesh would be torn.
    """
    pairs = list(zip(takes, parts, strict=True))
    findings: list[Finding] = []
    rigs = [None if part.fitted else _solved(take, part, interaction) for take, part in pairs]
    if interaction == "contact" and any(rigs):
        rigs, findings = _kept(takes, rigs)
    for (take, part), rig in zip(pairs, rigs, strict=True):
        moved = take.performance.actor_id in tidied
        findings += _played(take, part, rig, interaction, moved=moved)
    return findings


def play_beside(
    scene: bpy.types.Scene,
    take: Take,
    part: Part,
    interaction: str,
    others: Sequence[tuple[StageActor, Take]],
) -> list[Finding]:
    """Key one body and face; its contacts are kept with the others as they play now, who stay as they are.

    Args:
        scene: The Blender scene.
        take: What is played.
        part: By whom.
        interaction: One of `core.options.movie.INTERACTIONS`, if that one is not fitted.
        others: Who is there already, and what they were given to play.

    Raises:
        CharacterError: a character's bones cannot be identified, or a mesh would be torn.
    """
    findings: list[Finding] = []
    rig = None if part.fitted else _solved(take, part, interaction)
    if interaction == "contact" and rig is not None:
        players = [Player(take.performance.actor_id, take.body, rig.rig, rig.solved)]
        players += [played_player(scene, actor, its, part.first) for actor, its in others]
        kept = keep_interaction(players)
        rig, findings = replace(rig, solved=kept.solved[0]), list(kept.findings)
    return findings + _played(take, part, rig, interaction)


def _played(
    take: Take, part: Part, rig: SolvedRig | None, interaction: str, *, moved: bool = False
) -> list[Finding]:
    """Key a person's body and face, and tag the armature with the motion that it plays."""
    tag_performance(part.armature, take.performance.key)
    findings = _keyed(take, part, rig)
    kind = motion_kind(fitted=part.fitted, interaction=interaction, tidied=moved, source=take.motion)
    tag_motion(part.armature, kind)
    return findings


def _solved(take: Take, part: Part, interaction: str) -> SolvedRig:
    options = RetargetOptions(
        root=_ROOTS[interaction], roles=roles_of(part.armature) if part.roles is None else part.roles
    )
    return solve_rig(part.armature, take.body, options)


def _kept(
    takes: Sequence[Take], rigs: Sequence[SolvedRig | None]
) -> tuple[list[SolvedRig | None], list[Finding]]:
    """Return the rigs with the contacts kept; fitted people stay as captured, the others come to them."""
    players = []
    for take, rig in zip(takes, rigs, strict=True):
        actor = take.performance.actor_id
        if rig is None:
            players.append(captured_player(actor, take.body))
        else:
            players.append(Player(actor, take.body, rig.rig, rig.solved))
    kept = keep_interaction(players)
    done = [
        None if rig is None else replace(rig, solved=solved)
        for rig, solved in zip(rigs, kept.solved, strict=True)
    ]
    return done, list(kept.findings)


def _keyed(take: Take, part: Part, rig: SolvedRig | None) -> list[Finding]:
    name = take.performance.key
    body: BodyResult
    if rig is None:
        body = apply_motion(part.armature, take.body, name=name, first_frame=part.first)
    else:
        body = key_solved(rig, name=name, first_frame=part.first)
    findings = list(body.findings)
    if take.face is not None and not part.faces:  # reported when the armature was taken
        findings += take.face.findings
    elif take.face is not None:
        face = apply_face(part.faces, take.face, name=name, first_frame=part.first, shared=body.action)
        findings += face.findings
    return findings
