# SPDX-License-Identifier: GPL-3.0-or-later
"""Every person dressed: what must hold of all their parts."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from interact_addon.core.characters import Body, Part, all_looks, build_body, look_by_id
from interact_addon.core.characters.body.colours import linear, mix
from interact_addon.core.characters.body.figure import Figure
from interact_addon.core.characters.body.looks import LOOKS_FILE
from interact_addon.core.characters.clothing.cloth import shape_trousers
from interact_addon.core.characters.clothing.garments import TOPS, TROUSERS
from interact_addon.core.characters.clothing.outfit import Outfit, outfit_of, slot_colour
from interact_addon.core.characters.clothing.shoes import SHOES, make_shoes
from interact_addon.core.characters.clothing.skirt import SKIRTS
from interact_addon.core.characters.clothing.tops import make_top
from interact_addon.core.characters.clothing.wardrobe import dress
from interact_addon.core.characters.hair.beard import BEARDS
from interact_addon.core.characters.hair.hair_styles import STYLES, make_hair
from interact_addon.core.characters.hair.scalp import Scalp
from interact_addon.core.characters.head.eyes import LOOK_ANGLES
from interact_addon.core.characters.head.face_frame import face_frame
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.foundation.errors import CharacterError

NAMES = tuple(look.id for look in all_looks())


@lru_cache(maxsize=1)
def _assets() -> Assets:
    return Assets.find()


@lru_cache(maxsize=len(NAMES))
def dressed(name: str) -> tuple[Body, dict[str, Part]]:
    look = look_by_id(name)
    body = build_body(_assets(), look)
    return body, {part.name: part for part in dress(body, look, _assets())}


def corners(part: Part) -> np.ndarray:
    """(F, 4, 3) corner positions, the last corner of a triangle repeated."""
    faces = np.where(part.faces >= 0, part.faces, part.faces[:, 2:3])
    return part.vertices[faces].astype(np.float64)


@pytest.mark.parametrize("name", NAMES)
def test_every_person_dresses_and_every_part_is_sound(name: str) -> None:
    body, parts = dressed(name)
    assert {"skin", "eyes", "teeth", "tongue", "lashes", "brows", "hair", "top", "trousers", "shoes"} <= set(
        parts
    )
    assert sum(len(part.vertices) for part in parts.values()) < 72_000
    for part in parts.values():
        assert np.isfinite(part.vertices).all(), part.name
        assert part.faces.dtype == np.int32
        assert part.faces[:, :3].min() >= 0
        assert part.faces[:, 3].min() >= -1
        assert part.faces.max() == len(part.vertices) - 1
        assert part.joints == body.rig.names
        assert part.weights.shape == (len(part.vertices), len(part.joints))
        assert part.weights.min() >= 0.0
        assert np.abs(part.weights.sum(1) - 1.0).max() < 1e-4, part.name
        used = np.zeros(1, np.int16) if part.face_material is None else part.face_material
        assert used.min() >= 0
        assert used.max() < len(part.material_slots)
        tint = part.point_data["tint"]
        assert tint.shape == (len(part.vertices), 4)
        assert tint.min() >= 0.0
        assert tint.max() <= 1.0
        if part.uvs is not None:
            assert part.uvs.shape == (len(part.faces), 4, 2)
        for key, delta in part.shapes.items():
            assert delta.shape == part.vertices.shape, (part.name, key)
            assert np.isfinite(delta).all()


@pytest.mark.parametrize("name", NAMES)
def test_clothes_have_no_slivers(name: str) -> None:
    _, parts = dressed(name)
    for part in (parts["top"], parts["trousers"], parts["shoes"]):
        a, b, c, d = corners(part).transpose(1, 0, 2)
        area = 0.5 * np.linalg.norm(np.cross(c - a, d - b), axis=1)
        area = np.where(part.faces[:, 3] < 0, 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1), area)
        assert np.mean(area < 1e-9) < 0.004, part.name


@pytest.mark.parametrize("name", NAMES)
def test_no_skin_is_left_under_clothes(name: str) -> None:
    body, parts = dressed(name)
    figure, skin = Figure(body), parts["skin"].vertices
    outfit = outfit_of(body.look)
    top, trousers = TOPS[outfit.top], TROUSERS[outfit.trousers]
    # Between the lowest neckline and the ankles nothing of trunk and legs is left.
    limb = [
        k
        for k, bone in enumerate(body.rig.names)
        if bone.startswith(("upperarm", "lowerarm", "wrist", "finger", "meta"))
    ]
    arms = parts["skin"].weights[:, limb].sum(1) > 0.3
    chest = body.joints["clavicle.L"][2] + min(top.neckline.front, 0.0) - 0.08
    ankle = max(trousers.hem, 0.11) + 0.06
    left = ~arms & (skin[:, 2] < chest) & (skin[:, 2] > ankle)
    assert not left.any()
    for arm in figure.arms:
        place, _, radius = arm.coordinates(skin.astype(np.float64))
        near = (radius < 0.12) & (place > 0.05) & (place < top.sleeve * arm.length - 0.09)
        assert not (near & arms).any()
    feet = skin[skin[:, 2] < 0.2]
    assert len(feet) == 0 or feet[:, 2].min() > SHOES[outfit.shoes].collar - 0.06


@pytest.mark.parametrize("name", NAMES)
def test_skin_inside_cuffs_and_collars_lies_within_the_cloth(name: str) -> None:
    body, parts = dressed(name)
    figure, top = Figure(body), TOPS[outfit_of(body.look).top]
    skin = parts["skin"].vertices.astype(np.float64)
    cloth = parts["top"].vertices.astype(np.float64)
    for arm in figure.arms:
        end = top.sleeve * arm.length
        place, angle, radius = arm.coordinates(skin)
        inside = (radius < 0.10) & (place > end - 0.03) & (place < end - 0.008)
        assert inside.any()
        around = arm.coordinates(cloth)
        sleeve = (around[2] < 0.16) & (around[0] > end - 0.05) & (around[0] < end + 0.01)
        turn = np.linspace(-np.pi, np.pi, 13)
        for low, high in pairwise(turn.tolist()):
            bare = radius[inside & (angle >= low) & (angle < high)]
            worn = around[2][sleeve & (around[1] >= low) & (around[1] < high)]
            assert not len(bare) or bare.max() < worn.max(), (low, high)


def test_hems_are_planar() -> None:
    body, parts = dressed("marcus")
    figure, pattern = Figure(body), TOPS["tshirt"]
    hem = figure.crotch + pattern.hem
    z = parts["top"].vertices[:, 2]
    lowest = z.min()
    assert hem - 0.003 < lowest < hem
    assert (np.abs(z - hem) < 1e-5).sum() > 60
    for arm in figure.arms:
        along, _, _, centre = arm.frame(np.array([pattern.sleeve * arm.length]))
        cloth = parts["top"].vertices.astype(np.float64)
        before = (cloth - centre[0]) @ along[0]
        place, _, radius = arm.coordinates(cloth)
        mine = (radius < 0.13) & (place > 0.1) & (cloth[:, 2] > figure.armpit - 0.15)
        assert before[mine].max() < 0.003
        assert (np.abs(before[mine]) < 1e-5).sum() > 20


def girth(figure: Figure, part: Part, lower: float, upper: float) -> np.ndarray:
    """(24,) greatest radius about the torso's axis between two heights, by angle; the arms left out."""
    limb = [k for k, bone in enumerate(part.joints) if bone.startswith(("upperarm", "lowerarm", "wrist"))]
    points = part.vertices[part.weights[:, limb].sum(1) < 0.1].astype(np.float64)
    _, angle, radius = figure.torso.coordinates(points[(points[:, 2] > lower) & (points[:, 2] < upper)])
    place = np.floor((angle + np.pi) / (2 * np.pi) * 24).astype(int) % 24
    return np.array([radius[place == k].max(initial=-np.inf) for k in range(24)])


