# SPDX-License-Identifier: GPL-3.0-or-later
"""Rest joints out of a body model, here a made-up one whose joints are known."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.motion_files import MotionReading, form_named
from interact_addon.core.animation.smpl.joints import SMPL_X
from interact_addon.core.animation.smpl.model_file import find_model, model_files, read_model
from interact_addon.core.foundation.errors import MotionError


def model(path: Path, joints: int = 55, shapes: int = 400, **more: object) -> np.ndarray:
    """Write a model whose mesh has a vertex for each joint; return the joints."""
    places = np.random.default_rng(joints).normal(size=(joints, 3))
    shape = np.zeros((joints, 3, shapes))
    shape[:, 1, 0] = np.arange(joints)
    values = {"v_template": places, "shapedirs": shape, "J_regressor": np.eye(joints), **more}
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".pkl":
        path.write_bytes(pickle.dumps(values, protocol=2))
    else:
        np.savez(path, **values)
    return places


def test_joints_of_the_mean_and_of_a_shape(tmp_path: Path) -> None:
    places = model(tmp_path / "SMPLX_MALE.npz", part2num=np.array({"a": 1}, dtype=object))
    read = read_model(tmp_path / "SMPLX_MALE.npz")
    assert (read.kind, read.names, read.shapes.shape) == ("smplx", SMPL_X, (55, 3, 300))
    np.testing.assert_allclose(read.rest(None), places)
    moved = read.rest(np.array([2.0, 0.0]))
    np.testing.assert_allclose(moved[:, 1], places[:, 1] + 2 * np.arange(55))
    model(tmp_path / "old.npz", shapes=20)
    assert read_model(tmp_path / "old.npz").shapes.shape[2] == 10, "the others are expressions"
    model(tmp_path / "SMPL_NEUTRAL.pkl", 24)
    assert read_model(tmp_path / "SMPL_NEUTRAL.pkl").kind == "smpl"


def test_what_makes_no_person_is_refused(tmp_path: Path) -> None:
    for factor in (0.0, 1e30):
        model(tmp_path / "m.npz", v_template=np.full((55, 3), factor) * np.arange(3))
        with pytest.raises(MotionError, match=r"m\.npz: its joints are not those of a person in metres"):
            read_model(tmp_path / "m.npz")
    model(tmp_path / "m.npz", v_template=np.full((55, 3), "1.0"))
    with pytest.raises(MotionError, match="not a body model"):
        read_model(tmp_path / "m.npz")
    with pytest.raises(MotionError, match="does not exist"):
        read_model(tmp_path / "nowhere")
    model(tmp_path / "m.npz")
    take = tmp_path / "take.npz"
    np.savez(take, poses=np.zeros((2, 165)), trans=np.zeros((2, 3)), betas=np.full(10, 1e30))
    with pytest.raises(MotionError, match=r"take\.npz: its shape \(betas\) makes no person of m\.npz"):
        form_named("smpl").read(take, "", MotionReading(body_model=tmp_path / "m.npz"))


def test_models_are_found_by_their_usual_names(tmp_path: Path) -> None:
    model(tmp_path / "smplx" / "SMPLX_NEUTRAL.npz")
    model(tmp_path / "models" / "smplh" / "female" / "model.npz", 52)
    model(tmp_path / "smplh" / "female" / "model.npz", 52)
    assert find_model(tmp_path, "smplx", "male").name == "SMPLX_NEUTRAL.npz"
    assert find_model(tmp_path, "smplh", "female") == tmp_path / "smplh" / "female" / "model.npz"
    assert find_model(tmp_path / "x.npz", "smplh", "male") == tmp_path / "x.npz"
    assert set(model_files(tmp_path)) >= {tmp_path / "smplx" / "SMPLX_NEUTRAL.npz"}
    with pytest.raises(MotionError, match=r"no model of the kind smpl in it.*SMPL_MALE\.npz"):
        find_model(tmp_path, "smpl", "male")


@pytest.mark.parametrize(
    "more",
    [
        {"J_regressor": np.eye(54)},
        {"shapedirs": np.zeros(3)},
        {"v_template": np.zeros((54, 3))},
        {"v_template": np.float64(1.0)},
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, more: dict[str, np.ndarray]) -> None:
    model(tmp_path / "a.npz", **more)
    with pytest.raises(MotionError, match="not a body model"):
        read_model(tmp_path / "a.npz")
    model(tmp_path / "b.npz", v_template=np.full((55, 3), np.nan))
    with pytest.raises(MotionError, match="invalid numbers"):
        read_model(tmp_path / "b.npz")


def test_what_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(MotionError, match="does not exist"):
        read_model(tmp_path / "nowhere")
