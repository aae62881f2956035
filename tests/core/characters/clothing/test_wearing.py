# SPDX-License-Identifier: GPL-3.0-or-later
"""People in clothes of a wardrobe: what these replace and hide, their colours, their place in a capture."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from clothes_files import figure_of, write_clothes, write_hair, write_hat
from poses import pose_motion, posed

from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import (
    Look,
    Part,
    all_looks,
    build_body,
    dressed,
    fitted_character,
    look_by_id,
    open_wardrobe,
)
from interact_addon.core.characters.body.colours import linear
from interact_addon.core.characters.body.joining import BODY_PARTS
from interact_addon.core.characters.body.surface import vertex_normals
from interact_addon.core.characters.clothing.wardrobe import dress
from interact_addon.core.characters.clothing.worn_parts import worn_slot
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.foundation.errors import CharacterError


@pytest.fixture(scope="module")
def folder(assets: Assets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shirt, trousers, a suit, shoes, shorts, a hat and hair, made of jonas's base mesh."""
    root = tmp_path_factory.mktemp("wardrobe")
    figure = figure_of(assets)
    body, waist, crotch = figure.body, figure.waist, figure.crotch
    arms, legs = figure.limbs[:, :2].max(1), figure.limbs[:, 2:].max(1)
    write_clothes(root / "a", "shirt", body, lambda p: (p[:, 2] > crotch + 0.02) & (legs < 0.9))
    write_clothes(root / "a", "bottoms", body, lambda p: (p[:, 2] < waist) & (p[:, 2] > 0.1) & (arms < 0.1))
    write_clothes(root / "a", "overall", body, lambda p: p[:, 2] > 0.1)
    write_clothes(root / "a", "footwear", body, lambda p: p[:, 2] < 0.12, tag="Shoes")
    write_clothes(
        root / "a", "shorts", body, lambda p: (p[:, 2] < waist) & (p[:, 2] > crotch - 0.2) & (arms < 0.1)
    )
    write_hat(root / "b", "dome", body)
    write_hair(root / "b", "strips", body)
    return root


def parts_of(
    assets: Assets, folder: Path, *wear: str, person: str = "jonas", **style: object
) -> dict[str, Part]:
    look = look_by_id(person)
    look = dressed(replace(look, style={**look.style, **style}), open_wardrobe(folder), wear)
    return {part.name: part for part in dress(build_body(assets, look), look, assets)}


@pytest.mark.parametrize(
    ("wear", "gone", "left"),
    [
        ("shirt", {"top"}, {"trousers", "shoes", "hair"}),
        ("bottoms", {"trousers"}, {"top", "shoes"}),
        ("shorts", {"trousers"}, {"top", "shoes"}),
        ("overall", {"top", "trousers"}, {"shoes", "hair"}),
        ("footwear", {"shoes"}, {"top", "trousers"}),
        ("dome", set(), {"top", "trousers", "shoes", "hair", "hat"}),
        ("strips", set(), {"top", "trousers", "shoes", "hair"}),
    ],
)
def test_a_piece_replaces_what_it_covers_and_no_more(
    assets: Assets, folder: Path, wear: str, gone: set[str], left: set[str]
) -> None:
    parts = parts_of(assets, folder, wear)
    assert not gone & set(parts)
    assert left <= set(parts)
    for part in parts.values():
        assert np.isfinite(part.vertices).all()
        assert np.abs(part.weights.sum(1) - 1.0).max() < 1e-4
        assert part.faces.max() < len(part.vertices)
        assert part.point_data["tint"].shape == (len(part.vertices), 4)


def test_a_look_says_otherwise(assets: Assets, folder: Path) -> None:
    assert "top" in parts_of(assets, folder, "shirt", keep=["top"])
    assert "shoes" not in parts_of(assets, folder, "shirt", shoes="none")
    with pytest.raises(CharacterError, match="no shoes 'none'"):
        parts_of(assets, folder, shoes="none")
    with pytest.raises(CharacterError, match="keep"):
        parts_of(assets, folder, "shirt", keep=["socks"])


def test_hidden_skin_is_gone_and_bare_skin_is_there(assets: Assets, folder: Path) -> None:
    body = build_body(assets, look_by_id("jonas"))
    own, shorts = (parts_of(assets, folder, *wear)["skin"].vertices for wear in ((), ("shorts",)))
    knee = body.joints["lowerleg01.L"][2]
    assert not (np.abs(own[:, 2] - knee) < 0.05).any()  # beneath our trousers
    assert (np.abs(shorts[:, 2] - knee) < 0.05).sum() > 50  # the shins are bare
    hips = body.joints["upperleg01.L"][2]
    assert not ((np.abs(shorts[:, 2] - hips) < 0.02) & (np.abs(shorts[:, 0]) < 0.15)).any()


