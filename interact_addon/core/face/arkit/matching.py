# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shape key of a mesh each weight drives."""

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
    """The outcome of matching.

    Attributes:
        pairs: (track name, shape key name) for each shape key that is driven. A track name may drive two
            keys: the halves of ``browInnerUp`` and ``cheekPuff`` on ICT-FaceKit meshes.
        missing: Track names that no shape key of the mesh answers to.
        unknown: Shape keys that are no ARKit shape, without the basis.
        doubled: Shape keys left alone since another one spells the same name better.
    """

    pairs: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...] = ()

    def findings(self, mesh: str) -> tuple[Finding, ...]:
        """One finding that lists everything left over at once, or none.

        Args:
            mesh: What to call the mesh.
        """
        parts = []
        if self.missing:
            parts.append(f"it has no shape key for {', '.join(self.missing)}")
        if self.doubled:
            parts.append(f"further spellings left alone: {', '.join(self.doubled)}")
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
        key_names: The mesh's shape keys, its basis included or not.
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
            # With the whole shape there, its halves would add to it.
            doubled.extend(best[half][1] for half, whole in HALVES.items() if whole == name and half in best)
            continue
        halves = [best[half][1] for half, whole in HALVES.items() if whole == name and half in best]
        pairs.extend((name, half) for half in halves)
        if not halves:
            missing.append(name)
    return ShapeMatch(tuple(pairs), tuple(missing), tuple(unknown), tuple(doubled))
