# SPDX-License-Identifier: GPL-3.0-or-later
"""The eyelids of all people: as open as on ICT's heads, and no more than shut."""

from __future__ import annotations

import sys
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from lid_gaps import STEP, WIDE, Eye, near, triangles

from interact_addon.core.characters import all_looks, build_body, look_by_id
from interact_addon.core.characters.body.lids import LID_STOPS, STOP_DOWN
from interact_addon.core.characters.head.eyes import make_eyes
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.face.arkit import ARKIT_51, match_shape_keys
from interact_addon.core.face.head.basis import read_basis
from interact_addon.core.face.head.eyes import eye_rotations, find_eyes, turn_eyes
from interact_addon.core.face.head.obj import read_mesh
from interact_addon.core.face.head.parts import part_of_faces
from interact_addon.core.face.ict.names import ICT_55
from interact_addon.core.foundation.meshes.sphere import fit_sphere

NAMES = tuple(look.id for look in all_looks())
SIDES = ("Left", "Right")
GRID = np.linspace(0.0, 1.0, 6)
POSES = tuple(product(GRID.tolist(), repeat=2))


class Face:
    """One eye of a built-in person."""

    def __init__(self, name: str, side: str) -> None:
        body = build_body(_assets(), look_by_id(name))
        eyes = make_eyes(body, "#554433")
        mine = np.arange(len(eyes.vertices)) // (len(eyes.vertices) // 2) == SIDES.index(side)
        ball = triangles(eyes.faces)
        ball = ball[mine[ball].all(1)]
        centre, radius = fit_sphere(eyes.vertices[mine].astype(np.float64))
        skin = triangles(body.base.faces[body.base.faces_of("body")])
        self.skin, self.ball = body.vertices.astype(np.float64), eyes.vertices.astype(np.float64)
        self.blink, self.down = (body.shapes[f"{shape}{side}"] for shape in ("eyeBlink", "eyeLookDown"))
        self.turned = eyes.shapes[f"eyeLookDown{side}"]
        self.eye = Eye(centre, radius, near(self.skin, skin, centre), ball)

    def posed(self, blink: float, down: float) -> np.ndarray:
        """The skin as Blender has it, the lid stop included."""
        stop = max(0.0, blink + STOP_DOWN * down - 1.0)
        return self.skin + (blink - stop) * self.blink + down * self.down

    def seen(self, blink: float, down: float, **more: tuple[float, ...]) -> np.ndarray:
        return self.eye.seen(self.posed(blink, down), self.ball + down * self.turned, **more)


@lru_cache(maxsize=1)
def _assets() -> Assets:
    return Assets.find()


@lru_cache(maxsize=2 * len(NAMES))
def face(name: str, side: str) -> Face:
    return Face(name, side)


@lru_cache(maxsize=len(NAMES))
def grid(name: str) -> list[np.ndarray]:
    """What is seen of the left eye in each of ``POSES``."""
    return [face(name, "Left").seen(*pose) for pose in POSES]


@pytest.fixture(scope="module")
def ict(interact_mini: Path) -> np.ndarray:
    """(6, 6) share of the gap between the lids at blink x down, the mean of four heads with both eyes."""
    shares = []
    for path in sorted((interact_mini / "face_ict_templates").glob("*.obj")):
        mesh = read_mesh(path)
        basis = read_basis(interact_mini / "blendshape_ict.npy", mesh).reshape(55, -1, 3)
        shown = part_of_faces(mesh) == 0
        quads = np.full((len(mesh.counts), 4), -1)
        for corner in range(4):
            there = mesh.counts > corner
            quads[there, corner] = mesh.corners[mesh.starts[there] + corner]
        eyes = find_eyes(mesh)
        for eye, side in zip(eyes, SIDES, strict=True):
            at = metres(eye.centre)
            ball = triangles(quads[np.isin(quads[:, 0], eye.vertices)])
            skin = near(metres(mesh.vertices), triangles(quads[shown]), at)
            view = Eye(at, eye.radius * 0.01, skin, ball)
            gaps = []
            for blink, down in POSES:
                weights = np.zeros((1, 51))
                weights[0, ARKIT_51.index(f"eyeLookDown{side}")] = down
                points = mesh.vertices + blink * basis[ICT_55.index(f"eyeBlink_{side[0]}")]
                points = (points + down * basis[ICT_55.index(f"eyeLookDown_{side[0]}")])[None]
                turn_eyes(points, eyes, eye_rotations(weights))
                gaps.append(view.seen(metres(points[0]), metres(points[0])).sum())
            shares.append(np.array(gaps) / gaps[0])
    assert len(shares) == 8
    return np.mean(shares, axis=0).reshape(6, 6)