def test_what_a_file_hides_is_hidden(assets: Assets, tmp_path: Path) -> None:
    figure = figure_of(assets)
    skin = figure.points[: len(figure.body.base.vertex_groups["body"])]
    nose = skin[skin[:, 1].argmin()]
    near = np.flatnonzero(np.linalg.norm(skin - nose, axis=1) < 0.012)
    tail = "delete_verts\n" + " ".join(map(str, near)) + "\n"
    write_clothes(tmp_path, "patch", figure.body, lambda p: p[:, 2] < 0.2, tail=tail)
    reach = []
    for wear in ((), ("patch",)):
        found = parts_of(assets, tmp_path, *wear)["skin"]
        reach.append(np.linalg.norm(found.vertices[found.faces].mean(1) - nose, axis=1).min())
    assert reach[0] < 0.003 < 0.008 < reach[1]


def test_colours_are_given_or_the_persons_own(assets: Assets, folder: Path) -> None:
    own = parts_of(assets, folder, "shirt")["shirt"]
    assert np.allclose(own.point_data["tint"][:, :3], linear("#7f9bb5"), atol=1e-6)  # jonas's top_colour
    given = parts_of(assets, folder, "shirt #336699")["shirt"]
    assert np.allclose(given.point_data["tint"][:, :3], linear("#336699"), atol=1e-6)


def test_hair_stays_inside_a_hat(assets: Assets, folder: Path) -> None:
    for person in ("jonas", "clara"):
        parts = parts_of(assets, folder, "dome", person=person)
        hat = parts["hat"].vertices.astype(float)
        hair = parts["hair"].vertices.astype(float)
        centre = np.array([0.0, hat[:, 1].mean(), hat[:, 2].min()])
        above = hair[hair[:, 2] > hat[:, 2].min() + 0.02]
        toward = (above - centre) / np.linalg.norm(above - centre, axis=1, keepdims=True)
        shell = (hat - centre) / np.linalg.norm(hat - centre, axis=1, keepdims=True)
        nearest = (toward @ shell.T).argmax(1)
        reach = np.linalg.norm(hat - centre, axis=1)[nearest]
        assert (np.linalg.norm(above - centre, axis=1) < reach + 0.002).mean() > 0.998


def test_cards_become_tapering_locks(assets: Assets, folder: Path) -> None:
    hair = parts_of(assets, folder, "strips")["hair"]
    assert len(hair.faces) > 4 * 5 * 4  # each of the 20 faces is several locks
    a, b, c, d = hair.vertices[hair.faces].astype(float).transpose(1, 0, 2)
    height = 0.25 * (a + b + c + d)[:, 2]
    wide = np.minimum(np.linalg.norm(a - b, axis=1), np.linalg.norm(c - d, axis=1))
    low, high = np.percentile(height, [10, 60])
    assert wide[height <= low].mean() < 0.6 * wide[height > high].mean()
    assert hair.point_data["tint"][:, :3].std(0).max() > 0.005  # strands differ


def test_looks_of_the_folder_dress_people(assets: Assets, folder: Path, tmp_path: Path) -> None:
    for file in (folder / "a").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "looks.toml").write_text('[jonas]\nwear = ["shirt"]\nhaircut = "buzz"\n')
    wardrobe = open_wardrobe(tmp_path)
    jonas = dressed(look_by_id("jonas"), wardrobe)
    assert [each.piece.name for each in jonas.worn] == ["shirt"]
    assert jonas.style["haircut"] == "buzz"
    assert dressed(look_by_id("jonas"), wardrobe, ["shorts"]).worn[0].piece.name == "shorts"
    assert dressed(look_by_id("clara"), wardrobe) is look_by_id("clara")
    for text, words in (
        ('[jonas]\nhat = "no"', "no 'hat'"),
        ('[jonnas]\nwear = ["shirt"]', "no built-in person 'jonnas'"),
        ('[jonas]\nwear = "shirt"', "not a list of names"),
        ("[jonas]\nbrows = inf", "from 0 to 3"),
        ("[jonas]\nrecede = nan", "from 0 to 2"),
    ):
        (tmp_path / "looks.toml").write_text("\ufeff" + text, encoding="utf-8")
        with pytest.raises(CharacterError, match=rf"looks.toml.*{words}"):
            dressed(look_by_id("jonas"), open_wardrobe(tmp_path))


@pytest.mark.parametrize("name", ["skin", "body", "shirt: blue"])
def test_any_file_name_can_be_worn(assets: Assets, tmp_path: Path, name: str) -> None:
    figure = figure_of(assets)
    legs = figure.limbs[:, 2:].max(1)
    write_clothes(
        tmp_path / "a", "shirt", figure.body, lambda p: (p[:, 2] > figure.crotch + 0.02) & (legs < 0.9)
    )
    (tmp_path / "a" / "shirt.mhclo").rename(tmp_path / "a" / f"{name}.mhclo")
    look = dressed(look_by_id("jonas"), open_wardrobe(tmp_path), [name])
    parts = dress(build_body(assets, look), look, assets)
    names = [part.name for part in parts]
    assert len(set(names)) == len(names)
    (worn,) = [part for part in parts if part.material_slots[0].startswith(f"{name}: ")]
    slot = worn_slot(worn.material_slots[0], look.worn)
    assert slot is not None
    assert slot[0].piece.name == name
    assert worn.name not in ("body", *BODY_PARTS)


