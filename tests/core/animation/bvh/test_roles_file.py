# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles for joints whose names say nothing: a TOML beside the file, or one for the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.animation.bvh import Origin, inspect, read, roles_path, to_motion
from interact_addon.core.foundation.errors import BvhError

LINES = {  # role -> joint, parent, offset
    "hips": ("J0", None, (0, 90, 0)), "spine.0": ("J1", "J0", (0, 15, 0)), "neck.0": ("J2", "J1", (0, 35, 0)),
    "head": ("J3", "J2", (0, 10, 0)),
    **{f"{side}_{part}": (f"{letter}{n}", over.format(letter), tuple(sign * x if axis == 0 else x
                                                                     for axis, x in enumerate(offset)))
       for side, letter, sign in (("left", "L", 1), ("right", "R", -1))
       for part, n, over, offset in (
           ("upper_arm", 1, "J1", (18, 30, 0)), ("forearm", 2, "{}1", (28, 0, 0)),
           ("hand", 3, "{}2", (25, 0, 0)),
           ("thigh", 4, "J0", (9, -2, 0)), ("shin", 5, "{}4", (0, -43, 0)), ("foot", 6, "{}5", (0, -41, 0)))},
}  # fmt: skip


def nameless() -> str:
    """A person of 16 joints whose names are numbers, as a motion file."""
    out: list[str] = ["HIERARCHY"]

    def joint(name: str) -> None:
        _, parent, offset = next(line for line in LINES.values() if line[0] == name)
        out.extend(
            [f"{'ROOT' if parent is None else 'JOINT'} {name}", "{", "OFFSET {} {} {}".format(*offset)]
        )
        places = "6 Xposition Yposition Zposition" if parent is None else "3"
        out.append(f"CHANNELS {places} Zrotation Xrotation Yrotation")
        for below, over, _ in LINES.values():
            if over == name:
                joint(below)
        out.append("}")

    joint("J0")
    row = " ".join(["0 90 0", *["0 0 0"] * len(LINES)])
    return "\n".join([*out, "MOTION", "Frames: 2", "Frame Time: 0.033333", row, row, ""])


ROLES = "[roles]\n" + "".join(f'"{role}" = "{line[0]}"\n' for role, line in LINES.items())


@pytest.fixture
def take(tmp_path: Path) -> Path:
    path = tmp_path / "walk.bvh"
    path.write_text(nameless())
    return path


@pytest.mark.parametrize("beside", ["walk.roles.toml", "walk.toml", "roles.toml"])
def test_a_file_beside_it_says_what_the_joints_are(take: Path, beside: str) -> None:
    assert inspect(read(take)).convention == "unknown"
    take.with_name(beside).write_text(ROLES)
    assert roles_path(take) == take.with_name(beside)
    document = read(take)
    assert document.roles == {role: line[0] for role, line in LINES.items()}
    summary = inspect(document)
    assert (summary.convention, summary.roles["left_forearm"], summary.unmapped) == ("given", "L2", ())
    assert summary.stature == pytest.approx(1.75, abs=0.01)
    assert beside in next(f.message for f in summary.findings if f.code == "bvh-roles-given")
    motion = to_motion(document)
    assert motion.skeleton.naming.roles["hips"] == "J0"
    assert motion.skeleton.naming.missing() == ()


def test_its_own_file_goes_before_the_folders(take: Path) -> None:
    take.with_name("roles.toml").write_text(ROLES)
    take.with_name("walk.roles.toml").write_text('roles = {hips = "J1"}')
    assert read(take).roles == {"hips": "J1"}
    other = take.with_name("other.toml")
    other.write_text(ROLES)
    assert read(take, roles=other).roles["hips"] == "J0"


def test_a_job_file_of_the_same_name_is_none_of_its_business(take: Path) -> None:
    take.with_suffix(".toml").write_text('scenes = ["20231119_051"]\n')
    assert roles_path(take) is None
    assert read(take).roles == {}


def test_a_folders_file_may_be_about_others(take: Path) -> None:
    take.with_name("roles.toml").write_text('[roles]\nhips = "J0"\nhead = "Skull"\n')
    document = read(take)
    assert document.roles == {"hips": "J0"}
    assert "Skull" in next(f.message for f in document.findings if f.code == "bvh-roles-absent")
    take.with_name("roles.toml").write_text('[roles]\nhips = "Pelvis"\n')
    assert [f.code for f in read(take).findings] == ["bvh-roles-absent"]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('[roles]\nhips = "Pelvis"', "does not have: Pelvis", None),
        ('[roles]\nbelly = "J1"', "unknown roles: belly", None),
        ('[joints]\nhips = "J0"', r"no table \[roles\]", None),
        ('[roles]\nhips = "J0\n', "invalid TOML", 2),
        ("[roles]\nhips = 3", "not a table of names", None),
        (b"[roles]\nhips = '\xff'", "not a text file in UTF-8", 2),
    ],
)
def test_what_is_wrong_with_it_is_said_with_its_name(
    take: Path, text: str | bytes, message: str, line
) -> None:
    path = take.with_name("walk.roles.toml")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BvhError, match=message) as caught:
        read(take)
    assert caught.value.path == str(path)
    assert caught.value.line == line


def test_roles_say_more_than_names(tmp_path: Path) -> None:
    """A capture whose spine joint is called Hips."""
    text = nameless()
    for role, name in (("spine.0", "Hips"), ("hips", "Root")):
        text = text.replace(f" {LINES[role][0]}\n", f" {name}\n")
    path = tmp_path / "odd.bvh"
    path.write_text(text)
    roles = ROLES.replace('"J1"', '"Hips"').replace('"J0"', '"Root"')
    path.with_name("odd.roles.toml").write_text(roles)
    assert to_motion(read(path)).skeleton.naming.roles["hips"] == "Root"


def test_joints_with_long_names_can_be_given_roles(take: Path) -> None:
    long = "Shot_0420_TakeB_final:Hero_Anna_Rig_v012_approved:Skeleton_main:J0"
    take.write_text(nameless().replace("ROOT J0", f"ROOT {long}"))
    take.with_name("roles.toml").write_text(ROLES.replace('"J0"', f'"{long}"'))
    document = read(take)
    assert document.roles["hips"] == document.unique_names()[0] != long
    assert inspect(document).roles["hips"] == long


def test_an_armature_remembers_them(take: Path) -> None:
    take.with_name("roles.toml").write_text(ROLES)
    origin = to_motion(read(take)).origin
    assert origin is not None
    assert Origin.from_text(origin.to_text()).document.roles == read(take).roles
    old = origin.to_text().replace('"roles"', '"unknown"')
    assert Origin.from_text(old).document.roles == {}


def test_other_roles_are_another_skeleton(take: Path) -> None:
    before = to_motion(read(take)).skeleton.content_hash()
    take.with_name("roles.toml").write_text(ROLES)
    assert to_motion(read(take)).skeleton.content_hash() != before
