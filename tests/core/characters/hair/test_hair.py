# SPDX-License-Identifier: GPL-3.0-or-later
"""Hair, beards and brows of every person, at every level of detail."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import Body, Part, all_looks, build_body, look_by_id
from interact_addon.core.characters.body.attach import triangles
from interact_addon.core.characters.body.detail import Detail
from interact_addon.core.characters.body.surface import vertex_normals
from interact_addon.core.characters.clothing.outfit import outfit_of
from interact_addon.core.characters.clothing.wardrobe import dress
from interact_addon.core.characters.fitting.fit import fit
from interact_addon.core.characters.hair.beard import BEARDS, make_beard
from interact_addon.core.characters.hair.fineness import FINENESS
from interact_addon.core.characters.hair.hair_styles import STYLES, make_hair
from interact_addon.core.characters.hair.lashes import Brow, make_brows, make_lashes
from interact_addon.core.characters.hair.locks import Growth, Locks, bends, grow, round_off
from interact_addon.core.characters.hair.scalp import Scalp
from interact_addon.core.characters.head.face_frame import FaceFrame, face_frame
from interact_addon.core.characters.makehuman import Assets

NAMES = tuple(look.id for look in all_looks())
MOST_HAIR = {Detail.FULL: 12_000, Detail.PLAYBACK: 6_500, Detail.DRAFT: 2_300}
MOST_BEARD = {Detail.FULL: 3_700, Detail.PLAYBACK: 1_900, Detail.DRAFT: 700}


@lru_cache(maxsize=1)
def _assets() -> Assets:
    return Assets.find()


@lru_cache(maxsize=len(NAMES))
def grown(name: str) -> tuple[Body, FaceFrame, Scalp]:
    look = look_by_id(name)
    body, frame = build_body(_assets(), look), face_frame(_assets().base)
    outfit = outfit_of(look)
    inside = frame.hairline(look.sex, outfit.recede)
    return body, frame, Scalp(body, frame, inside, np.empty((0, 3)), STYLES[outfit.haircut].over_ears)


def hair_of(name: str, detail: Detail) -> Part:
    body, _, scalp = grown(name)
    outfit = outfit_of(body.look)
    return make_hair(scalp, outfit.haircut, outfit.hair, detail=detail)


@pytest.mark.parametrize("name", NAMES)
def test_every_level_of_detail_keeps_its_budget(name: str) -> None:
    body, frame, _ = grown(name)
    outfit = outfit_of(body.look)
    sizes = [len(hair_of(name, detail).vertices) for detail in Detail]
    assert sizes == sorted(sizes, reverse=True)
    for detail, size in zip(Detail, sizes, strict=True):
        assert 300 < size <= MOST_HAIR[detail], detail
    if BEARDS[outfit.beard].tufts:
        for detail in Detail:
            beard = make_beard(body, frame, BEARDS[outfit.beard], outfit.hair, detail=detail)
            assert 100 < len(beard.vertices) <= MOST_BEARD[detail], detail


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_keeps_the_budgets(style: str) -> None:
    _, _, scalp = grown("clara")
    for detail, most in MOST_HAIR.items():
        assert len(make_hair(scalp, style, "#402a1c", detail=detail).vertices) <= most


def _hit(starts: np.ndarray, ways: np.ndarray, points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Whether rays hit a mesh (Möller and Trumbore, 1997)."""
    a, b, c = (points[triangles(faces)[:, k]] for k in range(3))
    hit = np.zeros(len(starts), bool)
    for number, (start, way) in enumerate(zip(starts, ways, strict=True)):
        across = np.cross(way, c - a)
        area = ((b - a) * across).sum(1)
        area = np.where(np.abs(area) < 1e-14, np.inf, area)
        u = ((start - a) * across).sum(1) / area
        turned = np.cross(start - a, b - a)
        v, t = turned @ way / area, ((c - a) * turned).sum(1) / area
        hit[number] = np.any((u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (t > 0.0) & (t < 0.2))
    return hit


@pytest.mark.parametrize("detail", [Detail.FULL, Detail.DRAFT])
@pytest.mark.parametrize("name", NAMES)
def test_no_scalp_is_seen_through_the_hair(name: str, detail: Detail) -> None:
    _, _, scalp = grown(name)
    hair = hair_of(name, detail)
    base = scalp.body.base
    faces = base.faces[base.faces_of("body")]
    faces = faces[(scalp.inside > 0.12)[faces].all(1)]
    places, ways = scalp.skin[faces].mean(1), scalp.normals[faces].mean(1)
    bare = ~_hit(places, ways, hair.vertices.astype(np.float64), hair.faces)
    assert not bare.any(), places[bare].round(3)


def _limits(body: Body, frame: FaceFrame) -> tuple[np.ndarray, np.ndarray, float]:
    """Wing of the nose and outer corner of the eye, left, as (x, z); and x of the inner corner."""
    skin = body.vertices[: len(frame.points)]
    x, y, z = frame.points.T
    nose = (z > -1.75) & (z < -1.2) & (x > 0.0) & (x < 0.8) & (y < 0.1)
    wing = skin[nose][skin[nose][:, 0].argmax()]
    lids = (frame.masks["lids"] > 0.5) & (x > 0.0)
    lashes = make_lashes(body, "#000000")
    left = lashes.vertices[lashes.vertices[:, 0] > 0.0]
    corner = left[left[:, 0].argmax()]
    return wing[[0, 2]], corner[[0, 2]], float(skin[lids][:, 0].min())


@pytest.mark.parametrize("name", NAMES)
def test_brows_end_at_the_line_from_the_nose_past_the_eyes_outer_corner(name: str) -> None:
    body, frame, _ = grown(name)
    wing, corner, inner = _limits(body, frame)
    brows = make_brows(body, frame, Brow(), "#402a1c").vertices
    for side in (1.0, -1.0):
        mine = brows[side * brows[:, 0] > 0.0]
        x, z = side * mine[:, 0], mine[:, 2]
        limit = corner[0] + (corner[0] - wing[0]) * (z - corner[1]) / (corner[1] - wing[1])
        assert (x - limit).max() < 0.001
        assert limit.mean() - x.max() < 0.018, "too short"
        assert abs(x.min() - inner) < 0.010
        # Denser in the middle of its length than at its ends.
        count, _ = np.histogram(x, 5)
        assert count[2] > 1.15 * max(count[0], count[-1])


@pytest.mark.parametrize("name", NAMES)
def test_stubble_is_in_the_skin_and_not_a_mesh(name: str) -> None:
    body, _, _ = grown(name)
    outfit = outfit_of(body.look)
    parts = {part.name: part for part in dress(body, body.look, _assets(), detail=Detail.DRAFT)}
    assert ("beard" in parts) == (outfit.beard in ("short", "goatee"))
    masks = parts["skin"].point_data["masks"]
    assert masks.min() >= 0.0
    assert masks.max() <= 1.0
    assert (masks[:, 0].max() > 0.1) == (outfit.beard != "none")
    assert masks[:, 1].max() > 0.8
    assert len(parts["hair"].vertices) <= MOST_HAIR[Detail.DRAFT]


@pytest.mark.parametrize("name", ["clara", "amara", "ruth"])
def test_normals_are_the_hairs_surface_and_turn_with_it(name: str, skeleton: Skeleton) -> None:
    body, _, scalp = grown(name)
    hair = hair_of(name, Detail.DRAFT)
    outward = hair.vertices - scalp.centre
    assert hair.normals is not None
    above = hair.vertices[:, 2] > scalp.centre[2] + 0.015  # and above a low bun, which has its own outside
    assert np.mean((hair.normals * outward).sum(1)[above] > 0.0) > 0.97
    skin = next(
        part for part in dress(body, body.look, _assets(), detail=Detail.DRAFT) if part.name == "skin"
    )
    fitted = fit(body, (hair, skin), skeleton)[0][0]
    assert fitted.normals is not None
    assert np.allclose(np.linalg.norm(fitted.normals, axis=1), 1.0, atol=1e-5)
    # The capture faces another way; what the normals are to the faces stays the same.
    before = (hair.normals * vertex_normals(hair.vertices.astype(np.float64), hair.faces)).sum(1)
    after = (fitted.normals * vertex_normals(fitted.vertices.astype(np.float64), fitted.faces)).sum(1)
    assert np.abs(fitted.normals - hair.normals).max() > 0.5
    assert np.quantile(np.abs(after - before), 0.8) < 0.05


def test_locks_begin_under_the_hair_and_soon_reach_their_layer() -> None:
    _, _, scalp = grown("clara")
    roots = scalp.roots(300, 5)
    full = np.ones(len(roots.points))
    comb = np.cross(roots.normals, [0.0, 1.0, 0.0])
    comb /= np.linalg.norm(comb, axis=1, keepdims=True)
    growth = Growth(0.4 * full, comb, 0.1 * full, 0.007 * full, 0.011 * full, noise=0.0, rows=11)
    path, _ = grow(scalp, roots, growth, 3)
    height = ((path[:, 0] - roots.points) * roots.normals).sum(1)
    assert (height[roots.inside > 1.9] > 0.002).all()
    assert (height[roots.inside < 0.2] < -0.001).all()
    over = np.linalg.norm(path - scalp.centre, axis=-1) - scalp.reach(path)
    on_head = path[:, 3, 2] > scalp.centre[2]
    assert (over[on_head, 3] > 0.0065).all()


def _layers(scalp: Scalp, style: str) -> list[Locks]:
    return STYLES[style].layers(scalp, np.random.default_rng(1), FINENESS[Detail.FULL])


def test_sharp_bends_are_rounded_off_and_others_kept() -> None:
    hook = np.array([[[0, 0, 0], [0.01, 0, 0], [0.02, 0, 0], [0.015, 0, 0.009], [0.01, 0, 0.018]]], float)
    bow = np.array([[[np.cos(a), np.sin(a), 0] for a in np.linspace(0.0, 1.2, 6)]])
    rounded = round_off(hook)
    assert bends(hook).max() > 115.0
    assert bends(rounded).max() < 70.0
    assert np.array_equal(rounded[:, [0, -1]], hook[:, [0, -1]])
    assert np.array_equal(round_off(bow), bow)


@pytest.mark.parametrize("style", ["wavy", "lob", "bob", "long", "side_part", "tousled"])
def test_hair_that_is_no_curl_has_no_hooks(style: str) -> None:
    _, _, scalp = grown("clara")
    for locks in _layers(scalp, style):
        assert bends(locks.path).max() < 65.0
        assert np.quantile(bends(locks.path).max(1), 0.95) < 45.0


@pytest.mark.parametrize("style", ["bob", "lob", "long"])
def test_no_lock_hangs_alone_before_the_others(style: str) -> None:
    _, _, scalp = grown("ines")
    ends = np.concatenate([locks.path[:, -1] for locks in _layers(scalp, style)])
    apart = np.linalg.norm(ends[:, None] - ends, axis=2)
    np.fill_diagonal(apart, np.inf)
    assert apart.min(1).max() < 0.025


@pytest.mark.parametrize("name", NAMES)
def test_no_hair_lies_on_ears_that_are_bare(name: str) -> None:
    _, frame, scalp = grown(name)
    if scalp.ears:
        return
    ears = scalp.skin[frame.masks["ears"] > 0.5]
    layers = _layers(scalp, outfit_of(look_by_id(name)).haircut)
    kept = sum(int((~scalp.at_ears(locks.path)).sum()) for locks in layers)
    assert kept > 0.9 * sum(len(locks.path) for locks in layers)
    for locks in layers:
        points = locks.path[~scalp.at_ears(locks.path)][:, 1:].reshape(-1, 3)
        points = points[np.abs(points[:, 0]) > np.abs(ears[:, 0]).min() - 0.01]
        assert all(np.linalg.norm(ears - point, axis=1).min() >= 0.004 for point in points)


def test_a_ponytail_is_as_thick_as_wide() -> None:
    _, _, scalp = grown("nadia")
    tail = _layers(scalp, "ponytail")[-1].path
    middle = tail[:, tail.shape[1] // 2]
    wide, thick = np.ptp(middle[:, 0]), np.ptp(middle[:, 1])
    assert 0.6 < thick / wide < 1.6
    # It starts within the head's hair, so that no gap is seen.
    assert (np.linalg.norm(tail[:, 0] - scalp.centre, axis=1) < scalp.reach(tail[:, 0]) + 0.010).all()


@pytest.mark.parametrize("style", ["ponytail", "bun", "low_bun"])
def test_tied_hair_does_not_cross_the_skin_before_the_ears(style: str) -> None:
    body, _, scalp = grown("ruth")
    eyes = body.joints["eye.L"] * np.array([0.0, 1.0, 1.0])
    for locks in STYLES[style].layers(scalp, np.random.default_rng(1), FINENESS[Detail.FULL]):
        if locks.kind == "drawn":
            _, y, z = ((locks.path[:, 0] - eyes) / scalp.unit).T
            assert not ((y < 2.4) & (z < 0.6)).any()