def test_nothing_is_worn_twice(folder: Path) -> None:
    worn = dressed(look_by_id("jonas"), open_wardrobe(folder), ["shirt", "SHIRT", "shirt #334455"]).worn
    assert [(each.piece.name, each.colour) for each in worn] == [("shirt", "#334455")]


def test_a_changed_file_is_fitted_anew(folder: Path, tmp_path: Path) -> None:
    for name in ("shirt.obj", "shirt.mhclo", "shirt.mhmat"):
        (tmp_path / name).write_bytes((folder / "a" / name).read_bytes())

    def key() -> str:
        return dressed(look_by_id("jonas"), open_wardrobe(tmp_path), ["shirt"]).content_hash()

    first = key()
    assert first != look_by_id("jonas").content_hash()
    assert key() == first
    (tmp_path / "shirt.mhmat").write_text("diffuseColor 0 0 0\n")
    assert key() != first


def test_without_a_folder_nothing_can_be_worn() -> None:
    assert open_wardrobe(None) is None
    with pytest.raises(CharacterError, match="--wardrobe"):
        open_wardrobe(None, ["fedora"])


def skin_of(body: Part) -> np.ndarray:
    assert body.face_material is not None
    faces = body.faces[body.face_material == body.material_slots.index("skin")]
    return np.unique(faces[faces >= 0])


def through(fitted_parts: dict[str, Part], posed_parts: dict[str, np.ndarray], clothes: list[str]) -> int:
    """The most skin vertices in any pose that were under cloth at rest and are 2 mm outside it."""
    own = skin_of(fitted_parts["body"])
    skin, moved = fitted_parts["body"].vertices[own].astype(float), posed_parts["body"][:, own]
    worst = 0
    for name in clothes:
        cloth, faces = fitted_parts[name].vertices.astype(float), fitted_parts[name].faces
        nearest = np.concatenate(
            [((rows[:, None] - cloth[None]) ** 2).sum(2).argmin(1) for rows in np.array_split(skin, 12)]
        )
        normals = vertex_normals(cloth, faces)[nearest]
        off = skin - cloth[nearest]
        beneath = (np.linalg.norm(off, axis=1) < 0.03) & ((off * normals).sum(1) < -5e-4)
        for pose, points in zip(moved, posed_parts[name], strict=True):
            off = pose - points[nearest]
            height = (off * vertex_normals(points, faces)[nearest]).sum(1)
            worst = max(worst, int((beneath & (height > 0.002)).sum()))
    return worst


PEOPLE = {
    "clara": ("female_casualsuit01", "fedora", "shoes02"),
    "marcus": ("male_casualsuit05", "short02", "shoes03"),
    "jonas": ("male_elegantsuit01", "fedora_cocked", "shoes03"),
    "mei": ("female_sportsuit01", "long01", "shoes02"),
}


@pytest.mark.parametrize("person", PEOPLE)
def test_the_samples_in_poses(mhclo_root: Path, skeleton: Skeleton, person: str) -> None:
    look = dressed(look_by_id(person), open_wardrobe(mhclo_root), PEOPLE[person])
    fitted = fitted_character(look, skeleton)
    parts = {part.name: part for part in fitted.parts}
    assert not {"top", "trousers", "shoes"} & set(parts)
    motion = pose_motion(skeleton)
    clothes = [name for name in PEOPLE[person] if name in parts]
    assert len(clothes) == 2
    moved = {name: posed(fitted, parts[name], motion) for name in ("body", *clothes)}
    assert through(parts, moved, clothes) <= 0.002 * len(skin_of(parts["body"]))
    lowest = min(float(part.vertices[:, 2].min()) for part in fitted.parts)
    shoes = parts[PEOPLE[person][-1]].vertices
    assert abs(float(shoes[:, 2].min()) - lowest) < 0.002  # they stand on their soles


def test_everybody_can_wear_everything(mhclo_root: Path, assets: Assets) -> None:
    looks: tuple[Look, ...] = all_looks()
    wardrobe = open_wardrobe(mhclo_root)
    assert wardrobe is not None
    pieces = [piece.name for piece in wardrobe.pieces]
    for number, piece in enumerate(pieces):
        look = dressed(looks[number % len(looks)], wardrobe, [piece])
        parts = {part.name: part for part in dress(build_body(assets, look), look, assets)}
        assert {"skin", "hair"} <= set(parts)
        assert all(np.isfinite(part.vertices).all() for part in parts.values())
