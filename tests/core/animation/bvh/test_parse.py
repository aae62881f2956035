# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are unusual but right."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.bvh import EndSite, read, to_motion


@pytest.fixture
def plain(small, bvh_file):
    return read(bvh_file(small))


def same(a, b) -> bool:
    return a.joints == b.joints and a.end_sites == b.end_sites and np.array_equal(a.values, b.values)


def test_the_small_file(plain):
    assert plain.names == ("Hips", "Spine", "LeftUpLeg")
    assert plain.parents.tolist() == [-1, 0, 0]
    assert plain.joints[2].offset == (9.0, -5.0, 0.0)
    assert plain.joints[2].channels == ("Xrotation", "Zrotation", "Yrotation")
    assert plain.joints[2].rotation_order == "XZY"
    assert plain.joints[0].position_axes == "XYZ"
    assert plain.end_sites == (
        EndSite(1, (0.0, 30.0, 0.0), "Site", 2),
        EndSite(2, (0.0, -80.0, 0.0), "Site", 3),
    )
    assert plain.values.shape == (4, 12)
    assert plain.values[1, 0] == 1.5
    assert plain.rate == 30
    assert plain.seconds == pytest.approx(4 / 30)
    assert plain.frame_time_text == "0.033333"
    assert plain.findings == ()
    assert plain.path.endswith("file.bvh")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: "\ufeff" + t,
        lambda t: "\n\n  " + t,
        lambda t: t.replace("\t", "    "),
        lambda t: t.replace(" ", "\t"),
        lambda t: t.replace(" ", "   "),
        lambda t: t.replace("\n", "  \n"),
        lambda t: t.replace("\n", "\n\n"),
        lambda t: t.rstrip("\n"),
        lambda t: t + "\n\n   \n",
        lambda t: t.upper(),
        lambda t: t.lower(),
        lambda t: t.replace("\n{", " {"),
        lambda t: t.replace("OFFSET", "\n OFFSET\n"),
        lambda t: t.split("MOTION")[0].replace("\n", " ") + "MOTION" + t.split("MOTION")[1],
        lambda t: t.replace("Frames: 4", "Frames:4").replace("Frame Time: 0", "Frame Time:0"),
        lambda t: t.replace("Frames: 4\n", "").replace("0.033333", "0.033333\nFrames: 4"),
        lambda t: t.replace("Frames: 4", "FRAMES:\t4"),
        lambda t: t.replace("MOTION\n", "MOTION \t \n\n"),
    ],
)
def test_spellings_that_mean_the_same(small, plain, bvh_file, change):
    text = change(small)
    other = read(bvh_file(text))
    assert other.findings == ()
    assert [j.name.lower() for j in other.joints] == [j.name.lower() for j in plain.joints]
    assert [(j.parent, j.offset, j.channels) for j in other.joints] == [
        (j.parent, j.offset, j.channels) for j in plain.joints
    ]
    np.testing.assert_array_equal(other.values, plain.values)
    assert other.rate == plain.rate


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: " ".join(rows),
        lambda rows: "\n".join(" ".join(rows).split()),
        lambda rows: "\n".join(row.replace(" ", "\n", 5) for row in rows),
        lambda rows: "\n".join("\n".join([*row.rsplit(" ", 7)]) for row in rows),
        lambda rows: "\n".join(f"{a} {b}" for a, b in zip(rows[::2], rows[1::2], strict=True)),
        lambda rows: rows[0] + " " + "\n".join(rows[1:]),
        lambda rows: "\n".join([rows[0], rows[1].replace(" ", "\n", 1), rows[2], rows[3]]),
        lambda rows: "\n".join([rows[0], rows[1] + " " + rows[2], rows[3]]),
    ],
)
def test_frames_wrapped_over_lines(small, plain, bvh_file, change):
    head, _, rows = small.partition("0.033333\n")
    wrapped = read(bvh_file(head + "0.033333\n" + change(rows.splitlines()) + "\n"))
    assert same(wrapped, plain)
    assert wrapped.findings == ()


@pytest.mark.parametrize("separator", [" ", "\n", "\r\n", "\r"])
def test_numbers_across_many_blocks(small, bvh_file, separator):
    head = small.partition("Frames:")[0]
    rows = np.round(np.random.default_rng(1).normal(scale=100, size=(9000, 12)), 6)
    text = separator.join(" ".join(f"{v:.6f}" for v in row) for row in rows)
    text = f"{head}Frames: 9000\nFrame Time: 0.01\n".replace("\n", separator) + text
    bvh = read(bvh_file(text))
    np.testing.assert_array_equal(bvh.values, rows)
    assert bvh.findings == ()
    assert bvh.rate == 100


@pytest.mark.parametrize(
    "name",
    ["Left Arm", "mixamorig:Hips", "Bip01 L.Arm", "  Spaced  out ", "Ünï_骨", "End", "Joint", "MOTION", "-1"],
)
def test_names_of_all_kinds(small, bvh_file, name):
    bvh = read(bvh_file(small.replace("JOINT Spine", f"JOINT {name}")))
    assert bvh.names == ("Hips", name.strip(), "LeftUpLeg")
    assert bvh.findings == ()


def test_names_in_an_old_encoding(small, bvh_file):
    bvh = read(bvh_file(small.replace("Spine", "Hüfte").encode("latin-1")))
    assert bvh.names[1] == "Hüfte"


