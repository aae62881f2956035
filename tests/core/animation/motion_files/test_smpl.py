# SPDX-License-Identifier: GPL-3.0-or-later
"""SMPL-type rotations of each dataset become the same person in the same world."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.motion_files import MotionReading, find_form, form_named
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.animation.smpl.joints import BODY
from interact_addon.core.foundation.errors import MotionError

FORM = form_named("smpl")
FRAMES = 40
_LEAN = 0.3 * np.sin(np.arange(FRAMES) / 6)


def places_of(motion: Motion) -> np.ndarray:
    """Return (F, 22, 3) the body's joints, Z up."""
    return forward(motion)[0][:, [motion.skeleton.index(name) for name in BODY]]


def take(joints: int, *, up: str = "Y") -> tuple[np.ndarray, np.ndarray]:
    """Return (F, 3 * joints) rotations and (F, 3) places of somebody who stands, leans and raises an arm."""
    poses = np.zeros((FRAMES, joints, 3))
    poses[:, 3, 0] = _LEAN
    poses[:, 16, 2] = 1.0 + _LEAN
    places = np.zeros((FRAMES, 3)) + [0.2, 1.27, 0.1]
    if up == "Z":
        poses[:, 0, 0] = np.pi / 2
        root = np.array([0.003, -0.351, 0.012])
        places = (places + root) @ np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]) - root
    return poses.reshape(FRAMES, -1), places


def files(folder: Path) -> dict[str, Path]:
    """Write the same take in the arrays of several datasets."""
    poses, places = take(55)
    turned, above = take(52, up="Z")
    made: dict[str, dict[str, Any]] = {
        "bedlam.npz": {"poses": poses, "trans": places, "mocap_frame_rate": 60, "gender": "female"},
        "beat2.npz": {
            "poses": poses,
            "trans": places,
            "expressions": np.zeros((FRAMES, 100)),
            "betas": np.ones(300),
        },
        "amass.npz": {"poses": turned, "trans": above, "mocap_framerate": 100.0, "betas": np.ones(16)},
        "P1.npz": {
            "root_orient": poses[:, :3],
            "pose_body": poses[:, 3:66].reshape(FRAMES, 21, 3),
            "pose_lhand": np.zeros((FRAMES, 15, 3)),
            "pose_rhand": np.zeros((FRAMES, 45)),
            "trans": places,
            "betas": np.zeros((1, 10)),
        },
    }
    for name, values in made.items():
        np.savez(folder / name, **values)
    person = {
        "root_orient": turned[:, :3],
        "pose_body": turned[:, 3:66],
        "trans": above,
        "betas": np.ones(10),
    }
    two = {"mocap_framerate": 30, "person1": person, "person2": {**person, "trans": above + [1, 0, 0]}}
    (folder / "900.pkl").write_bytes(pickle.dumps(two, protocol=2))
    duet = {"poses": poses, "global_orient": poses[:, :3], "transl": places, "meta": {"gender": "male"}}
    np.save(folder / "WALTZ_01_02_00.npy", np.array(duet, dtype=object), allow_pickle=True)
    return {path.name: path for path in folder.iterdir()}


def test_the_same_take_of_each_dataset(tmp_path: Path) -> None:
    made = files(tmp_path)
    rates = {
        "bedlam.npz": 60,
        "beat2.npz": 30,
        "amass.npz": 100,
        "P1.npz": 120,
        "900.pkl": 30,
        "WALTZ_01_02_00.npy": 30,
    }
    wanted = None
    for name, rate in rates.items():
        form = find_form(made[name])
        assert form.name == "smpl"
        person = form.people(made[name])[0]
        assert form.length(made[name], person) == (FRAMES, Fraction(rate))
        read = form.read(made[name], person, MotionReading())
        assert (read.motion.frames, read.motion.rate) == (FRAMES, Fraction(rate))
        assert "left_index1" not in read.motion.skeleton, "fingers that never move were not captured"
        codes = {finding.code for finding in read.findings}
        assert "mean-skeleton" in codes
        assert ("face-not-mapped" in codes) == (name == "beat2.npz")
        places = places_of(read.motion)
        wanted = places if wanted is None else wanted
        np.testing.assert_allclose(places, wanted, atol=1e-6, err_msg=name)
    assert wanted is not None
    head, pelvis = wanted[:, BODY.index("head")], wanted[:, 0]
    assert (head[:, 2] - pelvis[:, 2] > 0.45).all(), "upright"
    left, right = (wanted[:, BODY.index(f"{side}_wrist"), 2] for side in ("left", "right"))
    assert (left > right + 0.2).all(), "the left arm is raised"
    assert (wanted[:, BODY.index("left_foot"), 1] < pelvis[:, 1]).all(), "faces -Y, Y-up's +Z"
    feet = wanted[:, [BODY.index("left_foot"), BODY.index("right_foot")], 2]
    assert abs(feet.min()) < 0.005, "as large as the pelvis is high"


def test_the_second_person_stands_a_metre_further(tmp_path: Path) -> None:
    path = files(tmp_path)["900.pkl"]
    one, two = (FORM.read(path, person, MotionReading()).motion for person in FORM.people(path))
    np.testing.assert_allclose(
        two.positions - one.positions, np.broadcast_to([1, 0, 0], (FRAMES, 1, 3)), atol=1e-9
    )
    with pytest.raises(MotionError, match="no person3 in it"):
        FORM.read(path, "person3", MotionReading())


