# SPDX-License-Identifier: GPL-3.0-or-later
"""Match ARKit weights to the shape keys of a mesh."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...foundation.findings import Finding
from .arkit import HALVES
from .spelling import recognise

__all__ = ["ShapeMatch", "match_shape_keys"]

_BASIS = ("basis", "base", "neutral")


@dataclass(frozen=True, slots=True)
class ShapeMatch:
    """Result of matching.

    Attributes:
        pairs: (track name, shape key name) for each shape key that is driven. A track name can drive two
            keys: the halves of ``browInnerUp`` and ``cheekPuff`` on ICT-FaceKit meshes.
        missing: Track names without a shape key on the mesh.
        unknown: Shape keys that are not ARKit shapes, except the basis.
        doubled: Shape keys ignored since another matches the same name better.
    """

    pairs: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...] = ()

    def findings(self, mesh: str) -> tuple[Finding, ...]:
        """Return one finding that lists everything unmatched, or none.

        Args:
            mesh: Name of the mesh.
        """
        parts = []
        if self.missing:
            parts.append(f"it has no shape key for {', '.join(self.missing)}")
        if self.doubled:
            parts.append(f"further spellings ignored: {', '.join(self.doubled)}")
        if self.unknown:
            parts.append(f"not ARKit shapes: {', '.join(self.unknown)}")
        if not parts:
            return ()
        level = "warning" if self.missing or self.doubled else "info"
        return (Finding("shape-keys-unmatched", f"face mesh {mesh}: {'; '.join(parts)}", level=level),)


def match_shape_keys(track_names: Sequence[str], key_names: Iterable[str]) -> ShapeMatch:
    """Find the shape keys that a track's weights drive, under the usual spellings.

    Args:
        track_names: ARKit names, as in :attr:`FaceTrack.names`.
        key_names: The mesh's shape keys, with or without the basis.
    """
    best: dict[str, tuple[int, str]] = {}
    unknown: list[str] = []
    doubled: list[str] = []
    for key in key_names:
        found = recognise(key)
        if found is None:
            if key.strip().lower() not in _BASIS:
                unknown.append(key)
            continue
        name, distance = found
        if name in best:
            kept, other = (key, best[name][1]) if distance < best[name][0] else (best[name][1], key)
            doubled.append(other)
            best[name] = (min(distance, best[name][0]), kept)
        else:
            best[name] = (distance, key)
    pairs: list[tuple[str, str]] = []
    missing: list[str] = []
    for name in track_names:
        if name in best:
            pairs.append((name, best[name][1]))
            # If the whole shape is there, its halves would be added to it.
            doubled.extend(best[half][1] for half, whole in HALVES.items() if whole == name and half in best)
            continue
        halves = [best[half][1] for half, whole in HALVES.items() if whole == name and half in best]
        pairs.extend((name, half) for half in halves)
        if not halves:
            missing.append(name)
    return ShapeMatch(tuple(pairs), tuple(missing), tuple(unknown), tuple(doubled))
