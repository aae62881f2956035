# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds a character for Blender from a person and a capture, or reads it from the cache."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...animation.feet import GroundHeights, ground_heights
from ...animation.skeleton import Motion, Skeleton
from ...contacts.girth import Girth
from ...foundation.cache_folder import cache_folder
from ...foundation.findings import Finding
from ...foundation.writing.made_once import making_once
from ..body.base_mesh import build_body
from ..body.bone_tails import rest_tails
from ..body.detail import Detail
from ..body.helper_bones import HelperBone, helper_bones
from ..body.joining import one_body
from ..body.looks import Look
from ..body.part import Part
from ..clothing.caster import make_caster
from ..clothing.wardrobe import dress
from ..makehuman import Assets
from .cache import code_version, load_parts, save_parts
from .fit import capture_roles, fit, person_height

__all__ = ["MOST_HELD", "FittedCharacter", "fitted_character"]

MOST_HELD = 4
"""So many people, of 20 MB, a process holds: the scenes of one cast come one after another."""
_HELD: dict[tuple[Path, int, int], FittedCharacter] = {}


@dataclass(frozen=True, eq=False)
class FittedCharacter:
    """A person with the skeleton of a capture.

    Attributes:
        name: The person's id.
        look: The person.
        skeleton: The capture's skeleton, which is also the character's.
        parts: Meshes in the skeleton's rest pose, weighted over its joints and the helpers: first the body
            (see `body.joining`), which has all face shapes, then hair and clothes.
        caster: A mesh like them, within them, that casts the shadow in their place.
        tails: (J, 3) metres, the ends of the joints' bones at rest.
        helpers: The helper bones.
        findings: Parts that could not be fitted well.
        detail: Their level of detail.
        cached: Whether the parts were read from the cache.
        file: The file of the cache that the parts are in, if they are in one. Its name stands for all that
            they depend on, the code included: what is derived from them can be kept beside it.
    """

    name: str
    look: Look
    skeleton: Skeleton
    parts: tuple[Part, ...]
    caster: Part
    tails: NDArray[np.float64]
    helpers: tuple[HelperBone, ...]
    findings: tuple[Finding, ...]
    detail: Detail
    cached: bool
    file: Path | None = None

    def has_bones_of(self, motion: Motion) -> bool:
        """Return whether a motion is one of this person's skeleton."""
        one, other = motion.skeleton, self.skeleton
        return one is other or one.content_hash() == other.content_hash()


def fitted_character(
    look: Look,
    capture: Motion | Skeleton,
    *,
    detail: Detail = Detail.FULL,
    ground: GroundHeights | None = None,
    girth: Girth | None = None,
    cache: str | os.PathLike[str] | None = None,
    assets: Assets | None = None,
) -> FittedCharacter:
    """Fit a person to a capture.

    The last few whom the cache has are also held in memory: the same person with the same skeleton is the
    same object, and so keeps what is derived from it.

    Args:
        look: The person.
        capture: A motion, or a skeleton alone.
        detail: Level of detail; each has its own file in the cache.
        ground: How the capture's feet stand; if None and a motion is given, it is measured.
        girth: How thick the person is at most; None for as they are.
        cache: Folder for fitted characters; None for the default (see `cache_folder`).
        assets: The MakeHuman data; None for those of `Assets.find`.

    Raises:
        CharacterError: The data are missing or damaged, or the skeleton is not a person's.
    """
    assets = Assets.find() if assets is None else assets
    skeleton = capture.skeleton if isinstance(capture, Motion) else capture
    if ground is None and isinstance(capture, Motion):
        ground = ground_heights(capture)
    roles = capture_roles(skeleton)
    path = cache_folder(cache) / f"{_key(look, skeleton, detail, ground, girth, assets)}.npz"
    state = _state(path)
    if state is not None and (held := _HELD.pop(state, None)) is not None:
        _HELD[state] = held  # now the last one
        return held
    found = load_parts(path)
    if found is not None:
        (*fitted, caster), findings = found
        parts = tuple(fitted)
    else:
        with making_once(people=1):
            body = build_body(assets, look)
            body = build_body(assets, replace(look, height=person_height(body, skeleton)))
            dressed = dress(body, look, assets, detail=detail)
            (*fitted, caster), findings = fit(
                body, (*dressed, make_caster(body, dressed)), skeleton, ground, girth
            )
            parts = one_body(fitted)
            save_parts(path, (*parts, caster), findings)
    made = FittedCharacter(
        name=look.id,
        look=look,
        skeleton=skeleton,
        parts=parts,
        caster=caster,
        tails=rest_tails(skeleton, roles),
        helpers=helper_bones(skeleton, roles),
        findings=findings,
        detail=detail,
        cached=found is not None,
        file=path,
    )
    if found is not None and state is not None and state == _state(path):
        for old in list(_HELD)[: max(0, len(_HELD) + 1 - MOST_HELD)]:
            _HELD.pop(old, None)
        _HELD[state] = made
    return made


def _state(path: Path) -> tuple[Path, int, int] | None:
    """Return what tells whether a file of the cache is still the same; None without one."""
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_size, found.st_mtime_ns


def _key(
    look: Look,
    skeleton: Skeleton,
    detail: Detail,
    ground: GroundHeights | None,
    girth: Girth | None,
    assets: Assets,
) -> str:
    stand = None if ground is None else ground.values()
    slim = None if girth is None else girth.values()
    person = [look.content_hash(), skeleton.content_hash(), detail]
    content = [*person, stand, slim, assets.version, code_version()]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
