# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the table of the shadow casters from the base mesh; run it again if that ever changes.

    ./interact python -m tools.make_caster

The skin is closed where the mouth opens, shrunk, and reduced by Blender's Decimate. What is left is tied to
the base mesh: every vertex to a place on a face, and a way in from there that is enough for its faces to stay
inside the skin, also with each joint bent and with each face shape.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from numpy.typing import NDArray

import interact_addon
from interact_addon.core.animation.rotations import axis_angle_to_quaternion, quaternion_to_matrix
from interact_addon.core.characters.body.attach import Anchors, triangles
from interact_addon.core.characters.body.surface import (
    average_neighbours,
    border_edges,
    smooth_values,
    unique_edges,
    unit_vectors,
    vertex_normals,
)
from interact_addon.core.characters.head.face_frame import face_frame
from interact_addon.core.characters.makehuman import Assets, BaseMesh

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

TABLE = Path(interact_addon.__file__).parent / "core" / "characters" / "clothing" / "caster.npz"
RATIO = 0.08
DEPTH = 0.008  # metres below the skin
THIN = 0.36  # at most this share of what is behind
TOLERANCE = 0.0005  # metres
EARS = 0.03  # metres that they are pushed into the head
ROUNDS = 6
BACK = np.array([0.0, 0.85, 0.53])  # where a face has room behind what moves

# Joint and how far it bends, degrees about the axes x (left), y (back), z (up).
BENDS = (
    ("lowerarm01.L", (0, 0, -110)), ("lowerarm01.L", (0, 0, -60)), ("lowerarm01.R", (0, 0, 110)),
    ("lowerarm01.R", (0, 0, 60)), ("lowerleg01.L", (120, 0, 0)), ("lowerleg01.R", (120, 0, 0)),
    ("lowerleg01.L", (60, 0, 0)), ("lowerleg01.R", (60, 0, 0)), ("upperleg01.L", (-95, 0, 0)),
    ("upperleg01.R", (-95, 0, 0)), ("upperleg01.L", (30, 0, 0)), ("upperleg01.R", (30, 0, 0)),
    ("upperleg01.L", (0, -50, 0)), ("upperleg01.R", (0, 50, 0)), ("upperarm01.L", (0, -100, 0)),
    ("upperarm01.R", (0, 100, 0)), ("upperarm01.L", (0, 45, 0)), ("upperarm01.R", (0, -45, 0)),
    ("upperarm01.L", (0, 0, -70)), ("upperarm01.R", (0, 0, 70)), ("wrist.L", (0, 70, 0)),
    ("wrist.R", (0, -70, 0)), ("wrist.L", (0, -70, 0)), ("wrist.R", (0, 70, 0)), ("neck01", (35, 0, 0)),
    ("neck01", (-35, 0, 0)), ("neck01", (0, 0, 60)), ("spine03", (40, 0, 0)), ("spine03", (-25, 0, 0)),
    ("foot.L", (35, 0, 0)), ("foot.R", (35, 0, 0)), ("foot.L", (-30, 0, 0)), ("foot.R", (-30, 0, 0)),
)  # fmt: skip


def main() -> None:
    """Write the table."""
    assets = Assets.find()
    base = assets.base
    body = without_mouth(base)
    travel = face_travel(assets)
    room = thickness(base.vertices, body)
    normals = vertex_normals(base.vertices, base.faces[base.faces_of("body")])
    offset = travel[:, None] * BACK - np.minimum(DEPTH, THIN * room)[:, None] * normals
    offset[:, 0] -= EARS * np.sign(base.vertices[:, 0]) * mask(base, "ears")  # too thin to have an inside
    coarse, faces = manifold(base.vertices + offset, body)
    corners, shares = tied(base.vertices + offset, body, coarse)
    within = Anchors(corners, shares)
    sunk, down, most = within.of(offset), -unit_vectors(within.of(normals)), 0.45 * within.of(room)
    deeper = np.zeros(len(sunk))
    for number in range(ROUNDS):
        missing = too_shallow(assets, body, within, sunk + deeper[:, None] * down, faces)
        print(f"round {number}: {np.sum(missing > 0)} of {len(sunk)} vertices, {missing.max() * 1e3:.1f} mm")
        deeper = np.minimum(deeper + missing, np.maximum(most - DEPTH, 0.0))
    np.savez_compressed(
        TABLE,
        corners=corners.astype(np.int16),
        shares=shares.astype(np.float32),
        offset=(sunk + deeper[:, None] * down).astype(np.float32),
        faces=faces.astype(np.int16),
    )
    print(f"{TABLE.name}: {len(sunk)} vertices, {len(faces)} faces, {TABLE.stat().st_size / 1024:.0f} kB")


