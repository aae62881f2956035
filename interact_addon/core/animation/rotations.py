# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotations as arrays: Euler angles, matrices and quaternions, vectorised over all leading axes.

Quaternions are (w, x, y, z) in the last axis, of unit length; matrices turn column vectors (``v' = R @ v``)
and are the last two axes; angles are radians. An order such as ``"ZYX"`` is the order in which a BVH file
lists the channels and means ``R = Rz @ Ry @ Rx``: the last letter is applied first.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..foundation.errors import UsageError

__all__ = [
    "axis_angle_to_quaternion",
    "continuous",
    "euler_to_matrix",
    "euler_to_quaternion",
    "matrix_to_euler",
    "matrix_to_quaternion",
    "normalized",
    "quaternion_conjugate",
    "quaternion_multiply",
    "quaternion_rotate",
    "quaternion_to_euler",
    "quaternion_to_matrix",
    "rotation_vector_to_quaternion",
    "shortest_arc",
    "slerp",
    "unscaled",
]

Array = NDArray[np.float64]
_AXES = {"X": 0, "Y": 1, "Z": 2}


def _axes(order: Iterable[str]) -> list[int]:
    try:
        return [_AXES[letter] for letter in order]
    except KeyError:
        raise UsageError(f"the rotation order {order!r} holds a letter other than X, Y and Z") from None


def euler_to_matrix(angles: ArrayLike, order: str) -> Array:
    """Convert Euler angles (..., len(order)) in radians, ordered as ``order``, to matrices (..., 3, 3).

    Any number of axes is allowed, also repeated ones (``"ZXZ"``) and none (the identity).

    Raises:
        UsageError: a letter other than X, Y, Z, or a number of angles that differs from that of letters.
    """
    return quaternion_to_matrix(euler_to_quaternion(angles, order))


def euler_to_quaternion(angles: ArrayLike, order: str) -> Array:
    """Convert Euler angles (..., len(order)) in radians to quaternions (..., 4); see `euler_to_matrix`.

    The sign follows from the half angles: adding a full turn to an angle flips it.
    """
    half = np.asarray(angles, dtype=np.float64) * 0.5
    axes = _axes(order)
    if half.shape[-1:] != (len(axes),):
        raise UsageError(f"{half.shape[-1:]} angles do not fit the rotation order {order!r}")
    out = np.zeros((*half.shape[:-1], 4))
    out[..., 0] = 1.0
    if not axes:
        return out
    cos, sin = np.cos(half), np.sin(half)
    out[..., 0] = cos[..., 0]
    out[..., 1 + axes[0]] = sin[..., 0]
    if len(axes) == 3 and len(set(axes)) == 3:
        # The product of three half-angle quaternions about three different axes, written out.
        i, j, k = axes
        sign = 1.0 if (i, j, k) in ((0, 1, 2), (1, 2, 0), (2, 0, 1)) else -1.0
        (ca, cb, cc), (sa, sb, sc) = np.moveaxis(cos, -1, 0), np.moveaxis(sin, -1, 0)
        cbcc, sbsc, sbcc, cbsc = cb * cc, sb * sc, sb * cc, cb * sc
        out[..., 0] = ca * cbcc - sign * (sa * sbsc)
        out[..., 1 + i] = sa * cbcc + sign * (ca * sbsc)
        out[..., 1 + j] = ca * sbcc - sign * (sa * cbsc)
        out[..., 1 + k] = ca * cbsc + sign * (sa * sbcc)
        return out
    for n, axis in enumerate(axes[1:], start=1):
        turn = np.zeros_like(out)
        turn[..., 0] = cos[..., n]
        turn[..., 1 + axis] = sin[..., n]
        out = quaternion_multiply(out, turn)
    return out


def matrix_to_euler(matrices: ArrayLike, order: str) -> Array:
    """Convert rotation matrices (..., 3, 3) to Euler angles (..., 3) in radians.

    The middle angle is within a quarter turn of zero. If it is a quarter turn (gimbal lock), the first and
    the third angle share one axis, and the result is one of the many that give the matrix.

    Raises:
        UsageError: ``order`` is not a permutation of X, Y and Z.
    """
    r = np.asarray(matrices, dtype=np.float64)
    axes = _axes(order)
    if sorted(axes) != [0, 1, 2]:
        raise UsageError(f"invalid rotation order {order!r}: must be three different axes")
    i, j, k = axes
    sign = 1.0 if (i, j, k) in ((0, 1, 2), (1, 2, 0), (2, 0, 1)) else -1.0
    out = np.empty((*r.shape[:-2], 3))
    first = np.arctan2(-sign * r[..., j, k], r[..., k, k])
    out[..., 0] = first
    out[..., 1] = np.arctan2(sign * r[..., i, k], np.hypot(r[..., i, i], r[..., i, j]))
    # The third angle is computed with the first removed, which stays exact near the quarter turn.
    cos, sin = np.cos(first), sign * np.sin(first)
    out[..., 2] = np.arctan2(
        sign * (cos * r[..., j, i] + sin * r[..., k, i]), cos * r[..., j, j] + sin * r[..., k, j]
    )
    return out


def quaternion_to_euler(quaternions: ArrayLike, order: str) -> Array:
    """Convert unit quaternions (..., 4) to Euler angles (..., 3) in radians; see `matrix_to_euler`."""
    return matrix_to_euler(quaternion_to_matrix(quaternions), order)


def quaternion_to_matrix(quaternions: ArrayLike) -> Array:
    """Convert unit quaternions (..., 4) to rotation matrices (..., 3, 3)."""
    q = np.asarray(quaternions, dtype=np.float64)
    w, x, y, z = (q[..., n] for n in range(4))
    out = np.empty((*q.shape[:-1], 3, 3))
    out[..., 0, 0] = 1 - 2 * (y * y + z * z)
    out[..., 0, 1] = 2 * (x * y - w * z)
    out[..., 0, 2] = 2 * (x * z + w * y)
    out[..., 1, 0] = 2 * (x * y + w * z)
    out[..., 1, 1] = 1 - 2 * (x * x + z * z)
    out[..., 1, 2] = 2 * (y * z - w * x)
    out[..., 2, 0] = 2 * (x * z - w * y)
    out[..., 2, 1] = 2 * (y * z + w * x)
    out[..., 2, 2] = 1 - 2 * (x * x + y * y)
    return out


def matrix_to_quaternion(matrices: ArrayLike) -> Array:
    """Convert rotation matrices (..., 3, 3) to unit quaternions (..., 4), w not negative."""
    r = np.asarray(matrices, dtype=np.float64)
    # The symmetric matrix 4 q q^T: its row with the largest diagonal gives q without cancellation.
    outer = np.empty((*r.shape[:-2], 4, 4))
    xx, yy, zz = r[..., 0, 0], r[..., 1, 1], r[..., 2, 2]
    outer[..., 0, 0] = 1 + xx + yy + zz
    outer[..., 1, 1] = 1 + xx - yy - zz
    outer[..., 2, 2] = 1 - xx + yy - zz
    outer[..., 3, 3] = 1 - xx - yy + zz
    outer[..., 0, 1] = outer[..., 1, 0] = r[..., 2, 1] - r[..., 1, 2]
    outer[..., 0, 2] = outer[..., 2, 0] = r[..., 0, 2] - r[..., 2, 0]
    outer[..., 0, 3] = outer[..., 3, 0] = r[..., 1, 0] - r[..., 0, 1]
    outer[..., 1, 2] = outer[..., 2, 1] = r[..., 0, 1] + r[..., 1, 0]
    outer[..., 1, 3] = outer[..., 3, 1] = r[..., 0, 2] + r[..., 2, 0]
    outer[..., 2, 3] = outer[..., 3, 2] = r[..., 1, 2] + r[..., 2, 1]
    best = np.argmax(np.diagonal(outer, axis1=-2, axis2=-1), axis=-1)
    q = np.take_along_axis(outer, best[..., None, None], axis=-2)[..., 0, :]
    q = normalized(q)
    out: Array = np.where(q[..., :1] < 0, -q, q)
    return out


def axis_angle_to_quaternion(axes: ArrayLike, angles: ArrayLike) -> Array:
    """Return rotations (..., 4) by ``angles`` (...) radians about the unit vectors ``axes`` (..., 3)."""
    half = np.asarray(angles, dtype=np.float64)[..., None] * 0.5
    return np.concatenate([np.cos(half), np.sin(half) * np.asarray(axes, dtype=np.float64)], axis=-1)


def rotation_vector_to_quaternion(vectors: ArrayLike) -> Array:
    """Return rotations (..., 4) about vectors (..., 3) by their lengths, radians."""
    array = np.asarray(vectors, dtype=np.float64)
    return axis_angle_to_quaternion(normalized(array), np.linalg.norm(array, axis=-1))


def quaternion_multiply(a: ArrayLike, b: ArrayLike) -> Array:
    """Return the products ``a b`` (..., 4), broadcast: the rotation ``b`` first, then ``a``."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    aw, ax, ay, az = (a[..., n] for n in range(4))
    bw, bx, by, bz = (b[..., n] for n in range(4))
    out = np.empty(np.broadcast_shapes(a.shape, b.shape))
    out[..., 0] = aw * bw - ax * bx - ay * by - az * bz
    out[..., 1] = aw * bx + ax * bw + ay * bz - az * by
    out[..., 2] = aw * by - ax * bz + ay * bw + az * bx
    out[..., 3] = aw * bz + ax * by - ay * bx + az * bw
    return out


def quaternion_conjugate(q: ArrayLike) -> Array:
    """Return the inverse rotations (..., 4) of unit quaternions."""
    out: Array = np.asarray(q, dtype=np.float64) * np.array([1.0, -1.0, -1.0, -1.0])
    return out


def quaternion_rotate(q: ArrayLike, v: ArrayLike) -> Array:
    """Rotate the vectors ``v`` (..., 3) by the unit quaternions ``q`` (..., 4), broadcast."""
    q, v = np.asarray(q, dtype=np.float64), np.asarray(v, dtype=np.float64)
    w, x, y, z = (q[..., n] for n in range(4))
    a, b, c = (v[..., n] for n in range(3))
    # v + 2 w (u x v) + 2 u x (u x v), with u the vector part; np.cross would be several times slower.
    tx, ty, tz = 2 * (y * c - z * b), 2 * (z * a - x * c), 2 * (x * b - y * a)
    out = np.empty((*np.broadcast_shapes(q.shape[:-1], v.shape[:-1]), 3))
    out[..., 0] = a + w * tx + y * tz - z * ty
    out[..., 1] = b + w * ty + z * tx - x * tz
    out[..., 2] = c + w * tz + x * ty - y * tx
    return out


def normalized(v: ArrayLike) -> Array:
    """Return the vectors or quaternions (..., N) at unit length; those of zero length stay zero."""
    v = np.asarray(v, dtype=np.float64)
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    out: Array = np.divide(v, length, out=np.zeros_like(v), where=length > 0)
    return out


def unscaled(matrices: ArrayLike) -> Array:
    """Return the rotations (..., 3, 3) of matrices that scale along their axes, too."""
    axes = np.asarray(matrices, dtype=np.float64)
    return np.asarray(axes / np.maximum(np.linalg.norm(axes, axis=-2, keepdims=True), 1e-12))


def continuous(q: ArrayLike, axis: int = 0) -> Array:
    """Return the quaternions (..., 4), signs chosen so that neighbours along ``axis`` are in one hemisphere.

    Interpolating the components between two neighbours then takes the shorter arc. The first keeps its sign.
    """
    q = np.array(q, dtype=np.float64)
    along = np.moveaxis(q, axis, 0)
    if along.shape[0] > 1:
        flips = np.where(np.einsum("...i,...i->...", along[1:], along[:-1]) < 0, -1.0, 1.0)
        along[1:] *= np.cumprod(flips, axis=0)[..., None]
    return q


def slerp(a: ArrayLike, b: ArrayLike, t: ArrayLike) -> Array:
    """Interpolate (..., 4) spherically along the shorter arc from ``a`` (``t`` = 0) to ``b`` (``t`` = 1)."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    t = np.asarray(t, dtype=np.float64)
    dot = np.einsum("...i,...i->...", a, b)
    b = np.where(dot[..., None] < 0, -b, b)
    # The angle from the chord and the sum keeps its precision where arccos of the dot product loses it.
    angle = 2 * np.arctan2(np.linalg.norm(a - b, axis=-1), np.linalg.norm(a + b, axis=-1))
    sin = np.sin(angle)
    near = sin < 1e-9
    sin = np.where(near, 1.0, sin)
    wa = np.where(near, 1 - t, np.sin((1 - t) * angle) / sin)
    wb = np.where(near, t, np.sin(t * angle) / sin)
    return normalized(wa[..., None] * a + wb[..., None] * b)


def shortest_arc(a: ArrayLike, b: ArrayLike) -> Array:
    """Return the smallest rotations (..., 4) from the directions ``a`` (..., 3) to ``b`` (..., 3).

    Opposite directions give half a turn about an axis perpendicular to them; a direction of zero length gives
    the identity.
    """
    a, b = np.broadcast_arrays(normalized(a), normalized(b))
    # With the half-way vector h the quaternion is (a . h, a x h), which is exact for small angles too.
    half = a + b
    opposite = np.einsum("...i,...i->...", half, half) < 1e-24
    half = normalized(half)
    out = np.empty((*a.shape[:-1], 4))
    out[..., 0] = np.einsum("...i,...i->...", a, half)
    out[..., 1:] = np.cross(a, half)
    if np.any(opposite):
        least = np.eye(3)[np.argmin(np.abs(a), axis=-1)]
        square = np.concatenate([np.zeros((*a.shape[:-1], 1)), normalized(np.cross(a, least))], axis=-1)
        out = np.where(opposite[..., None], square, out)
    nothing = ~(np.any(a != 0, axis=-1) & np.any(b != 0, axis=-1))
    out = np.where(nothing[..., None], np.array([1.0, 0.0, 0.0, 0.0]), out)
    return normalized(out)
