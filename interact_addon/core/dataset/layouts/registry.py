# SPDX-License-Identifier: GPL-3.0-or-later
"""The layouts that are known, each in a module that is imported when it is needed."""

from __future__ import annotations

import importlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...foundation.choices import Choice
from ...foundation.errors import DatasetError, UsageError
from ...foundation.paths import exists_safely
from .layout import Layout

__all__ = [
    "LAYOUTS",
    "LAYOUT_NAMES",
    "find_layouts",
    "is_general",
    "layout_named",
    "nearby_dataset",
    "not_found",
]


@dataclass(frozen=True, slots=True)
class _Known:
    """A layout: its module, which has it as LAYOUT, and how it is offered."""

    module: str
    label: str
    about: str
    number: int  # as in Choice: never reused for another
    general: bool = False  # whether it takes what no other layout claims


# In the order in which they are tried, the surest first.
_KNOWN: dict[str, _Known] = {
    "described": _Known("described", "As Described", "What a dataset.toml in the folder says", 1),
    "interact": _Known("interact", "InterAct", "bvhs, face_arkit, wav and two databases", 2),
    "inter-x": _Known("inter_x", "Inter-X", "motions/CLIP/P1.npz and P2.npz, or skeletons/CLIP/P1.npy", 10),
    "interhuman": _Known("interhuman", "InterHuman", "motions/ID.pkl or motions_processed, and annots", 11),
    "beat2": _Known("beat2", "BEAT2", "smplxflame_30, wave16k and textgrid: one speaker", 12),
    "hero": _Known("hero", "HERO, MoMask", "joints/VIDEO/sample0_repeat0_len88.npy beside a video", 32),
    "humanml3d": _Known("human_ml", "HumanML3D, ViMo", "new_joint_vecs, new_joints or vector_263", 31),
    "intermask": _Known("intermask", "InterMask", "keypoint_npy: a file for each person", 34),
    "mdm": _Known("mdm", "MDM, priorMDM", "results.npy: joints, texts and lengths", 33),
    "beat": _Known("beat", "BEAT", "One speaker: 1_wayne_0_1_1.bvh, .json, .wav and .TextGrid", 20),
    "smpl-files": _Known(
        "smpl_files", "SMPL Files", "AMASS, AIST++, BEDLAM, DD100: .npz, .pkl, .npy", 13, True
    ),
    "bvh-pairs": _Known("bvh_pairs", "BVH Pairs", "Motion files whose names tell who is together", 3, True),
    "intergen": _Known("intergen", "InterGen, in2IN", "Arrays .npy of one or two people", 30, True),
}
_LOOKED_AT = 50  # folders in one that is no dataset
LAYOUT_NAMES: tuple[str, ...] = tuple(_KNOWN)
LAYOUTS: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "As the folder's files tell", 0),
    *(Choice(name, known.label, known.about, known.number) for name, known in _KNOWN.items()),
)


def layout_named(name: str) -> Layout:
    """Return a layout.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in _KNOWN:
        raise UsageError(f"unknown dataset layout {name!r}", cure=f"It is one of {', '.join(LAYOUT_NAMES)}")
    layout: Layout = importlib.import_module(f".{_KNOWN[name].module}", __package__).LAYOUT
    return layout


def not_found(root: Path) -> DatasetError:
    """Return the error for a folder that does not exist."""
    return DatasetError("the folder does not exist", path=root, cure="Check the path")


def find_layouts(root: Path) -> list[tuple[Layout, str]]:
    """Return the layouts that a folder looks like, and why; the surest first.

    Raises:
        DatasetError: the folder does not exist, or cannot be listed.
    """
    if not exists_safely(root):
        raise not_found(root)
    found: list[tuple[Layout, str]] = []
    for name in LAYOUT_NAMES:
        if found and _KNOWN[name].general:
            continue
        layout = layout_named(name)
        try:
            why = layout.recognise(root)
        except OSError as error:
            place = error.filename or root
            raise DatasetError(f"the folder cannot be listed ({error.strerror})", path=place) from error
        if why is not None:
            found.append((layout, why))
    return found


def is_general(layout: Layout) -> bool:
    """Whether a layout takes what no other claims, so that a folder of another can look like it."""
    return _KNOWN[layout.name].general


def nearby_dataset(root: Path) -> Path | None:
    """Return the folder around or in this one that is a dataset for sure, if there is one.

    Raises:
        OSError: the folder cannot be listed.
    """
    sure = [layout_named(name) for name in LAYOUT_NAMES if name != "described" and not _KNOWN[name].general]
    for other in (root.parent, *sorted(child for child in root.iterdir() if child.is_dir())[:_LOOKED_AT]):
        with suppress(OSError):
            if any(layout.recognise(other) for layout in sure):
                return other
    return None
