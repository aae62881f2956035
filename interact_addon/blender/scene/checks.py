# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a scene before its movie is rendered: files, lengths, characters, and what is composed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bpy

from ...core.audio import voice_findings
from ...core.dataset import Performance, Scene
from ...core.face.arkit import FaceReading
from ...core.foundation.findings import Finding
from ...core.foundation.wording import some
from ...core.performance.lengths import SceneLengths, measure_lengths
from ...core.performance.motion_kind import MOTION_KINDS
from .. import compat
from ..characters.fit_preview import CharacterFit, fit_of_armature
from ..common.actors import StageActor, actors_of
from ..common.frame_rate import scene_rate
from ..common.motion_tag import motion_of
from ..common.nla.layers import captured_curves, layered_curves
from .check_targets import NOTHING, Target, target_of

__all__ = ["Check", "check_scene"]

_SHAPES_SHOWN = 12
_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the result.

    Attributes:
        finding: The finding; its level is ``warning``, ``info`` or ``ok``.
        target: The object, bone, shape key or strip that it is about.
        about: The joint, weight or file that it is about, for a short title.
        whose: The actor and the object that has it, for that title.
    """

    finding: Finding
    target: Target = NOTHING
    about: str = ""
    whose: str = ""

    @property
    def title(self) -> str:
        """A few words for a narrow list, such as ``001 Rig, LeftHandThumb3: missing bone``."""
        words = self.finding.code.replace("-", " ")
        about = self.about or Path(self.finding.path or "").stem
        about = ", ".join(part for part in (self.whose, about) if part)
        return f"{about}: {words}" if about else words.capitalize()


def check_scene(
    source: Scene,
    stage: bpy.types.Scene,
    own: Mapping[str, CharacterFit],
    *,
    bodies: str = "auto",
    reading: FaceReading | None = None,
) -> list[Check]:
    """Check a dataset's scene, and what is composed of it in a Blender scene.

    Args:
        source: The dataset's scene.
        stage: The Blender scene.
        own: Actor id to the fit of the user's character that will play the actor; for actors who are in the
            Blender scene, the character there is checked.
        bodies: Which motion files are used.
        reading: How faces are read.

    Returns:
        Warnings first, then remarks, then successful checks.
    """
    actors = {actor.key: actor for actor in actors_of(stage)}
    lengths = measure_lengths(source, bodies, reading)
    out = [*_files(source, lengths, actors)]
    for performance in source.performances:
        actor = actors.get(performance.key)
        fit = own.get(performance.actor_id)
        name = actor.armature.name if actor is not None else "" if fit is None else fit.name
        found = [*_character(stage, performance, actor, fit), *_composed(stage, performance, actor, lengths)]
        out += [replace(check, whose=f"{performance.actor_id} {name}".strip()) for check in found]
    out += _linked_files(stage)
    order = {"warning": 0, "info": 1, "ok": 2}
    return sorted(out, key=lambda check: order.get(check.finding.level, 1))


def _ok(code: str, message: str, thing: Any = None) -> Check:
    return Check(Finding(code, message, level="ok"), target_of(thing))


def _files(source: Scene, lengths: SceneLengths, actors: Mapping[str, StageActor]) -> Iterator[Check]:
    """Check the dataset's files: missing ones, and lengths that differ."""

    def about(finding: Finding) -> Target:
        stem = Path(finding.path or "").stem
        return target_of(actors[stem].armature) if stem in actors else NOTHING

    voices = [one.voice for one in source.performances if one.voice is not None]
    heard = [finding for voice in voices for finding in voice_findings(voice)]
    for finding in dict.fromkeys((*source.findings, *lengths.findings, *heard)):
        yield Check(finding, about(finding))
    if not source.missing:
        yield _ok("files-there", f"{source.key}: bodies, faces and voices are all there")
    if not lengths.findings and lengths.frames:
        yield _ok(
            "lengths-agree",
            f"{source.key}: bodies, faces and voices are equally long, {lengths.frames} frames "
            f"({lengths.seconds:.2f} s)",
        )


