# SPDX-License-Identifier: GPL-3.0-or-later
"""Rest joints out of the user's own SMPL-X, SMPL-H or SMPL model file.

The models are not ours to pass on, and none of their code is used: of a file three arrays are read, the mean
mesh ``v_template`` (V, 3), what shape does to it, ``shapedirs`` (V, 3, K), and ``J_regressor`` (J, V), which
gives the joints of a mesh. The joints of a person are J_regressor @ (v_template + shapedirs @ betas)
[S: Loper et al. 2015]. Meshes are metres, +X left, +Y up, +Z forward, in a T-pose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.number_files import read_npz
from ...foundation.pickled import read_pickle
from .joints import SMPL, SMPL_H, SMPL_X

__all__ = ["BodyModel", "find_model", "model_files", "read_model"]

Array = NDArray[np.float64]

_KINDS = {len(SMPL): "smpl", len(SMPL_H): "smplh", len(SMPL_X): "smplx"}
_NAMES = {"smpl": SMPL, "smplh": SMPL_H, "smplx": SMPL_X}
_GENDERS = ("neutral", "male", "female")
_OLD_SHAPES = 10  # SMPL-X's first release has 10 directions of shape and 10 of expression in one array
_NEW_SHAPES = 300  # the later one 300 and 100
_ARRAYS = ("v_template", "shapedirs", "J_regressor")


@dataclass(frozen=True, eq=False)
class BodyModel:
    """What of a model gives its joints.

    Attributes:
        kind: ``smpl``, ``smplh`` or ``smplx``.
        joints: (J, 3) metres, of the mean person.
        shapes: (J, 3, K) metres per unit of shape.
    """

    kind: str
    joints: Array
    shapes: Array

    @property
    def names(self) -> tuple[str, ...]:
        """The joints' names."""
        return _NAMES[self.kind]

    def rest(self, betas: Array | None) -> Array:
        """Return (J, 3) metres, the rest joints of a person; of the mean one without ``betas``."""
        if betas is None:
            return self.joints
        count = min(len(betas), self.shapes.shape[2])
        return self.joints + self.shapes[:, :, :count] @ betas[:count]


def _usual(kind: str, gender: str) -> Iterator[str]:
    """Yield where a model is in a folder, as its makers pack it."""
    capital = f"{kind.upper()}_{gender.upper()}"
    for folder in ("", f"{kind}/", f"models/{kind}/"):
        for ending in ("npz", "pkl"):
            yield f"{folder}{capital}.{ending}"
        if kind == "smplh":
            yield f"{folder}{gender}/model.npz"


def find_model(place: Path, kind: str, gender: str) -> Path:
    """Return the model file for a person.

    Args:
        place: A file, or a folder that holds such as ``SMPLX_MALE.npz``.
        kind: ``smpl``, ``smplh`` or ``smplx``: the one of the motion file.
        gender: ``male``, ``female`` or ``neutral``, which is also taken where another is absent.

    Raises:
        MotionError: there is none.
    """
    if not place.is_dir():
        return place
    wanted = [gender, *(other for other in _GENDERS if other != gender)]
    for each in wanted:
        for name in _usual(kind, each):
            if (place / name).is_file():
                return place / name
    example = f"{kind.upper()}_{gender.upper()}.npz"
    raise MotionError(
        f"there is no model of the kind {kind} in it", path=place, cure=f"It is called {example}"
    )


def model_files(place: Path) -> list[Path]:
    """Return the model files that a file or folder may give, for records of what a movie depends on."""
    if not place.is_dir():
        return [place] if place.is_file() else []
    names = [name for kind in _NAMES for gender in _GENDERS for name in _usual(kind, gender)]
    return [place / name for name in names if (place / name).is_file()]


def read_model(path: Path) -> BodyModel:
    """Read a model file.

    Raises:
        MotionError: it cannot be read, or is not such a model.
    """
    values = _values(path)
    arrays = [values.get(name) for name in _ARRAYS]
    mesh, shapes, regressor = (_array(each) for each in arrays)
    count = len(mesh)
    fits = mesh.shape == (count, 3) and shapes.ndim == 3 and shapes.shape[:2] == (count, 3)
    if not fits or regressor.ndim != 2 or regressor.shape[1] != count or len(regressor) not in _KINDS:
        raise MotionError(
            "not a body model: v_template, shapedirs and J_regressor are not in it, or do not fit each other",
            path=path,
            cure="Use SMPL-X's or SMPL-H's .npz",
        )
    kind = _KINDS[len(regressor)]
    most = shapes.shape[2]
    if kind == "smplx":
        most = _OLD_SHAPES if most == 2 * _OLD_SHAPES else min(most, _NEW_SHAPES)
    regressor = regressor.astype(np.float64)
    joints = regressor @ mesh.astype(np.float64)
    moved = np.tensordot(regressor, shapes[:, :, :most].astype(np.float64), axes=(1, 0))
    if not (np.isfinite(joints).all() and np.isfinite(moved).all()):
        raise MotionError("the model holds invalid numbers", path=path)
    return BodyModel(kind, joints, moved)


def _array(value: object) -> NDArray[Any]:
    return value if isinstance(value, np.ndarray) and value.ndim else np.zeros(0)


def _values(path: Path) -> Mapping[str, object]:
    if path.suffix.lower() == ".npz":
        return read_npz(path, only=_ARRAYS)
    if path.suffix.lower() == ".pkl":
        found = read_pickle(path)
        if isinstance(found, dict):
            return found
    if not path.exists():
        raise MotionError("there is no such file or folder", path=path, cure="Choose your body model's")
    raise MotionError("not a body model", path=path, cure="Use SMPL-X's or SMPL-H's .npz")
