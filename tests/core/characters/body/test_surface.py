# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.characters.body.cutting import cut, divide
from interact_addon.core.characters.body.surface import (
    Surface,
    average_neighbours,
    border_edges,
    corner_normals,
    join,
    smooth_values,
    subdivide,
    surface_of,
    unit_vectors,
    vertex_normals,
)
from interact_addon.core.characters.clothing.tailor import FOLD, extrude, fold


def sheet(rows: int = 6, columns: int = 8) -> Surface:
    """A flat grid in x and z that faces -y, a metre wide and high, carrying its x."""
    x, z = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    points = np.stack([x, np.zeros_like(x), z], -1).reshape(-1, 3)
    number = np.arange(rows * columns).reshape(rows, columns)
    quads = np.stack([number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]], -1)
    return Surface(points, quads.reshape(-1, 4).astype(np.int32), {"x": points[:, 0].copy()})


def cube() -> Surface:
    points = np.array([[x, y, z] for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)], float)
    quads = np.array(
        [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]], np.int32
    )
    return Surface(points, quads)


def area(surface: Surface) -> float:
    return float(np.linalg.norm(corner_normals(surface.vertices, surface.faces), axis=1).sum() / 2)


@pytest.mark.parametrize("slope", [0.0, 0.37, -1.3])
@pytest.mark.parametrize("snap", [0.0, 0.35])
def test_a_cut_ends_exactly_on_its_line(slope: float, snap: float) -> None:
    whole = sheet()
    where = whole.vertices[:, 2] - 0.513 - slope * (whole.vertices[:, 0] - 0.5)
    left, on_line = cut(whole, where, snap)
    field = left.vertices[:, 2] - 0.513 - slope * (left.vertices[:, 0] - 0.5)
    assert field.min() > -1e-12
    assert np.abs(field[on_line]).max() < 1e-12
    assert on_line.sum() >= 4
    assert np.linalg.norm(corner_normals(left.vertices, left.faces), axis=1).min() > 1e-9


def test_what_vertices_carry_is_cut_as_they_are() -> None:
    whole = sheet()
    left, _ = cut(whole, whole.vertices[:, 2] + 0.4 * whole.vertices[:, 0] - 0.61, 0.0)
    assert np.abs(left.data["x"] - left.vertices[:, 0]).max() < 1e-12


def test_both_sides_of_a_division_make_up_the_whole() -> None:
    whole = sheet()
    divided, side, _ = divide(whole, whole.vertices[:, 2] + whole.vertices[:, 0] - 0.83, 0.0)
    assert abs(area(divided) - 1.0) < 1e-12
    normal = corner_normals(divided.vertices, divided.faces)
    assert (normal[:, 1] < 0).all()
    assert set(side.tolist()) == {1, -1}


def test_cutting_nothing_and_everything() -> None:
    whole = sheet()
    same, on_line = cut(whole, np.ones(len(whole.vertices)))
    assert len(same.faces) == len(whole.faces)
    assert not on_line.any()
    none, _ = cut(whole, -np.ones(len(whole.vertices)))
    assert len(none.faces) == 0


def test_subdividing_a_cube_rounds_it_and_keeps_it_closed() -> None:
    fine = subdivide(subdivide(cube()))
    assert len(fine.faces) == 6 * 16
    assert not len(border_edges(fine.faces, len(fine.vertices))[0])
    radius = np.linalg.norm(fine.vertices, axis=1)
    assert radius.max() < 1.05
    assert radius.max() / radius.min() < 1.25
    outward = (vertex_normals(fine.vertices, fine.faces) * fine.vertices).sum(1)
    assert (outward > 0).all()


def test_subdividing_keeps_straight_borders_and_linear_values() -> None:
    fine = subdivide(sheet())
    assert len(fine.faces) == 4 * 5 * 7
    start, _, _ = border_edges(fine.faces, len(fine.vertices))
    rim = fine.vertices[start]
    rim = rim[~((np.abs(rim[:, 0] - 0.5) > 0.4) & (np.abs(rim[:, 2] - 0.5) > 0.4))]  # corners are rounded
    assert np.minimum.reduce([rim[:, 0], 1 - rim[:, 0], rim[:, 2], 1 - rim[:, 2]]).max() < 1e-12
    assert np.abs(fine.data["x"] - fine.vertices[:, 0]).max() < 1e-12


def test_a_fold_shows_thickness_and_hides_the_edge() -> None:
    whole = sheet()
    where = whole.vertices[:, 2] - 0.5
    left, edge = cut(whole, where)
    hemmed = fold(left, edge, np.array([0.0, 0.0, -1.0]))
    added = hemmed.vertices[len(left.vertices) :]
    assert len(added) == len(FOLD) * edge.sum()
    assert added[:, 2].min() == pytest.approx(0.5 - 0.0022)
    assert added[:, 1].max() == pytest.approx(0.0028)  # inwards: the sheet faces -y
    # New faces go on as the old ones do: no edge is walked twice in one direction.
    from interact_addon.core.characters.body.surface import face_edges

    start, end, _ = face_edges(hemmed.faces)
    pairs = np.stack([start, end], 1)
    assert len(np.unique(pairs, axis=0)) == len(pairs)


def test_a_band_sewn_on_is_not_joined_to_the_cloth() -> None:
    whole = sheet()
    left, edge = cut(whole, whole.vertices[:, 2] - 0.5)
    rings = ((0.001, -0.002), (0.001, 0.02))
    banded, last = extrude(left, edge, rings, np.array([0.0, 0.0, -1.0]), 3, apart=True)
    new = banded.faces[len(left.faces) :]
    assert new.min() >= len(left.vertices)
    assert (banded.material[len(left.faces) :] == 3).all()
    assert banded.vertices[last][:, 2] == pytest.approx(0.48)


def test_joining_renumbers() -> None:
    one, other = sheet(), cube()
    both = join(one, other)
    assert np.array_equal(both.faces[len(one.faces) :], other.faces + len(one.vertices))
    assert not both.data


def test_a_part_of_a_mesh_keeps_only_what_it_uses() -> None:
    whole = sheet()
    some = surface_of(whole.vertices, whole.faces[:3], x=whole.data["x"])
    assert len(some.vertices) == 8
    assert some.faces.max() == 7
    assert np.array_equal(some.data["x"], some.vertices[:, 0])


def test_smoothing_evens_out_and_spares_where_told() -> None:
    whole = sheet(9, 9)
    rough = np.random.default_rng(1).normal(size=len(whole.vertices))
    around = average_neighbours(whole.faces, len(rough))
    assert smooth_values(rough, around, 20).std() < 0.3 * rough.std()
    half = np.where(whole.vertices[:, 0] < 0.5, 0.5, 0.0)
    kept = smooth_values(rough, around, 5, half)
    assert np.array_equal(kept[half == 0.0], rough[half == 0.0])


def test_what_has_no_direction_gets_none() -> None:
    vectors = np.array([[[3.0, 0.0, 4.0], [0.0, 1e-11, 0.0]], [[0.0, 0.0, 0.0], [1e-17, 0.0, -1e-17]]])
    units = unit_vectors(vectors)
    np.testing.assert_allclose(units[0], [[0.6, 0.0, 0.8], [0.0, 1.0, 0.0]], rtol=1e-15)
    assert np.abs(units[1]).max() < 1e-4  # rounding errors do not become directions