def _character(
    stage: bpy.types.Scene, performance: Performance, actor: StageActor | None, own: CharacterFit | None
) -> Iterator[Check]:
    """Check the bones and shape keys of an actor's character."""
    armature: Any = None if actor is None else actor.armature
    fit = own if armature is None else fit_of_armature(stage, armature)
    if fit is None:
        return  # a built-in person, not created yet, who will have the capture's bones
    who = f"actor {performance.actor_id}: {fit.name}"
    if armature is None:
        armature = stage.objects.get(fit.name)
    if fit.problem is not None:
        yield Check(Finding("unplayable-character", f"{who} cannot play: {fit.problem}"), target_of(armature))
        return
    lost = [joint for joint in fit.rig.missing if not joint.minor]
    for joint in lost:
        target = target_of(armature)
        if armature is not None and joint.near is not None:
            target = Target("BONE", armature.session_uid, joint.near)
        on = "" if joint.near is None else f"; its parent would be the bone {joint.near}"
        finding = Finding("missing-bone", f"{who} has no bone for {joint.joint}{on}")
        yield Check(finding, target, joint.joint)
    if not lost:
        yield _ok("bones-there", f"{who} has all bones that a performance needs", armature)
    if performance.face_arkit is not None:
        yield from _shapes(stage, who, fit, armature)


def _shapes(stage: bpy.types.Scene, who: str, fit: CharacterFit, armature: Any) -> Iterator[Check]:
    face = fit.face
    if not face.meshes:
        yield Check(
            Finding("no-face-shapes", f"{who} has no mesh with ARKit shape keys: the face does not move"),
            target_of(armature),
        )
        return
    largest = stage.objects.get(max(face.meshes, key=lambda mesh: len(mesh.match.pairs)).name)
    if len(face.missing) > _SHAPES_SHOWN:
        names = ", ".join(face.missing)
        message = f"{who} has no shape key for {len(face.missing)} of {face.total} weights: {names}"
        yield Check(Finding("missing-shape", message), target_of(largest))
    else:
        for name in face.missing:
            finding = Finding("missing-shape", f"{who} has no shape key for {name}")
            yield Check(finding, target_of(largest), name)
    for mesh in face.meshes:
        thing: Any = stage.objects.get(mesh.name)
        for name in mesh.match.doubled:
            target = NOTHING if thing is None else Target("SHAPE", thing.session_uid, name)
            message = f"{who}: shape key {name} of {mesh.name} is not used, another matches better"
            yield Check(Finding("doubled-shape", message), target, name)
    if not face.missing:
        yield _ok("shapes-there", f"{who} has all {face.total} ARKit shapes", largest)


def _composed(
    stage: bpy.types.Scene, performance: Performance, actor: StageActor | None, lengths: SceneLengths
) -> Iterator[Check]:
    """Check whether a composed actor moves, is heard, and is as long as the voice."""
    who = f"actor {performance.actor_id}"
    if actor is None:
        message = f"{who} is not in the scene yet: compose it"
        yield Check(Finding("not-composed", message, level="info"))
        return
    frames = _keyed(actor.armature)
    if frames is None:
        yield Check(
            Finding("no-body-keys", f"{who}: {actor.armature.name} has no keys: the body does not move"),
            target_of(actor.armature),
        )
    kind = motion_of(actor.armature)
    for motion in MOTION_KINDS:
        if motion.id == kind:
            message = f"{who} plays the motion '{kind}': {motion.about}"
            yield Check(Finding("motion", message, level="info"), target_of(actor.armature), motion.id)
    if performance.face_arkit is not None and actor.face_meshes:
        keyed = [mesh for mesh in actor.face_meshes if layered_curves(_keys(mesh))]
        if not keyed:
            yield Check(
                Finding("no-face-keys", f"{who}: no shape key of the face is keyed"),
                target_of(actor.face_meshes[0]),
            )
    if performance.voice is not None and compat.has_audio() and not actor.strips:
        yield Check(
            Finding("no-voice-strip", f"{who} has no sound strip: the voice is not heard", level="info"),
            target_of(actor.armature),
        )
    row = next((row for row in lengths.performances if row.key == performance.key), None)
    if frames is not None and row is not None:
        yield from _compare_voice(stage, who, actor, frames, row.voice.seconds if row.voice else None)