def mask(base: BaseMesh, name: str) -> Floats:
    """(V,) a mask of the face, 0 to 1."""
    out = np.zeros(len(base.vertices))
    out[base.vertices_of("body")] = face_frame(base).masks[name]
    return out


def face_travel(assets: Assets) -> Floats:
    """(V,) metres by which some face shape moves each vertex and those around it."""
    count = len(assets.base.vertices)
    farthest = [
        np.linalg.norm(assets.face_unit(name).dense(count), axis=1) for name in assets.face_unit_names
    ]
    travel = np.max(farthest, axis=0)
    faces = assets.base.faces[assets.base.faces_of("body")]
    return np.maximum(travel, smooth_values(travel, average_neighbours(faces, count), 12))


def thickness(points: Floats, faces: Ints) -> Floats:
    """(V,) metres to the other side of the mesh, straight inwards."""
    normals = vertex_normals(points, faces)
    tree: Any = BVHTree.FromPolygons(points.tolist(), faces[:, :3].tolist())
    out = np.full(len(points), 1.0)
    for vertex in np.unique(faces[:, :3]).tolist():
        inward = Vector((-normals[vertex]).tolist())
        hit = tree.ray_cast(Vector(points[vertex].tolist()) + 1e-4 * inward, inward)
        if hit[3] is not None:
            out[vertex] = hit[3]
    # The thinnest nearby counts: a ray can pass between two fingers.
    edges, _, _ = unique_edges(faces, len(points))
    for _ in range(2):
        near = out.copy()
        np.minimum.at(near, edges[:, 0], out[edges[:, 1]])
        np.minimum.at(near, edges[:, 1], out[edges[:, 0]])
        out = near
    return out


def without_mouth(base: BaseMesh) -> Ints:
    """(F, 4) triangles of the skin, closed where the mouth opens by a fan about a vertex inside."""
    body = base.faces[base.faces_of("body")]
    inside = (mask(base, "mouth")[body] > 0.3).all(axis=1)
    start, end, _ = border_edges(body[~inside], len(base.vertices))
    within = np.setdiff1d(body[inside], start)
    hub = within[np.linalg.norm(base.vertices[within] - base.vertices[start].mean(0), axis=1).argmin()]
    fan = np.stack([end, start, np.full(len(start), hub)], axis=1)
    return np.pad(
        np.concatenate([triangles(body[~inside]), fan]), ((0, 0), (0, 1)), constant_values=-1
    ).astype(np.int32)


def _triangles_of(mesh: Any) -> Ints:
    faces = np.array([face.vertices[:] for face in mesh.polygons], np.int32)
    return np.pad(faces, ((0, 0), (0, 1)), constant_values=-1)


def manifold(points: Floats, faces: Ints) -> tuple[Floats, Ints]:
    """Reduce a mesh to about `RATIO` of its triangles; each edge has two, or shadows have streaks."""
    for ratio in RATIO * np.linspace(1.0, 0.8, 21):
        coarse, few = decimated(points, faces, float(ratio))
        _, _, sides = unique_edges(few, len(coarse))
        print(f"ratio {ratio:.4f}: {len(coarse)} vertices, {np.sum(sides != 2)} edges without two faces")
        if (sides == 2).all():
            return coarse, few
    raise SystemExit("no reduced mesh is a manifold")


