# SPDX-License-Identifier: GPL-3.0-or-later
"""One person as many tools would rig them: names, hierarchy, rest pose and axes of each.

The joints are those of a person; a table of `bone_names` gives the names, and `RIGS` what else a tool is
known for: bones above the hips, pairs of bend and twist, legs on the spine, tails along an axis. Pure numpy;
the tests and the picture of `tools/rig_sheet` share it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from interact_addon.core.animation.bone_names import CONVENTIONS, SIDES, Convention
from interact_addon.core.animation.retarget import TargetRig
from interact_addon.core.animation.retarget.body import above, role_order
from interact_addon.core.animation.rotations import (
    axis_angle_to_quaternion,
    normalized,
    quaternion_rotate,
)

Place = np.ndarray
Joints = dict[str, Place]

_LEFT = {
    "shoulder": (0.067, -0.043, 1.378),
    "upper_arm": (0.168, -0.015, 1.341),
    "forearm": (0.313, -0.013, 1.166),
    "hand": (0.431, -0.176, 1.062),
    "thigh": (0.11, -0.012, 0.865),
    "shin": (0.158, -0.032, 0.447),
    "foot": (0.22, 0.001, 0.072),
    "toe": (0.213, -0.138, 0.016),
    "toe_end": (0.216, -0.192, 0.016),
    "thumb.1": (0.42, -0.213, 1.047),
    "thumb.2": (0.409, -0.237, 1.042),
    "thumb.3": (0.398, -0.268, 1.028),
    "index.1": (0.45, -0.264, 1.02),
    "index.2": (0.453, -0.285, 1.006),
    "index.3": (0.453, -0.302, 0.991),
    "middle.1": (0.461, -0.248, 1.005),
    "middle.2": (0.471, -0.269, 0.984),
    "middle.3": (0.475, -0.286, 0.966),
    "ring.1": (0.47, -0.231, 0.999),
    "ring.2": (0.481, -0.246, 0.979),
    "ring.3": (0.486, -0.259, 0.959),
    "pinky.1": (0.475, -0.212, 0.993),
    "pinky.2": (0.481, -0.222, 0.975),
    "pinky.3": (0.483, -0.228, 0.962),
}
STANDING: Joints = {
    **{role: np.array(place) for role, place in {
        "hips": (0, -0.026, 0.91), "spine.0": (0, -0.03, 1.02), "spine.1": (0, -0.037, 1.124),
        "spine.2": (0, 0.007, 1.25), "neck.0": (0, -0.007, 1.406), "head": (0, -0.029, 1.465),
        "head_end": (0, -0.027, 1.663)}.items()},
    **{f"left_{role}": np.array(place) for role, place in _LEFT.items()},
    **{f"right_{role}": np.array(place) * [-1, 1, 1] for role, place in _LEFT.items()},
}  # fmt: skip
"""The joints of MakeHuman's rig with Mixamo's names, in its A-pose: role -> metres, Z up, facing -Y."""


def t_pose(joints: Joints) -> tuple[Joints, dict[str, tuple[np.ndarray, Place, Place]]]:
    """Return the joints with level, straight arms; and of each moved one its turn, its old and new place."""
    out, moves = dict(joints), {}
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        line = [f"{side}_{part}" for part in ("upper_arm", "forearm", "hand", "middle.1")]
        for bone, end in itertools.pairwise(line):
            turn = _between(joints[end] - joints[bone], np.array([sign, 0.0, 0.0]))
            moves[bone] = (turn, joints[bone], out[bone])
            hung = [end] if bone != line[2] else [
                role for role in joints if role.startswith(f"{side}_") and role[-2:] in (".1", ".2", ".3")
            ]  # fmt: skip
            for role in hung:
                out[role] = out[bone] + quaternion_rotate(turn, joints[role] - joints[bone])
    return out, moves


def _between(one: Place, other: Place) -> np.ndarray:
    """Return the shortest rotation between two directions."""
    a, b = normalized(one), normalized(other)
    axis = np.cross(a, b)
    return axis_angle_to_quaternion(normalized(axis), np.arctan2(np.linalg.norm(axis), a @ b))


@dataclass
class Bone:
    """A bone at rest; it holds the skin of the role ``part``, from ``reach`` of that bone's length on."""

    name: str
    parent: str | None
    head: Place
    tail: Place
    role: str | None = None
    part: str | None = None
    reach: float = 0.0


Bones = dict[str, Bone]  # by name, in any order