def _compare_voice(
    stage: bpy.types.Scene, who: str, actor: StageActor, frames: float, voice: float | None
) -> Iterator[Check]:
    """Compare the number of keyed frames with the voice's length."""
    if voice is None:
        return
    rate = float(scene_rate(stage))
    gap = frames - voice * rate
    if abs(gap) < 1.0:
        message = f"{who}: keys and voice are equally long ({voice:.2f} s)"
        yield _ok("keys-and-voice-agree", message, actor.armature)
        return
    word = "longer" if gap > 0 else "shorter"
    message = f"{who}: the keys are {abs(gap):.0f} frames ({abs(gap) / rate:.2f} s) {word} than the voice"
    yield Check(Finding("keys-and-voice-differ", message), target_of(actor.armature))


def _keys(mesh: Any) -> Any:
    return mesh.data.shape_keys


def _keyed(armature: bpy.types.Object) -> float | None:
    """Return how many frames an object's keys span, or None without keys."""
    ranges = [curve.range() for curve in captured_curves(armature)]
    if not ranges:
        return None
    return float(max(r[1] for r in ranges) - min(r[0] for r in ranges) + 1)


def _linked_files(stage: bpy.types.Scene) -> Iterator[Check]:
    """Check the libraries, sounds and images that the Blender file refers to."""
    strips: Sequence[Any] = () if stage.sequence_editor is None else compat.strips_of(stage)
    absent = 0
    for library in bpy.data.libraries:
        if library.packed_file is None and not _exists(library):
            absent += 1
            yield _lost_library(stage, library)
    for strip in strips:
        sound = getattr(strip, "sound", None)
        if sound is None or sound.packed_file or _exists(sound):
            continue
        absent += 1
        message = f"strip {strip.name}: {_file(sound)} does not exist{_linked_from(sound)}"
        yield Check(Finding("missing-sound", message, path=sound.filepath), Target("STRIP", 0, strip.name))
    for image in bpy.data.images:
        if image.source == "FILE" and image.filepath and not image.packed_file and not _exists(image):
            absent += 1
            message = f"image {image.name}: {_file(image)} does not exist{_linked_from(image)}"
            yield Check(Finding("missing-image", message, path=image.filepath), _image_user(stage, image))
    if not absent:
        yield _ok("links-there", "no library, sound and image that this file refers to is missing")


def _lost_library(stage: bpy.types.Scene, library: Any) -> Check:
    """Return the line about a .blend that is not where what is linked from it was."""
    things = [thing for thing in stage.objects if _library_of(thing) == library]
    names = some([thing.name for thing in things], _NAMES_SHOWN) if things else "nothing of this scene"
    message = f"library {_file(library)} does not exist; linked from it: {names}"
    finding = Finding("missing-library", message, path=library.filepath)
    return Check(finding, target_of(things[0] if things else None), Path(library.filepath).name)


def _library_of(thing: Any) -> Any:
    """Return the library that an object or its data come from, also those of an override; or None."""
    blocks = [thing, thing.data, getattr(thing.override_library, "reference", None)]
    return next((block.library for block in blocks if block is not None and block.library), None)


def _linked_from(block: Any) -> str:
    return "" if block.library is None else f" (linked from {_file(block.library)})"


def _file(block: Any) -> str:
    library = getattr(block, "library", None)
    return str(bpy.path.abspath(block.filepath, library=library))


def _exists(block: Any) -> bool:
    return Path(_file(block)).is_file()


def _image_user(stage: bpy.types.Scene, image: bpy.types.Image) -> Target:
    """Return the first object whose materials use an image."""
    for thing in stage.objects:
        for slot in thing.material_slots:
            tree: Any = None if slot.material is None else slot.material.node_tree
            if tree is not None and any(getattr(node, "image", None) == image for node in tree.nodes):
                return target_of(thing)
    return NOTHING