@pytest.mark.parametrize("name", ["marcus", "erik", "samuel", "amara"])
def test_trousers_lie_within_a_top_that_hangs_over_them(name: str) -> None:
    body, parts = dressed(name)
    figure = Figure(body)
    hem = figure.crotch + TOPS[outfit_of(body.look).top].hem
    outer = girth(figure, parts["top"], hem + 0.005, hem + 0.055)
    inner = girth(figure, parts["trousers"], hem + 0.005, hem + 0.055)
    assert np.isfinite(outer).all()
    assert np.isfinite(inner).all()
    assert (inner < outer).all()


@pytest.mark.parametrize("name", ["clara", "omar"])
def test_a_tucked_top_lies_within_the_waistband(name: str) -> None:
    body, parts = dressed(name)
    figure = Figure(body)
    waist = figure.hips + TROUSERS[outfit_of(body.look).trousers].waist
    outer = girth(figure, parts["trousers"], waist - 0.022, waist)
    inner = girth(figure, parts["top"], waist - 0.022, waist)
    seen = np.isfinite(inner)
    assert seen.sum() > 12
    assert (inner < outer)[seen].all()


@pytest.mark.parametrize("name", ["amara", "kenji", "nadia"])
def test_a_hem_spans_the_seat(name: str) -> None:
    body, parts = dressed(name)
    figure, top = Figure(body), parts["top"]
    legs = np.array([bone.startswith("upperleg") for bone in body.rig.names])
    hem = figure.crotch + TOPS[outfit_of(body.look).top].hem
    x, y, z = top.vertices.T
    behind = (np.abs(x) < 0.07) & (y > figure.torso.points[0, 1] + 0.05) & (np.abs(z - hem) < 0.02)
    assert behind.sum() > 8
    assert np.ptp(top.weights[behind][:, legs].sum(1)) < 0.15