@dataclass(frozen=True)
class Rig:
    """How a tool rigs a person.

    Attributes:
        title: For pictures and tests.
        convention: The slug of the table of names.
        pose: ``A`` or ``T``.
        axes: Where tails point: ``along`` to the next joint, ``x`` across, ``up``.
        change: Adds and moves bones, given the bones by role.
        rename: Spells a name, given its number.
        prefix: Another prefix than the table's first.
    """

    title: str
    convention: str
    pose: str = "T"
    axes: str = "along"
    change: Callable[[Bones, Mapping[str, Bone]], None] = lambda bones, by_role: None
    rename: Callable[[str, int], str] = lambda name, number: name
    prefix: str | None = None

    def bones(self, joints: Joints = STANDING) -> list[Bone]:
        """Return the bones, parents first."""
        placed = t_pose(joints)[0] if self.pose == "T" else joints
        table = next(one for one in CONVENTIONS if one.name == self.convention)
        by_role = _named(table, placed, self.prefix)
        made = {bone.name: bone for bone in by_role.values()}
        self.change(made, by_role)
        ordered = _parents_first(made)
        for bone in ordered:
            if self.axes != "along":
                bone.tail = bone.head + ([0, 0, 0.07] if self.axes == "up" else [0.07, 0, 0])
        names = {bone.name: self.rename(bone.name, number) for number, bone in enumerate(ordered, start=1)}
        for bone in ordered:
            bone.parent = None if bone.parent is None else names[bone.parent]
            bone.name = names[bone.name]
        return ordered


def _named(table: Convention, joints: Joints, prefix: str | None) -> dict[str, Bone]:
    """Return the bones of a table by role, each on the role above it."""
    before = f"{table.prefixes[0]}_".lstrip("_") if prefix is None else prefix
    names = {role: before + spellings[0] for role, spellings in table.names_by_role.items()}
    if table.prefixes[:1] == ("J_Bip_C",):
        names = {role: name.replace("C_L", "L").replace("C_R", "R") for role, name in names.items()}
    for chain, members in (("spine", table.spine), ("neck", table.neck)):
        # Without the names that the table has for other versions of the same tool.
        members = members[:7]
        names |= {f"{chain}.{n}": before + name for n, name in enumerate(members)}
    places = {role: _place(role, joints, len(table.spine[:7]), len(table.neck)) for role in names}
    out: dict[str, Bone] = {}
    taken: set[str] = set()
    for role in role_order(names):
        if names[role] not in taken and places[role] is not None:
            taken.add(names[role])
            over = above(role, out)
            out[role] = Bone(
                names[role], out[over].name if over else None, places[role], places[role], role, role
            )
    for role, bone in out.items():
        below = [one for one in out.values() if one.parent == bone.name]
        bone.tail = below[0].head if len(below) == 1 else bone.head + _further(role, joints)
        if np.linalg.norm(bone.tail - bone.head) < 0.01:
            bone.tail = bone.head + [0, 0, 0.03]
    return out


def _further(role: str, joints: Joints) -> Place:
    """Return how a bone goes on that has no next one."""
    side = role.partition("_")[0]
    if role.endswith("hand"):
        return 0.5 * (joints.get(f"{side}_middle.1", joints[role]) - joints[role]) + [0, 0, 1e-3]
    return np.array([0, -0.05, 0]) if role.endswith(("toe", "foot")) else np.array([0, 0, 0.06])


def _place(role: str, joints: Joints, backs: int, necks: int) -> Place | None:
    stem, _, number = role.partition(".")
    side = role.partition("_")[0]
    if stem == "spine":
        line = np.array([joints[one] for one in ("spine.0", "spine.1", "spine.2", "neck.0")])
        at = np.linspace(0, 3, backs + 1)[int(number)]
        return np.array([np.interp(at, range(4), line[:, axis]) for axis in range(3)])
    if stem == "neck":
        return joints["neck.0"] + (joints["head"] - joints["neck.0"]) * int(number) / necks
    if role.endswith("fore_foot"):
        return (joints[f"{side}_foot"] + joints[f"{side}_toe"]) / 2
    if number == "0":
        return joints[f"{side}_hand"] * 0.7 + joints[f"{stem}.1"] * 0.3
    return joints.get(role)