def decimated(points: Floats, faces: Ints, ratio: float) -> tuple[Floats, Ints]:
    """Reduce a mesh of triangles to a share of its faces."""
    used, corners = np.unique(faces[:, :3], return_inverse=True)
    mesh = bpy.data.meshes.new("caster")
    mesh.from_pydata(points[used].tolist(), [], corners.reshape(-1, 3).tolist())
    thing = bpy.data.objects.new("caster", mesh)
    scene: Any = bpy.context.scene
    scene.collection.objects.link(thing)
    modifier: Any = thing.modifiers.new("Decimate", "DECIMATE")
    modifier.ratio = ratio
    graph = bpy.context.evaluated_depsgraph_get()
    result: Any = thing.evaluated_get(graph).to_mesh()
    return np.array([vertex.co for vertex in result.vertices]), _triangles_of(result)


def tied(shrunk: Floats, body: Ints, coarse: Floats) -> tuple[Ints, Floats]:
    """Tie points to the faces of the shrunk skin: corners (P, 3) and shares (P, 3)."""
    tri = body[:, :3]
    tree: Any = BVHTree.FromPolygons(shrunk.tolist(), tri.tolist())
    corners, shares = [], []
    for point in coarse:
        found, _, face, _ = tree.find_nearest(Vector(point.tolist()))
        sides = np.vstack([shrunk[tri[face]].T, np.ones(3)])
        share = np.clip(np.linalg.lstsq(sides, np.array([*found, 1.0]), rcond=None)[0], 0.0, 1.0)
        corners.append(tri[face])
        shares.append(share / share.sum())
    return np.array(corners), np.array(shares)


def too_shallow(assets: Assets, body: Ints, within: Anchors, offset: Floats, faces: Ints) -> Floats:
    """(P,) metres that vertices have to sink for their faces to be inside, at rest and with each bend."""
    points = assets.base.vertices
    rig = assets.rig("default")
    heads = dict(zip(rig.names, rig.heads(points), strict=True))
    below = within.of(points) + offset
    missing = np.zeros(len(offset))
    for joint, degrees in (("", (0.0, 0.0, 0.0)), *BENDS):
        bend, moved = np.zeros(len(points)), np.eye(3)
        pivot = np.zeros(3)
        if joint:
            bend = rig.weights[:, descendants(rig, joint)].sum(1).astype(np.float64)
            turn = np.radians(np.asarray(degrees, np.float64))
            angle = float(np.linalg.norm(turn))
            moved = quaternion_to_matrix(axis_angle_to_quaternion(turn / angle, np.asarray(angle)))
            pivot = heads[joint]
        posed = _bent(points, bend, moved, pivot)
        inner = _bent(below, within.of(bend), moved, pivot)
        np.maximum(missing, _outside(posed, body, inner, faces), out=missing)
    return missing


def _bent(points: Floats, share: Floats, turn: Floats, pivot: Floats) -> Floats:
    return points + share[:, None] * ((points - pivot) @ turn.T + pivot - points)


def descendants(rig: Any, joint: str) -> list[int]:
    """Columns of a bone and all below it."""
    names = list(rig.names)
    found = {names.index(joint)}
    for number, parent in enumerate(rig.parents):
        if int(parent) in found:
            found.add(number)
    return sorted(found)


def _outside(points: Floats, body: Ints, inner: Floats, faces: Ints) -> Floats:
    """(P,) how far some point of a vertex's faces is outside the skin, metres."""
    tree: Any = BVHTree.FromPolygons(points.tolist(), body[:, :3].tolist())
    edges, _, _ = unique_edges(faces, len(inner))
    out = np.zeros(len(inner))
    for group in (np.arange(len(inner))[:, None], edges, faces[:, :3]):
        for members, place in zip(group, inner[group].mean(axis=1).tolist(), strict=True):
            point = Vector(place)
            found, normal, _, away = tree.find_nearest(point)
            if (point - found).dot(normal) > 0.0 and away > TOLERANCE and _winding(tree, point) < 1:
                out[members] = np.maximum(out[members], away + TOLERANCE)
    return out


def _winding(tree: Any, point: Vector) -> int:
    """How often a closed mesh, which may overlap itself, surrounds a point."""
    ray, start, number = Vector((0.36, 0.48, 0.8)), point, 0
    while True:
        hit, normal, _, _ = tree.ray_cast(start, ray)
        if hit is None:
            return number
        number += 1 if normal.dot(ray) > 0.0 else -1
        start = hit + 1e-5 * ray


if __name__ == "__main__":
    bpy.ops.wm.read_factory_settings(use_empty=True)
    main()
