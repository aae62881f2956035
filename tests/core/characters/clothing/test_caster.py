# SPDX-License-Identifier: GPL-3.0-or-later
"""Shadow casters of all people: closed, small, below skin and cloth, and of the cloth's colours."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.characters import Body, Part, all_looks, build_body
from interact_addon.core.characters.body.surface import face_edges
from interact_addon.core.characters.clothing.caster import CASTER, make_caster
from interact_addon.core.characters.clothing.wardrobe import dress
from interact_addon.core.characters.makehuman import Assets

MOST = 1900  # vertices, 720 of them in a skirt


@pytest.fixture(scope="module", params=[look.id for look in all_looks()])
def dressed(request: pytest.FixtureRequest, assets: Assets) -> tuple[Body, tuple[Part, ...], Part]:
    look = next(look for look in all_looks() if look.id == request.param)
    body = build_body(assets, look)
    parts = dress(body, look, assets)
    return body, parts, make_caster(body, parts)


def test_it_is_a_closed_mesh_with_an_outside(dressed: tuple[Body, tuple[Part, ...], Part]) -> None:
    caster = dressed[2]
    start, end, _ = face_edges(caster.faces)
    sides = set(zip(start.tolist(), end.tolist(), strict=True))
    assert len(sides) == len(start)  # no side twice in one direction
    assert all((b, a) in sides for a, b in sides)
    assert volume(caster) > 0.03  # cubic metres: faces look outwards


def test_it_is_small_and_whole(dressed: tuple[Body, tuple[Part, ...], Part]) -> None:
    body, parts, caster = dressed
    assert caster.name == CASTER
    assert len(caster.vertices) <= MOST
    assert len(caster.vertices) < 0.08 * sum(len(part.vertices) for part in parts)
    assert np.abs(caster.weights.sum(axis=1) - 1.0).max() < 1e-5
    assert caster.joints == body.rig.names
    assert not caster.shapes
    low, high = caster.vertices.min(axis=0), caster.vertices.max(axis=0)
    skin = body.vertices[body.base.vertex_groups["body"]]
    worn = np.concatenate([part.vertices for part in parts if part.name != "hair"])
    assert (low > worn.min(axis=0)).all()
    assert (high < worn.max(axis=0)).all()
    assert (high - low > 0.93 * np.ptp(skin, axis=0)).all()  # hands, feet and head have shadows


def test_it_hangs_under_skirts(dressed: tuple[Body, tuple[Part, ...], Part]) -> None:
    body, parts, caster = dressed
    skirts = [part for part in parts if part.name == "skirt"]
    knee = body.joints["lowerleg01.L"][2]
    x, _, z = caster.vertices.T
    between = (np.abs(x) < 0.03) & (z < body.joints["upperleg01.L"][2] - 0.2) & (z > knee - 0.1)
    assert bool(between.any()) == bool(skirts)


def test_a_shoe_has_no_toes(dressed: tuple[Body, tuple[Part, ...], Part]) -> None:
    body, parts, caster = dressed
    shoes = next(part for part in parts if part.name == "shoes")
    toe = body.joints["foot.L"][1] - 0.10  # metres in front of the ankle: where toes begin
    corners = caster.vertices[caster.faces]
    low = corners[(corners[..., 2] < body.joints["foot.L"][2]).all(axis=1)][..., :2]
    front = shoes.vertices[(shoes.vertices[:, 1] < toe) & (shoes.vertices[:, 0] > 0.0)][:, :2]
    middle = front.mean(axis=0)
    places = middle + 0.75 * (front - middle)
    shaded = hidden(places, low[:, [0, 1, 2]]) | hidden(places, low[:, [0, 2, 3]])
    assert shaded.mean() > 0.9, shaded.mean()


def test_it_has_the_colours_around_it(dressed: tuple[Body, tuple[Part, ...], Part]) -> None:
    _, parts, caster = dressed
    tints = caster.point_data["tint"]
    assert tints.shape == (len(caster.vertices), 4)
    top = next(part for part in parts if part.name == "top")
    trunk = np.abs(caster.vertices - top.vertices.mean(axis=0)).max(axis=1) < 0.12
    unlike = np.abs(tints[trunk, None] - top.point_data["tint"][None, ::20]).sum(axis=2).min(axis=1)
    assert np.mean(unlike < 0.01) > 0.8  # all but what a neckline shows


def hidden(places: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(P,) whether (P, 2) places lie beneath one of (T, 3, 2) triangles."""
    a, b, c = (triangles[None, :, k] - places[:, None] for k in range(3))
    turns = np.stack([p[..., 0] * q[..., 1] - p[..., 1] * q[..., 0] for p, q in ((a, b), (b, c), (c, a))])
    return ((turns >= 0.0).all(axis=0) | (turns <= 0.0).all(axis=0)).any(axis=1)


def volume(part: Part) -> float:
    """The volume that a part encloses, cubic metres."""
    corners, points = part.faces, part.vertices.astype(np.float64)
    a, b, c = (points[corners[:, k]] for k in range(3))
    total = np.einsum("fa,fa->", a, np.cross(b, c))
    quads = corners[corners[:, 3] >= 0]
    a, c, d = (points[quads[:, k]] for k in (0, 2, 3))
    return float(total + np.einsum("fa,fa->", a, np.cross(c, d))) / 6.0