def metres(points: np.ndarray) -> np.ndarray:
    x, y, z = np.moveaxis(np.asarray(points, np.float64), -1, 0)
    return 0.01 * np.stack([x, -z, y], -1)


@pytest.mark.parametrize("name", NAMES)
def test_eyes_are_as_open_as_on_icts_heads(name: str, ict: np.ndarray) -> None:
    gaps = np.array([seen.sum() for seen in grid(name)]).reshape(6, 6)
    assert np.abs(gaps / gaps[0, 0] - ict).max() < 0.08
    assert gaps[0, 0] * STEP / 5 > 0.005


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", NAMES)
def test_a_blink_shuts_the_eye_wherever_it_looks(name: str, side: str) -> None:
    for down in (0.0, 0.5, 1.0):
        assert face(name, side).seen(1.0, down, lines=WIDE).sum(1).max() * STEP < 0.0003, down
    assert face(name, side).seen(0.85, 0.0).sum(1).max() * STEP > 0.0003


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", NAMES)
def test_the_upper_lid_stops_at_the_lower_one(name: str, side: str) -> None:
    one = face(name, side)
    for blink, down in ((1.0, 0.0), (1.0, 0.5), (1.0, 1.0), (0.8, 1.0), (1.3, 0.0)):
        lower = one.eye.heights[one.seen(0.0, down).argmax(1)]  # the lower lid's edge on each line
        shut, alone = (one.eye.depth(one.posed(each, down)) for each in (blink, 0.0))
        for line, edge in enumerate(lower.tolist()):
            below = (one.eye.heights > edge - 0.0035) & (one.eye.heights < edge - 0.0014)
            below &= np.isfinite(alone[line])
            assert below.any()
            assert np.abs(shut[line, below] - alone[line, below]).max() < 0.0006, (blink, down)


@pytest.mark.parametrize("name", NAMES)
def test_lids_do_not_sink_into_the_eyeball(name: str) -> None:
    for pose, seen in zip(POSES, grid(name), strict=True):
        runs = (np.diff(np.pad(seen, ((0, 0), (1, 1))).astype(int), axis=1) == 1).sum(1)
        assert runs.max() <= 1, pose


def test_looking_down_lowers_the_lid_with_the_eye() -> None:
    for name in NAMES:
        one = face(name, "Left")
        open_, lowered = one.seen(0.0, 0.0), one.seen(0.0, 1.0)
        tops = [one.eye.heights[np.flatnonzero(seen[2])[-1]] for seen in (open_, lowered)]
        assert tops[0] - tops[1] > 0.0025, name


def test_both_sides_are_calibrated_alike() -> None:
    one, other = face("jonas", "Left"), face("jonas", "Right")
    assert np.abs(one.blink).max() == pytest.approx(np.abs(other.blink).max(), rel=0.02)
    assert np.abs(one.down).max() == pytest.approx(np.abs(other.down).max(), rel=0.02)


def test_a_lid_stop_is_not_an_arkit_shape() -> None:
    match = match_shape_keys(ARKIT_51, [*ARKIT_51, *LID_STOPS])
    assert match.unknown == tuple(LID_STOPS)
    assert match.doubled == ()