def test_repeated_names_are_kept_and_told(small, bvh_file):
    bvh = read(bvh_file(small.replace("JOINT Spine", "JOINT Hips").replace("LeftUpLeg", "Hips")))
    assert bvh.names == ("Hips", "Hips", "Hips")
    assert bvh.unique_names() == ("Hips", "Hips.001", "Hips.002")
    (finding,) = bvh.findings
    assert finding.code == "bvh-duplicate-names"
    assert finding.line == 6
    assert to_motion(bvh, "cm", "Y").skeleton.names == ("Hips", "Hips.001", "Hips.002")


def test_unique_names_avoid_names_that_are_taken(small, bvh_file):
    text = small.replace("JOINT Spine", "JOINT Hips.001").replace("LeftUpLeg", "Hips")
    assert read(bvh_file(text)).unique_names() == ("Hips", "Hips.001", "Hips.002")


def test_a_joint_without_a_name(small, bvh_file):
    bvh = read(bvh_file(small.replace("JOINT Spine", "JOINT")))
    assert bvh.names[1] == ""
    assert [finding.code for finding in bvh.findings] == ["bvh-nameless-joints"]


def test_several_roots(small, bvh_file):
    body = small.partition("MOTION")[0].removeprefix("HIERARCHY\n")
    rows = small.partition("0.033333\n")[2].splitlines()
    text = (
        "HIERARCHY\n"
        + body
        + body.replace("Hips", "Hips2").replace("Spine", "Spine2").replace("Left", "Left2")
    )
    text += "MOTION\nFrames: 4\nFrame Time: 0.04\n" + "\n".join(f"{row} {row}" for row in rows)
    bvh = read(bvh_file(text))
    assert bvh.parents.tolist() == [-1, 0, 0, -1, 3, 3]
    assert bvh.end_sites[2] == EndSite(4, (0.0, 30.0, 0.0), "Site", 5)
    motion = to_motion(bvh, "cm", "Y")
    assert motion.moving.tolist() == [0, 3]
    np.testing.assert_array_equal(motion.rotations[:, :3], motion.rotations[:, 3:])
    np.testing.assert_array_equal(motion.positions[:, 0], motion.positions[:, 1])


def test_end_sites_missing_doubled_and_between_joints(small, bvh_file):
    text = small.replace("\t\tEnd Site\n\t\t{\n\t\t\tOFFSET 0.0 -80.0 0.0\n\t\t}\n", "")
    text = text.replace("\tJOINT LeftUpLeg", "\tEnd Effector\n\t{\n\t\tOFFSET 1 2 3\n\t}\n\tJOINT LeftUpLeg")
    bvh = read(bvh_file(text))
    assert bvh.end_sites == (
        EndSite(1, (0.0, 30.0, 0.0), "Site", 2),
        EndSite(0, (1.0, 2.0, 3.0), "Effector", 2),
    )


@pytest.mark.parametrize("count", range(7))
def test_one_to_six_channels_and_none(bvh_file, count):
    channels = ["Yrotation", "Zposition", "Xrotation", "Xposition", "Zrotation", "Yposition"][:count]
    text = (
        "HIERARCHY\nROOT a\n{\nOFFSET 1 2 3\nCHANNELS 1 Xrotation\nJOINT b\n{\nOFFSET 4 5 6\n"
        f"CHANNELS {count} {' '.join(channels)}\n}}\n}}\nMOTION\nFrames: 1\nFrame Time: 1\n"
        + " ".join(str(n) for n in range(count + 1))
    )
    bvh = read(bvh_file(text))
    assert bvh.joints[1].channels == tuple(channels)
    assert bvh.joints[1].rotation_order == "YXZ"[: (count + 1) // 2]
    assert bvh.joints[1].position_axes == "ZXY"[: count // 2]
    assert [finding.code for finding in bvh.findings] == ([] if count else ["bvh-still-joints"])
    motion = to_motion(bvh, "m", "Z")
    expected = [4.0, 5.0, 6.0]
    for n, channel in enumerate(channels, start=1):
        if channel.endswith("position"):
            expected["XYZ".index(channel[0])] = float(n)
    if count > 1:
        np.testing.assert_array_equal(motion.positions[0, 0], expected)


def test_proper_euler_angles(small, bvh_file):
    text = small.replace("3 Zrotation Yrotation Xrotation", "3 Zrotation Xrotation Zrotation")
    bvh = read(bvh_file(text))
    assert bvh.joints[1].rotation_order == "ZXZ"
    assert to_motion(bvh, "cm", "Y").frames == 4


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("0.033333", Fraction(30)),
        (".0083333", Fraction(120)),
        ("0.0083333", Fraction(120)),
        ("0.0417083750417", Fraction(24000, 1001)),
        ("0.016666666666666666", Fraction(60)),
        ("4.1666700e-002", Fraction(24)),
        ("1", Fraction(1)),
    ],
)
def test_frame_times(small, bvh_file, text, rate):
    bvh = read(bvh_file(small.replace("0.033333", text)))
    assert bvh.rate == rate
    assert bvh.frame_time_text == text


def test_a_thousand_joints_deep(bvh_file):
    depth = 5000
    text = "HIERARCHY\n" + "".join(
        f"{'JOINT' if n else 'ROOT'} j{n}\n{{\nOFFSET 0 1 0\nCHANNELS 1 Xrotation\n" for n in range(depth)
    )
    text += "}\n" * depth + "MOTION\nFrames: 1\nFrame Time: 0.1\n" + "0 " * depth
    bvh = read(bvh_file(text))
    assert len(bvh.joints) == depth
    assert bvh.joints[-1].parent == depth - 2
