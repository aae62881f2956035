# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms of joint positions: which file has which, and that the joints come back where they are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from interact_addon.core.animation.from_joints.plans import INTER_X_64, SMPL_22
from interact_addon.core.animation.joint_features import features_263, interaction_262
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.motion_files import MotionReading, find_form, form_named, person_in
from interact_addon.core.animation.rotations import euler_to_matrix
from interact_addon.core.foundation.errors import MotionError

FRAMES = 12


def people(plan: object = SMPL_22, frames: int = FRAMES) -> NDArray:
    """(2, F, J, 3) metres, Y up: two who stand in a T-pose, turn about and lift an arm."""
    directions, parents = plan.directions, plan.parents  # type: ignore[attr-defined]
    bones = 0.25 * directions
    for role in ("thigh", "shin"):
        for side in ("left", "right"):
            joint = plan.joints[f"{side}_{'shin' if role == 'thigh' else 'foot'}"]  # type: ignore[attr-defined]
            bones[joint] = 0.42 * directions[joint]
    places = np.zeros((frames, len(parents), 3))
    turn = euler_to_matrix(np.linspace(0, 1.5, frames)[:, None], "Z")
    lift = euler_to_matrix(np.linspace(0, 0.8, frames)[:, None], "Y")
    arm = plan.joints["left_forearm"]  # type: ignore[attr-defined]
    for joint, parent in enumerate(parents):
        if parent >= 0:
            bone = np.broadcast_to(bones[joint], (frames, 3))
            moved = joint == arm or any(joint == each for each in _below(parents, arm))
            local = np.einsum("fij,fj->fi", lift, bone) if moved else bone
            places[:, joint] = places[:, parent] + np.einsum("fij,fj->fi", turn, local)
    places[..., 2] += 0.95
    y_up = np.stack([places[..., 0], places[..., 2], -places[..., 1]], axis=-1)
    return np.stack([y_up, y_up + (0.0, 0.0, 1.0)])


def _below(parents: tuple[int, ...], joint: int) -> list[int]:
    found = [joint]
    for n, parent in enumerate(parents):
        if parent in found:
            found.append(n)
    return found[1:]


def world(joints: NDArray) -> NDArray:
    return np.stack([joints[..., 0], -joints[..., 2], joints[..., 1]], axis=-1)


def read(
    path: Path, person: str = "", reading: MotionReading | None = None
) -> tuple[NDArray, Fraction, list[str]]:
    form = find_form(path)
    found = form.read(path, person_in(form, path, person), reading or MotionReading())
    assert form.length(path, person_in(form, path, person)) == (found.motion.frames, found.motion.rate)
    return forward(found.motion)[0], found.motion.rate, [each.code for each in found.findings]


@pytest.mark.parametrize(
    ("form", "rate", "make"),
    [
        ("joints", 30, lambda two: two),
        ("joints", 20, lambda two: two[0]),
        ("joints", 20, lambda two: two[0].reshape(FRAMES, 66)),
        ("joints", 30, lambda two: np.concatenate([two[0], np.ones((FRAMES, 22, 6))], axis=-1)),
        ("interaction-262", 30, lambda two: np.stack(interaction_262(*two))),
        ("interaction-262", 30, lambda two: interaction_262(*two)[0]),
        ("features-263", 20, lambda two: features_263(two[0])),
        ("interhuman-492", 30, lambda two: np.concatenate(
            [world(two[0]).reshape(FRAMES, 66), np.zeros((FRAMES, 426))], axis=1)),
    ],
)  # fmt: skip
def test_joints_come_back_in_every_form(tmp_path: Path, form: str, rate: int, make) -> None:  # type: ignore[no-untyped-def]
    two = people()
    path = tmp_path / "take.npy"
    np.save(path, make(two).astype(np.float32))
    assert find_form(path).name == form
    joints, found, codes = read(path)
    assert found == rate
    assert codes == (["rate-assumed"] if form == "joints" else [])
    bones = np.linalg.norm(joints[:, 4] - joints[:, 1], axis=1)
    assert bones == pytest.approx(0.42, abs=0.002)
    if form in ("joints", "interhuman-492"):
        assert np.abs(joints[:, :22] - world(two[0])).max() < 0.005