def test_a_body_that_is_upright_along_another_axis_tells_it(tmp_path: Path) -> None:
    poses, places = take(52)
    np.savez(tmp_path / "a.npz", poses=poses, trans=places, mocap_framerate=120)
    read = FORM.read(tmp_path / "a.npz", "", MotionReading())
    assert "up-differs" in {finding.code for finding in read.findings}
    assert (places_of(read.motion)[:, 15, 2] > 1.2).all()


def test_centimetres_and_scale_of_aist(tmp_path: Path) -> None:
    poses, places = take(24)
    values = {"smpl_poses": poses, "smpl_trans": 90 * places, "smpl_scaling": np.array([90.0])}
    (tmp_path / "a.pkl").write_bytes(pickle.dumps(values))
    assert FORM.length(tmp_path / "a.pkl", "") == (FRAMES, Fraction(60))
    motion = FORM.read(tmp_path / "a.pkl", "", MotionReading()).motion
    np.testing.assert_allclose(motion.positions[:, 0, 2], 0.9 * (1.27 - 0.2233), atol=1e-6)
    knee = motion.skeleton.offsets[motion.skeleton.index("left_knee")]
    assert np.linalg.norm(knee) == pytest.approx(0.9 * 0.3807, abs=1e-3)


def test_the_users_model_gives_bones_and_pelvis(tmp_path: Path) -> None:
    places = np.random.default_rng(0).normal(size=(55, 3)) * 0.1
    shape = np.zeros((55, 3, 10))
    shape[4, 1, 0] = -0.01
    np.savez(tmp_path / "SMPLX_NEUTRAL.npz", v_template=places, shapedirs=shape, J_regressor=np.eye(55))
    poses, where = take(55)
    np.savez(tmp_path / "a.npz", poses=0 * poses, trans=where, betas=np.array([3.0]))
    read = FORM.read(tmp_path / "a.npz", "", MotionReading(body_model=tmp_path))
    assert "mean-skeleton" not in {finding.code for finding in read.findings}
    rest = places.copy()
    rest[4, 1] -= 0.03
    wanted = (rest[:22] + where[0])[:, [0, 2, 1]] * [1, -1, 1]
    np.testing.assert_allclose(places_of(read.motion)[0], wanted, atol=1e-9)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"poses": np.full((FRAMES, 165), np.nan)}, "not finite"),
        ({"poses": np.zeros((FRAMES, 100))}, "not frames of 72, 156 or 165 numbers"),
        ({"trans": np.zeros((FRAMES - 1, 3))}, "trans have the shape"),
        ({"poses": np.zeros((0, 165)), "trans": np.zeros((0, 3))}, "poses"),
        ({"mocap_frame_rate": np.array("fast")}, "not a number of frames per second"),
        ({"mocap_frame_rate": 0}, "not a number of frames per second"),
        ({"poses": np.array(1.0)}, "not frames of"),
    ],
)
def test_broken_files_are_a_sentence(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    poses, places = take(55)
    np.savez(tmp_path / "a.npz", **{"poses": poses, "trans": places, **change})
    with pytest.raises(MotionError, match=why):
        FORM.read(tmp_path / "a.npz", "", MotionReading())


def test_other_files_are_not_recognised(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", offsets=np.zeros((22, 3)))
    np.save(tmp_path / "a.npy", np.zeros((5, 22, 3)))
    (tmp_path / "a.pkl").write_bytes(pickle.dumps([1]))
    assert not any(FORM.recognises(path) for path in tmp_path.iterdir())
    with pytest.raises(MotionError, match="not those of a take"):
        FORM.read(tmp_path / "a.npz", "", MotionReading())


def test_the_samples_agree(interact_mini: Path) -> None:
    """Inter-X's and InterHuman's layouts of the same two people, and the joints that they were made of."""
    samples = interact_mini.parent / "samples"
    if not samples.is_dir():
        pytest.skip("the samples of other layouts are not on this machine")
    for given in (False, True):
        both = []
        for number in (1, 2):
            rest = samples / f"rest22_P{number}_smpl_axes.npz" if given else None
            reading = MotionReading(skeleton=rest)
            npz = samples / "interx" / "motions" / "G900T000A001R000" / f"P{number}.npz"
            first = FORM.read(npz, "", reading).motion.resampled(Fraction(30))
            second = FORM.read(
                samples / "interhuman" / "motions" / "900.pkl", f"person{number}", reading
            ).motion
            one, other = places_of(first), places_of(second)[: first.frames]
            assert np.linalg.norm(one - other, axis=-1).max() < 0.01
            assert "left_index1" in first.skeleton
            if given:
                truth = np.load(samples / "interx" / f"truth_joints22_P{number}.npy")[: first.frames]
                truth = np.stack([truth[..., 0], -truth[..., 2], truth[..., 1]], axis=-1)
                assert np.linalg.norm(one - truth, axis=-1).max() < 0.01
            both.append((one, other))
        (one, other), (one2, other2) = both
        apart = [
            np.linalg.norm(a[:, :, None] - b[:, None], axis=-1) for a, b in ((one, one2), (other, other2))
        ]
        assert np.abs(apart[0] - apart[1]).max() < 0.01, "they meet as before"
