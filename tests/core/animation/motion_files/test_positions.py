# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of positions: joints, features, InterGen's and InterHuman's rows, in any unit, any axis up."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.core.animation.joint_features import features_263, interaction_262
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.motion_files import MotionFile, MotionReading, find_form
from interact_addon.core.foundation.errors import MotionError
from tests.core.animation.joint_features.people_of_joints import walker_22

TO_Z_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
JOINTS = walker_22(40, turn=0.5)


def read(path: Path, array: NDArray, person: str = "", rate: Fraction | None = None) -> MotionFile:
    np.save(path, array)
    return find_form(path).read(path, person, MotionReading(rate=rate))


def off(file: MotionFile, joints: NDArray) -> float:
    """Metres by which a motion's joints differ at most from some with Y up."""
    return float(np.linalg.norm(forward(file.motion)[0] - joints @ TO_Z_UP.T, axis=-1).max())


@pytest.mark.parametrize(
    ("array", "name"),
    [
        (JOINTS, "joints"),
        (JOINTS.reshape(40, 66), "joints"),
        (np.concatenate([JOINTS, JOINTS * 9, JOINTS * 7], axis=-1), "joints"),  # InterMask's nine
        (np.stack([JOINTS * 0 + 5, JOINTS]), "joints"),
        (np.stack([JOINTS * 0 + 5, JOINTS]).reshape(2, 40, 66), "joints"),
        (JOINTS.astype(np.float32), "joints"),
    ],
)
def test_shapes(tmp_path: Path, array: NDArray, name: str) -> None:
    path = tmp_path / "clip.npy"
    np.save(path, array)
    form = find_form(path)
    assert form.name == name
    people = form.people(path)
    assert people == (("1", "2") if len(array) == 2 else ("",))
    rate = 30 if len(array) == 2 or array.shape[-1] == 9 else 20  # as InterHuman's, or HumanML3D's
    assert form.length(path, people[-1]) == (40, rate)
    file = form.read(path, people[-1], MotionReading())
    assert off(file, JOINTS) < 0.01
    assert file.motion.rate == rate
    assert [finding.code for finding in file.findings] == ["rate-assumed"]
    assert "clip.npy" in file.findings[0].message


def test_a_given_rate_is_not_assumed(tmp_path: Path) -> None:
    file = read(tmp_path / "a.npy", JOINTS, rate=Fraction(30))
    assert file.motion.rate == 30
    assert not file.findings


@pytest.mark.parametrize(
    ("turn", "scale", "codes"),
    [
        (TO_Z_UP, 1.0, ["up-guessed"]),
        (np.diag([1.0, -1.0, -1.0]), 1.0, ["up-guessed"]),  # as cameras see: Y down
        (np.eye(3), 100.0, ["units-guessed"]),
        (np.eye(3), 1000.0, ["units-guessed"]),
        (TO_Z_UP, 1000.0, ["up-guessed", "units-guessed"]),
        (np.diag([-1.0, 1.0, 1.0]), 1.0, ["sides-exchanged"]),
    ],
)
def test_axes_and_units(tmp_path: Path, turn: NDArray, scale: float, codes: list[str]) -> None:
    file = read(tmp_path / "a.npy", scale * JOINTS @ turn.T, rate=Fraction(20))
    assert [finding.code for finding in file.findings] == codes
    if "sides-exchanged" not in codes:
        assert off(file, JOINTS) < 0.01


def test_an_unknown_unit_is_said(tmp_path: Path) -> None:
    file = read(tmp_path / "a.npy", JOINTS * 7.0, rate=Fraction(20))
    (finding,) = file.findings
    assert (finding.code, finding.level) == ("units-guessed", "warning")


def test_features(tmp_path: Path) -> None:
    rows = features_263(JOINTS)
    file = read(tmp_path / "a.npy", rows)
    assert find_form(tmp_path / "a.npy").name == "features-263"
    assert file.motion.frames == 39
    rest = np.linalg.norm(file.motion.skeleton.offsets[4])
    assert rest == pytest.approx(np.linalg.norm(JOINTS[0, 4] - JOINTS[0, 1]), abs=1e-4)