def _parents_first(bones: Bones) -> list[Bone]:
    out: list[Bone] = []
    left = list(bones.values())
    while left:
        ready = [one for one in left if one.parent is None or one.parent in {done.name for done in out}]
        assert ready, [one.name for one in left]
        out += ready
        left = [one for one in left if one not in ready]
    return out


def over(name: str, *names: str, at_floor: bool = False) -> Callable[[Bones, Mapping[str, Bone]], None]:
    """Put a chain of bones above the hips, the last one named first."""

    def change(bones: Bones, by_role: Mapping[str, Bone]) -> None:
        head = by_role["hips"].head * ([1, 1, 0] if at_floor else [1, 1, 1])
        below = by_role["hips"]
        for each in (name, *names):
            bones[each] = Bone(each, None, head, head + [0, 0, 0.1])
            below.parent = each
            below = bones[each]

    return change


def twisted(pattern: str, parts: Sequence[str]) -> Callable[[Bones, Mapping[str, Bone]], None]:
    """Cut limbs in two: the lower half is a bone for the twist, and what follows hangs on it."""

    def change(bones: Bones, by_role: Mapping[str, Bone]) -> None:
        for side in SIDES:
            for part in parts:
                bone = by_role[f"{side}_{part}"]
                name = pattern.format(bone=bone.name, stem=bone.name.removesuffix("Bend"))
                middle = (bone.head + bone.tail) / 2
                for below in list(bones.values()):
                    if below.parent == bone.name:
                        below.parent = name
                bones[name] = Bone(name, bone.name, middle, bone.tail, None, bone.role, 0.5)

    return change


def halved(*parts: str) -> Callable[[Bones, Mapping[str, Bone]], None]:
    """Make two bones of each limb, ``.01`` and ``.02``, as Rigify of Blender 2.6 did."""

    def change(bones: Bones, by_role: Mapping[str, Bone]) -> None:
        for side in SIDES:
            for part in parts:
                bone = by_role[f"{side}_{part}"]
                upper, lower = (bone.name.replace(part, f"{part}.0{n}") for n in (1, 2))
                for below in bones.values():
                    if below.parent == bone.name:
                        below.parent = lower
                del bones[bone.name]
                bone.name = upper
                middle = (bone.head + bone.tail) / 2
                bones |= {upper: bone, lower: Bone(lower, upper, middle, bone.tail, None, bone.role, 0.5)}

    return change


def beside(pattern: str, parts: Sequence[str]) -> Callable[[Bones, Mapping[str, Bone]], None]:
    """Put bones for the twist onto limbs, on which nothing hangs."""

    def change(bones: Bones, by_role: Mapping[str, Bone]) -> None:
        for side in SIDES:
            for part in parts:
                bone = by_role[f"{side}_{part}"]
                name = pattern.format(bone=bone.name, letter=side[0])
                bones[name] = Bone(
                    name, bone.name, (bone.head + bone.tail) / 2, bone.tail, None, bone.role, 0.5
                )

    return change


def under(
    parent_role: str, *roles: str, through: str | None = None
) -> Callable[[Bones, Mapping[str, Bone]], None]:
    """Hang parts of both sides elsewhere, through a bone of another name if there is one."""

    def change(bones: Bones, by_role: Mapping[str, Bone]) -> None:
        upper = by_role[parent_role]
        holder = upper.name
        if through is not None:
            bones[through] = Bone(through, upper.name, upper.head, upper.head - [0, 0, 0.1])
            holder = through
        for side in SIDES:
            for role in roles:
                by_role[f"{side}_{role}"].parent = holder

    return change


def hair(count: int, pattern: str) -> Callable[[Bones, Mapping[str, Bone]], None]:
    """Hang many bones on the head, more than the body has."""

    def change(bones: Bones, by_role: Mapping[str, Bone]) -> None:
        for number in range(count):
            name, head = pattern.format(number), by_role["head"].head + [0, 0.01, 0.05]
            bones[name] = Bone(name, by_role["head"].name, head, head + [0, 0.05, -0.05])

    return change


def every(
    *changes: Callable[[Bones, Mapping[str, Bone]], None],
) -> Callable[[Bones, Mapping[str, Bone]], None]:
    """Make several changes in turn."""

    def change(bones: Bones, by_role: Mapping[str, Bone]) -> None:
        for one in changes:
            one(bones, by_role)

    return change