def test_the_second_of_two_people(tmp_path: Path) -> None:
    two = people()
    np.save(tmp_path / "take.npy", two)
    for name in ("2",):
        joints, _, _ = read(tmp_path / "take.npy", name)
        assert np.abs(joints - world(two[1])).max() < 0.005
    with pytest.raises(MotionError, match="no person '3'"):
        read(tmp_path / "take.npy", "3")


def test_inter_x_joints_have_fingers(tmp_path: Path) -> None:
    one = people(INTER_X_64)[0]
    np.save(tmp_path / "P1.npy", one)
    joints, rate, _ = read(tmp_path / "P1.npy")
    assert rate == 120
    assert joints.shape == (FRAMES, 64, 3)
    assert np.abs(joints - world(one)).max() < 0.005


@pytest.mark.parametrize(("scale", "units"), [(100.0, "cm"), (1000.0, "mm")])
def test_units_and_axis_are_seen_and_said(tmp_path: Path, scale: float, units: str) -> None:
    two = people()
    np.save(tmp_path / "take.npy", world(two[0]) * scale)
    joints, _, codes = read(tmp_path / "take.npy")
    assert codes == ["rate-assumed", "up-guessed", "units-guessed"]
    assert np.abs(joints - world(two[0])).max() < 0.005
    joints, rate, codes = read(
        tmp_path / "take.npy", reading=MotionReading(units=units, up="Z", rate=Fraction(20))
    )
    assert (rate, codes) == (20, [])
    assert np.abs(joints - world(two[0])).max() < 0.005


def test_normalised_features_need_their_mean(tmp_path: Path) -> None:
    rows = features_263(people()[0]).astype(np.float64)
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 0.05
    inner = tmp_path / "vectors"
    inner.mkdir()
    np.save(inner / "take.npy", (rows - mean) / deviation)
    with pytest.raises(MotionError, match=r"normalised.*Mean\.npy and Std\.npy"):
        read(inner / "take.npy")
    np.save(tmp_path / "Mean.npy", mean)
    np.save(tmp_path / "Std.npy", deviation)
    joints, _, codes = read(inner / "take.npy")
    assert codes == ["denormalised"]
    np.save(inner / "plain.npy", rows)
    assert np.abs(joints - read(inner / "plain.npy")[0]).max() < 1e-6


def bent(array: NDArray, index: tuple[int, ...], value: float) -> NDArray:
    array = array.copy()
    array[index] = value
    return array


@pytest.mark.parametrize(
    ("form", "array", "says"),
    [
        ("joints", np.zeros((5, 22, 3)), "all joints are 0"),
        ("joints", bent(people()[0], (3, 4, 1), np.nan), "frame 3|row 3|3"),
        ("joints", np.zeros((5, 23, 3)), "none of positions of joints"),
        ("joints", np.zeros((0, 22, 3)), "no frames|none of"),
        ("interaction-262", np.zeros((3, 5, 262)), r"not \(3, 5, 262\)"),
        ("features-263", np.zeros((5, 250)), r"not \(5, 250\)"),
        ("features-263", np.zeros((5, 263)), "normalised"),
        ("interhuman-492", np.zeros((5, 491)), r"not \(5, 491\)"),
        ("joints", np.array(["a"]), "none of positions"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, form: str, array: NDArray, says: str) -> None:
    path = tmp_path / "take.npy"
    np.save(path, array)
    with pytest.raises(MotionError, match=says) as caught:
        form_named(form).read(path, "", MotionReading())
    assert str(path) in str(caught.value)