def test_a_skirt_hangs_outside_of_what_is_beneath() -> None:
    body, parts = dressed("mei")
    figure = Figure(body)
    hem = float(parts["skirt"].vertices[:, 2].min())
    knee, hips = body.joints["lowerleg01.L"][2], figure.hips
    assert knee < hem < knee + 0.4 * (hips - knee)
    for height in np.linspace(hem + 0.01, hips, 6):
        outer = girth(figure, parts["skirt"], height - 0.02, height + 0.02)
        inner = girth(figure, parts["trousers"], height - 0.02, height + 0.02)
        assert np.isfinite(outer).all()
        assert (inner < outer).all()


@pytest.mark.parametrize("name", ["jonas", "clara", "kenji"])
def test_eyes_turn_by_sensible_angles(name: str) -> None:
    body, parts = dressed(name)
    eyes = parts["eyes"]
    half = len(eyes.vertices) // 2
    for number, side in enumerate(("Left", "Right")):
        mine = slice(number * half, (number + 1) * half)
        other = slice((1 - number) * half, (2 - number) * half)
        ball = eyes.vertices[mine].astype(np.float64)
        centre = body.joints[f"eye.{side[0]}"]
        for shape, degrees in LOOK_ANGLES.items():
            delta = eyes.shapes[shape + side].astype(np.float64)
            assert np.abs(delta[other]).max() == 0.0
            before, after = ball - ball.mean(0), ball + delta[mine] - (ball + delta[mine]).mean(0)
            u, _, v = np.linalg.svd(before.T @ after)
            turn = v.T @ np.diag([1, 1, np.linalg.det(v.T @ u.T)]) @ u.T
            angle = np.degrees(np.arccos((np.trace(turn) - 1) / 2))
            assert angle == pytest.approx(degrees, abs=0.5)
            gaze = turn @ np.array([0.0, -1.0, 0.0])
            outward = 1.0 if side == "Left" else -1.0
            wanted = {"Up": (2, 1.0), "Down": (2, -1.0), "In": (0, -outward), "Out": (0, outward)}
            axis, sign = wanted[shape.removeprefix("eyeLook")]
            assert gaze[axis] * sign > 0.25
        front = ball[ball[:, 1].argmin()]
        assert np.abs(front - centre)[[0, 2]].max() < 0.002


def test_no_face_of_an_eye_reaches_to_the_other() -> None:
    _, parts = dressed("jonas")
    eyes = parts["eyes"]
    right = np.where(eyes.faces >= 0, eyes.faces, eyes.faces[:, :1]) >= len(eyes.vertices) // 2
    assert (right.all(1) | ~right.any(1)).all()
    assert right[:, 0].mean() == 0.5