def test_normalised_features_need_their_statistics(tmp_path: Path) -> None:
    rows = features_263(JOINTS).astype(np.float64)
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 0.05
    with pytest.raises(MotionError, match="normalised") as caught:
        read(tmp_path / "a.npy", (rows - mean) / deviation)
    assert "Mean.npy" in str(caught.value)
    np.save(tmp_path / "Mean.npy", mean)
    np.save(tmp_path / "Std.npy", deviation)
    file = read(tmp_path / "a.npy", (rows - mean) / deviation)
    assert "denormalised" in [finding.code for finding in file.findings]
    np.save(tmp_path / "b.npy", rows)
    plain = find_form(tmp_path / "b.npy").read(tmp_path / "b.npy", "", MotionReading())
    np.testing.assert_allclose(forward(file.motion)[0], forward(plain.motion)[0], atol=1e-3)
    np.save(tmp_path / "Std.npy", deviation[:-1])
    with pytest.raises(MotionError, match="Std"):
        read(tmp_path / "a.npy", (rows - mean) / deviation)


def test_interaction(tmp_path: Path) -> None:
    both = np.stack(interaction_262(JOINTS, JOINTS + np.array([1.0, 0.0, 0.5])))
    for array, person in ((both, "2"), (both[1], "")):
        file = read(tmp_path / "a.npy", array, person)
        assert find_form(tmp_path / "a.npy").name == "interaction-262"
        assert file.motion.rate == 30
        assert off(file, both[1, :, :66].reshape(-1, 22, 3)) < 0.01


def test_interhuman_s_hands_are_left_out(tmp_path: Path) -> None:
    rows = np.zeros((40, 492))
    rows[:, :66] = (JOINTS @ TO_Z_UP.T).reshape(40, 66)
    rows[:, 66:126] = np.tile(rows[:, 60:63], 20)
    file = read(tmp_path / "a.npy", rows)
    assert find_form(tmp_path / "a.npy").name == "interhuman-492"
    assert len(file.motion.skeleton) == 22
    assert file.motion.rate == 30
    assert off(file, JOINTS) < 0.01


def test_what_is_none(tmp_path: Path) -> None:
    for array in (
        np.zeros((4, 23, 3)),
        np.zeros((3, 4, 22, 3)),
        np.zeros((5, 51)),
        np.zeros((2, 22, 3), int),
    ):
        np.save(tmp_path / "a.npy", array)
        with pytest.raises(MotionError):
            find_form(tmp_path / "a.npy")
    broken = JOINTS.copy()
    broken[9, 3] = np.nan
    with pytest.raises(MotionError, match="frame 9 "):
        read(tmp_path / "a.npy", broken)
    with pytest.raises(MotionError, match="all frames"):
        read(tmp_path / "a.npy", np.zeros((9, 22, 3)))


@pytest.mark.parametrize(
    ("file", "truth"),
    [
        ("intergen/sample_2x262.npy", "intergen/sample_joints_2xTx22x3.npy"),
        ("intergen/sample_joints_2xTx22x3.npy", "intergen/sample_joints_2xTx22x3.npy"),
        ("humanml3d/new_joint_vecs/900001.npy", "humanml3d/new_joints/900001.npy"),
        ("hero/generation/exp1/joints/clip01/sample0_repeat0_len40.npy",) * 2,
        ("interhuman/motions_processed/person2/900.npy", "interx/truth_joints22_P2.npy"),
    ],
)
def test_samples(layout_samples: Path, file: str, truth: str) -> None:
    """The field's layouts: each joint in each frame within 1 cm."""
    path, joints = layout_samples / file, np.load(layout_samples / truth)
    form = find_form(path)
    people = form.people(path)
    for number, person in enumerate(people):
        given = joints[number] if len(people) > 1 else joints
        read_file = form.read(path, person, MotionReading())
        assert off(read_file, given[: read_file.motion.frames]) < 0.01
