# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the face meshes of a dataset: a template for each actor, and one blendshape basis for all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ..foundation.errors import DatasetError
from .lip_acc import models_root
from .names import PerformanceKey, pad_actor

__all__ = ["BASIS", "GENERIC", "TEMPLATES", "FaceModelFiles", "find_face_model"]

TEMPLATES = "face_ict_templates"
BASIS = "blendshape_ict.npy"
# ICT-FaceKit's neutral mesh, if it was added to the dataset or its folder is given.
GENERIC = "generic_neutral_mesh.obj"


@dataclass(frozen=True, slots=True)
class FaceModelFiles:
    """The files of one actor's face.

    Attributes:
        template: The neutral mesh.
        basis: The offsets of the 55 shapes.
        own: True for the actor's template, False for the generic one.
    """

    template: Path
    basis: Path
    own: bool = True


def find_face_model(
    root: str | os.PathLike[str],
    actor: str,
    template: Path | None = None,
    basis: Path | None = None,
    generic: Path | None = None,
) -> FaceModelFiles:
    """Find an actor's face model.

    Args:
        root: The dataset's folder.
        actor: An actor's id, or the key of a performance such as ``20231119_001_051``.
        template: The template to use instead: a file, or a folder with one file per actor.
        basis: The basis to use instead.
        generic: ICT-FaceKit's neutral mesh, or the folder that holds it, for actors without a template.

    Raises:
        DatasetError: The template or the basis is missing; the message names the expected path.
    """
    folder = models_root(Path(root))
    key = PerformanceKey.from_stem(actor)
    name = key.actor if key is not None else pad_actor(actor)
    offsets = basis or folder / BASIS
    if not offsets.is_file():
        raise DatasetError("the blendshape basis is missing", path=offsets, cure="Give it with --basis FILE")
    if template is not None and template.is_file():
        return FaceModelFiles(template, offsets)
    templates = template or folder / TEMPLATES
    own = templates / f"{name}.obj"
    if name is not None and own.is_file():
        return FaceModelFiles(own, offsets)
    candidates = [generic, None if generic is None else generic / GENERIC]
    candidates += [templates / GENERIC, folder / GENERIC, folder / "ict" / GENERIC]
    for candidate in candidates:
        if candidate is not None and candidate.is_file():
            return FaceModelFiles(candidate, offsets, own=False)
    if name is None:
        raise DatasetError(
            f"invalid actor {actor!r}: the template cannot be found", cure="Give it with --template FILE"
        )
    raise DatasetError(
        f"actor {name} has no template", path=own, cure="Give one with --template FILE, or a generic one"
    )