@pytest.mark.parametrize("name", ["jonas", "clara", "mei", "ruth"])
def test_closed_lids_cover_the_eyeball(name: str) -> None:
    body, parts = dressed(name)
    skin = parts["skin"]
    eyes = parts["eyes"].vertices.astype(np.float64)
    for number, side in enumerate(("Left", "Right")):
        shut = (skin.vertices + skin.shapes[f"eyeBlink{side}"]).astype(np.float64)
        half = len(eyes) // 2
        ball = eyes[number * half : (number + 1) * half]
        centre = body.joints[f"eye.{side[0]}"]
        pupil = ball[np.argsort(ball[:, 1])[:40]]
        near = shut[(np.linalg.norm(shut - centre, axis=1) < 0.026) & (shut[:, 1] < centre[1] - 0.006)]
        squared = ((pupil[:, None, [0, 2]] - near[None, :, [0, 2]]) ** 2).sum(-1)
        depth = np.where(squared < 0.005**2, near[None, :, 1], np.inf).min(1)
        assert (depth < pupil[:, 1] + 0.0005).all()


def test_faces_move_everything_on_them() -> None:
    body, parts = dressed("omar")
    assert len(parts["skin"].shapes) >= 50
    for side in ("Left", "Right"):
        assert np.abs(parts["lashes"].shapes[f"eyeBlink{side}"]).max() > 0.004
        assert np.abs(parts["brows"].shapes[f"browDown{side}"]).max() > 0.002
    assert parts["brows"].shapes["browInnerUp"][:, 2].max() > 0.002
    assert parts["teeth"].shapes["jawOpen"][:, 2].min() < -0.01
    assert parts["tongue"].shapes["jawOpen"][:, 2].min() < -0.01
    assert parts["beard"].shapes["jawOpen"][:, 2].min() < -0.01
    assert "jawOpen" not in parts["hair"].shapes
    # Brows stay on the skin when it moves.
    skin, brows = parts["skin"], parts["brows"]
    moved = brows.vertices + brows.shapes["browInnerUp"]
    under = skin.vertices + skin.shapes["browInnerUp"]
    eye = body.joints["eye.L"][2]
    near = under[(np.abs(under[:, 2] - eye - 0.02) < 0.04) & (under[:, 1] < body.joints["eye.L"][1] + 0.03)]
    gap = np.sqrt(((moved[::7, None] - near[None]) ** 2).sum(-1).min(1))
    assert gap.max() < 0.009


@pytest.mark.parametrize("name", NAMES)
def test_hair_keeps_to_the_head_and_off_the_face(name: str) -> None:
    body, parts = dressed(name)
    hair, skin = parts["hair"].vertices, parts["skin"].vertices
    eye = body.joints["eye.L"]
    crown = skin[:, 2].max()
    assert hair[:, 2].max() < crown + 0.11
    face = (np.abs(hair[:, 0]) < 1.2 * eye[0]) & (hair[:, 1] < eye[1] + 0.02) & (hair[:, 2] < eye[2] + 0.008)
    assert not face.any()
    hangs = parts["hair"].weights[hair[:, 2] > eye[2] - 0.05]
    assert hangs[:, body.rig.index("head")].min() == 1.0


def test_the_pairs_of_the_scenes_are_easy_to_tell_apart() -> None:
    for one, other in (("jonas", "clara"), ("marcus", "amara"), ("omar", "mei")):
        first, second = outfit_of(look_by_id(one)), outfit_of(look_by_id(other))
        assert np.abs(linear(first.top_colour) - linear(second.top_colour)).max() > 0.1
        assert first.haircut != second.haircut


