# SPDX-License-Identifier: GPL-3.0-or-later
"""From a person and a capture to a character ready for Blender: built once, then read from the cache."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Motion, Skeleton
from ...foundation.findings import Finding
from ..body.base_mesh import build_body
from ..body.looks import Look
from ..body.part import Part
from ..body.twists import Twist, limb_twists, rest_tails
from ..clothing.wardrobe import dress
from ..makehuman import Assets
from .cache import cache_folder, code_version, load_parts, save_parts
from .fit import capture_roles, fit, person_height
from .ground import GroundHeights, ground_heights

__all__ = ["FittedCharacter", "fitted_character"]


@dataclass(frozen=True, eq=False)
class FittedCharacter:
    """A person with the skeleton of a capture.

    Attributes:
        name: The person's id.
        look: The person.
        skeleton: The capture's: the character's joints are its joints.
        parts: Meshes in the skeleton's rest pose, weighted over its joints and the helpers.
        tails: (J, 3) where each joint's bone ends at rest.
        twists: The helper bones.
        findings: What could not be fitted well.
        cached: Whether it came from the cache.
    """

    name: str
    look: Look
    skeleton: Skeleton
    parts: tuple[Part, ...]
    tails: NDArray[np.float64]
    twists: tuple[Twist, ...]
    findings: tuple[Finding, ...]
    cached: bool


def fitted_character(
    look: Look,
    capture: Motion | Skeleton,
    *,
    ground: GroundHeights | None = None,
    cache: str | os.PathLike[str] | None = None,
    assets: Assets | None = None,
) -> FittedCharacter:
    """A person fitted to a capture.

    Args:
        look: Who.
        capture: A motion, or a skeleton alone.
        ground: How the capture's feet stand; measured where a motion is given and this is None.
        cache: Folder for fitted characters; None for the user's own (see `cache_folder`).
        assets: The MakeHuman data; None to find them.

    Raises:
        CharacterError: The data are missing or damaged, or the skeleton is not a person's.
    """
    assets = Assets.find() if assets is None else assets
    skeleton = capture.skeleton if isinstance(capture, Motion) else capture
    if ground is None and isinstance(capture, Motion):
        ground = ground_heights(capture)
    roles = capture_roles(skeleton)
    path = cache_folder(cache) / f"{_key(look, skeleton, ground, assets)}.npz"
    found = load_parts(path)
    if found is not None:
        parts = found[0]
        findings = tuple(Finding(**fields) for fields in found[1]["findings"])
    else:
        body = build_body(assets, look)
        body = build_body(assets, replace(look, height=person_height(body, skeleton)))
        parts, findings = fit(body, dress(body, look, assets), skeleton, ground)
        save_parts(path, parts, {"findings": [finding.as_dict() for finding in findings]})
    return FittedCharacter(
        name=look.id,
        look=look,
        skeleton=skeleton,
        parts=parts,
        tails=rest_tails(skeleton, roles),
        twists=limb_twists(skeleton, roles),
        findings=findings,
        cached=found is not None,
    )


def _key(look: Look, skeleton: Skeleton, ground: GroundHeights | None, assets: Assets) -> str:
    stand = None if ground is None else ground.values()
    content = [look.content_hash(), skeleton.content_hash(), stand, assets.version, code_version()]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