_LONG = ("upper_arm", "forearm", "thigh")
RIGS: tuple[Rig, ...] = (
    Rig("VRoid, much hair", "vroid", axes="up", change=every(
        over("Root", at_floor=True), hair(90, "J_Sec_Hair{}_01"))),
    Rig("Unity, Left in front", "unity"),
    Rig("VRChat, .L behind", "unity", rename=lambda name, n: _behind(name, ".")),
    Rig("VRChat by Cats", "cats", "A"),
    Rig("MikuMikuDance", "mmd", "A", change=every(
        over("グルーブ", "センター", "全ての親", at_floor=True), under("hips", "thigh", through="下半身"))),
    Rig("MikuMikuDance, side behind", "mmd", "A", "up",
        rename=lambda name, n: _behind(name, ".", "左", "右")),
    Rig("MikuMikuDance, English", "mmd-english", "A"),
    Rig("Poser", "poser", "T", change=over("BODY")),
    Rig("Genesis 8, bend and twist", "genesis", "A", "x", change=every(
        twisted("{stem}Twist", _LONG), under("hips", "thigh", through="pelvis"))),
    Rig("Genesis 9", "genesis-9", "A", change=every(
        beside("{bone}twist1", _LONG), under("hips", "thigh", through="pelvis"))),
    Rig("Biped, legs on the spine", "biped", "T", "x", prefix="Bip001 ", change=every(
        over("Bip001"), under("spine.0", "thigh"), under("neck.0", "shoulder"),
        beside("{bone}Twist", _LONG))),
    Rig("Character Creator", "character-creator", "T", "x", change=every(
        over("RL_BoneRoot", at_floor=True), under("hips", "thigh", through="CC_Base_Pelvis"),
        beside("{bone}Twist01", _LONG))),
    Rig("Auto-Rig Pro", "auto-rig-pro", "A", change=every(over("c_traj", "c_pos", at_floor=True))),
    Rig("Rigify 2.6, older names", "metarig-2.6", "A"),
    Rig("Rigify metarig", "metarig", "A"),
    Rig("Unreal, tails along X", "unreal", "A", "x", change=every(
        over("root", at_floor=True), beside("{bone}_twist_01_{letter}", _LONG))),
    Rig("Mixamo from Sketchfab", "mixamo", prefix="mixamorig:", rename=lambda name, n: f"{name}_{n:02d}"),
    Rig("Second Life", "second-life", "T", "up"),
    Rig("SMPL", "smpl", prefix="m_avg_", change=over("f_avg_root", at_floor=True)),
    Rig("Xsens", "xsens"),
    Rig("Perception Neuron", "perception-neuron"),
    Rig("Motive", "motive", rename=lambda name, n: f"Skeleton 002:{name}"),
    Rig("mocopi", "mocopi"),
    Rig("DeepMotion", "deepmotion"),
    Rig("Cascadeur", "cascadeur", "A"),
    Rig("Kinect", "kinect"),
    Rig("Azure Kinect", "azure-kinect"),
    Rig("OpenNI", "openni"),
    Rig("MocapNET", "mocapnet"),
    Rig("VRM 1.0", "vrm", "T", "up"),
    Rig("Rokoko", "rokoko"),
    Rig("CMU, Acclaim", "acclaim", "A"),
    Rig("Biovision, first files", "biovision-classic"),
    Rig("Rigify 2.6, limbs of two bones", "rigify-2.6", "A",
        change=halved("thigh", "shin", "upper_arm", "forearm")),
    Rig("MakeHuman, early", "makehuman-classic", "T"),
)  # fmt: skip


def _behind(name: str, mark: str, left: str = "Left", right: str = "Right") -> str:
    """Put the side behind a name."""
    for word, letter in ((left, "L"), (right, "R")):
        if name.startswith(word):
            return f"{name.removeprefix(word)}{mark}{letter}"
    return name


def target(bones: Sequence[Bone]) -> TargetRig:
    """Return bones as what a motion is retargeted to, with an odd roll each."""
    index = {bone.name: number for number, bone in enumerate(bones)}
    matrices = np.tile(np.eye(4), (len(bones), 1, 1))
    for number, bone in enumerate(bones):
        along = normalized(bone.tail - bone.head)
        across = normalized(np.cross(along, [0.3 + number % 3, 1.0, -0.7]))
        matrices[number, :3, :3] = np.stack([across, along, np.cross(across, along)], axis=1)
        matrices[number, :3, 3] = bone.head
    return TargetRig.from_armature(
        tuple(index),
        [index[bone.parent] if bone.parent else -1 for bone in bones],
        matrices,
        [bone.tail for bone in bones],
    )