def test_dressing_is_the_same_every_time() -> None:
    body, parts = dressed("clara")
    again = dress(body, body.look, _assets())
    for part in again:
        assert np.array_equal(part.vertices, parts[part.name].vertices), part.name


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ({"haircut": "mohawk"}, "haircut 'mohawk'"),
        ({"top": "toga"}, "top 'toga'"),
        ({"skin": "pink"}, "'pink' is not a colour"),
        ({"skin": "#12345"}, "not a colour"),
        ({"cape": "red"}, "no 'cape'"),
        ({"tucked": "yes"}, "not true or false"),
        ({"recede": "much"}, "not a number"),
    ],
)
def test_a_faulty_style_is_refused(style: dict[str, object], words: str) -> None:
    with pytest.raises(CharacterError, match=words):
        outfit_of(replace(look_by_id("jonas"), style=style))


def test_style_has_defaults_and_takes_whole_numbers() -> None:
    assert outfit_of(replace(look_by_id("jonas"), style={})) == Outfit()
    assert outfit_of(replace(look_by_id("jonas"), style={"recede": 1})).recede == 1.0


def test_every_slot_has_a_colour() -> None:
    for name in NAMES:
        body, parts = dressed(name)
        for part in parts.values():
            for slot in part.material_slots:
                colour = slot_colour(outfit_of(body.look), slot)
                assert colour.shape == (3,)
                assert 0.0 <= colour.min() <= colour.max() <= 1.0
    with pytest.raises(CharacterError, match="no character has"):
        slot_colour(Outfit(), "cape")


def test_colours_are_linear() -> None:
    assert linear("#000000") == pytest.approx([0, 0, 0])
    assert linear("#ffffff") == pytest.approx([1, 1, 1])
    assert linear("#808080") == pytest.approx([0.2158605] * 3, abs=1e-6)
    assert mix(np.zeros(3), np.ones(3), 0.25) == pytest.approx([0.25] * 3)


def test_the_data_file_lists_all_there_is_to_wear() -> None:
    head = LOOKS_FILE.read_text(encoding="utf-8").partition("[[look]]")[0]
    for kinds in (STYLES, BEARDS, TOPS, TROUSERS, SKIRTS, SHOES):
        assert all(re.search(rf"\b{kind}\b", head) for kind in kinds)
    assert all(re.search(rf"\b{field.name}\b", head) for field in fields(Outfit))


@pytest.mark.parametrize("haircut", sorted(STYLES))
def test_every_haircut_grows_on_any_head(haircut: str) -> None:
    body, parts = dressed("luis")
    frame = face_frame(_assets().base)
    scalp = Scalp(body, frame, frame.hairline("male"), parts["top"].vertices.astype(np.float64))
    hair = make_hair(scalp, haircut, "#402a1c")
    assert 4_000 < len(hair.vertices) < 30_000
    assert np.isfinite(hair.vertices).all()
    inside = scalp.reach(hair.vertices.astype(np.float64)) - np.linalg.norm(
        hair.vertices - scalp.centre, axis=1
    )
    above = hair.vertices[:, 2] > scalp.centre[2]
    # The reach is a smoothed map: at temples and ears it is some millimetres off.
    assert np.quantile(inside[above], 0.95) < 0.004


@pytest.mark.parametrize("shoe", sorted(SHOES))
def test_shoes_stand_flat_and_hold_the_foot(shoe: str) -> None:
    body, _ = dressed("luis")
    figure = Figure(body)
    made = make_shoes(figure, SHOES[shoe])
    assert made.vertices[:, 2].min() == pytest.approx(-SHOES[shoe].ground, abs=1e-6)
    foot = figure.points[body.base.vertex_groups["body"]]
    toes = foot[foot[:, 2] < 0.02]
    assert made.vertices[:, 1].min() < toes[:, 1].min()
    assert made.vertices[:, 0].max() > toes[:, 0].max()


@pytest.mark.parametrize("top", sorted(TOPS))
def test_every_top_can_be_cut_for_anybody(top: str) -> None:
    for name in ("samuel", "ruth"):
        body, _ = dressed(name)
        figure = Figure(body)
        legs = shape_trousers(figure, TROUSERS["jeans"].cut)
        made = make_top(figure, TOPS[top], legs.vertices)
        assert np.isfinite(made.vertices).all()
        assert made.faces.max() == len(made.vertices) - 1
        assert made.data["weights"].sum(1) == pytest.approx(np.ones(len(made.vertices)), abs=1e-6)
