# SPDX-License-Identifier: GPL-3.0-or-later
"""Read bodies and faces at a scene's frame rate, from datasets and from single files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..animation import bvh
from ..animation.bone_names import naming_findings
from ..animation.bvh import to_motion
from ..animation.bvh.units import UNIT_CHOICES, UP_CHOICES
from ..animation.skeleton import Motion
from ..characters import standing
from ..face.arkit import ARKIT_51, FaceTrack, read_face
from ..face.ict import ICT_55, make_mapping, read_ict_weights
from ..face.ict.datasets import dataset_of, kept_mapping
from ..foundation.arrays import map_array
from ..foundation.choices import Choice
from ..foundation.errors import FaceError
from ..foundation.findings import Finding
from ..options.movie import INTERACT_RATE
from ..schema.fields import check_fields, option
from ..schema.kinds import File, OneOf, Rate, Switch

__all__ = ["RESAMPLED", "TIMING_CHOICES", "ReadOptions", "read_body", "read_weights"]

TIMING_CHOICES: tuple[Choice, ...] = (
    Choice("resample", "Resample", "Keep the speed: the file is resampled to the scene's frame rate", 0),
    Choice(
        "keep", "Keep Frames", "Every frame of the file is one of the scene's, whatever the frame rates", 1
    ),
)
# Files are imported in a window, or from Python.
_PANEL_ONLY: dict[str, Any] = {"flag": False, "toml": False}
RESAMPLED = "resampled"  # the code of the finding about it


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options for reading files.

    Attributes:
        units: The unit of length of a BVH, or ``auto``; see `bvh.to_motion`.
        up: ``Y``, ``Z`` or ``auto``.
        timing: ``resample``: keep the speed, resample to the scene's frame rate. ``keep``: keep every frame,
            which changes the speed if the rates differ.
        array_rate: Frames per second of weights in arrays, which do not store it.
        table_rate: Frames per second at which Live Link tables are read; None for their own rate, which a
            table without timecodes lacks.
        roles: A TOML with the roles of a BVH's joints; None for the one beside it, see `bvh.roles_file`.
        convert_ict: Whether to convert ICT-FaceKit's 55 weights to ARKit's 51; otherwise they are an error.
    """

    units: str = option(
        "auto", OneOf(UNIT_CHOICES), label="Units", help="The file's unit of length", **_PANEL_ONLY
    )
    up: str = option("auto", OneOf(UP_CHOICES), label="Up", help="The file's up axis", **_PANEL_ONLY)
    timing: str = option(
        "resample",
        OneOf(TIMING_CHOICES),
        label="Frame Rate",
        help="What happens where the file has another frame rate than the scene",
        **_PANEL_ONLY,
    )
    array_rate: Fraction = option(
        INTERACT_RATE,
        Rate(),
        label=".npy Rate",
        help="Frames per second of .npy files, which do not say it; Live Link tables do",
        **_PANEL_ONLY,
    )
    table_rate: Fraction | None = option(
        None,
        Rate(),
        label="Table Rate",
        help="Frames per second of Live Link tables, instead of their own",
        **_PANEL_ONLY | {"panel": ""},
    )
    roles: Path | None = option(
        None,
        File(),
        label="Joint Roles",
        help="A .toml that says what the joints are, if their names do not; else roles.toml beside the file",
        **_PANEL_ONLY,
    )
    convert_ict: bool = option(
        True,
        Switch(),
        label="Convert ICT",
        help="Turn ICT-FaceKit's weights into ARKit's",
        **_PANEL_ONLY | {"panel": ""},
    )

    def __post_init__(self) -> None:
        check_fields(self)


def read_body(path: Path, rate: Fraction | None, reading: ReadOptions) -> tuple[Motion, tuple[Finding, ...]]:
    """Read a motion file at a scene's frame rate.

    Args:
        path: The BVH file.
        rate: The scene's frames per second; None for the file's rate.
        reading: Options for reading.

    Returns:
        The motion, in metres, Z up, with a standing rest pose if the file has one; and the findings.

    Raises:
        BvhError: the file cannot be read.
        UsageError: unknown units or axis.
    """
    document = bvh.read(path, roles=reading.roles)
    motion = standing(to_motion(document, units=reading.units, up=reading.up))
    findings = [*document.findings, *_doubts(path, document, reading)]
    findings += naming_findings(motion.skeleton.naming, "the joints", str(path))
    if rate is not None and motion.rate != rate:
        findings.append(_retimed(path, motion.rate, rate, reading.timing))
        motion = motion.resampled(rate) if reading.timing == "resample" else replace(motion, rate=rate)
    return motion, tuple(findings)


def read_weights(path: Path, rate: Fraction, reading: ReadOptions) -> FaceTrack:
    """Read a face file at a scene's frame rate.

    ICT-FaceKit's 55 weights are converted by the saved mapping of their dataset, else by the default one.

    Args:
        path: An array or a Live Link Face table.
        rate: The scene's frames per second.
        reading: Options for reading.

    Raises:
        FaceError: the file cannot be read, or does not contain face weights.
    """
    if reading.convert_ict and _is_ict(path):
        track = _read_ict(path, reading.array_rate)
    else:
        is_table = path.suffix.lower() == ".csv"
        track = read_face(path, reading.table_rate if is_table else reading.array_rate)
    if track.rate == rate:
        return track
    finding = _retimed(path, track.rate, rate, reading.timing)
    track = track.resampled(rate) if reading.timing == "resample" else replace(track, rate=rate)
    return replace(track, findings=(*track.findings, finding))


def _is_ict(path: Path) -> bool:
    if path.suffix.lower() != ".npy":
        return False
    try:
        shape = map_array(path).shape
    except FaceError:
        return False  # reading it later reports the error
    return len(shape) == 2 and shape[1] == len(ICT_55)


def _read_ict(path: Path, rate: Fraction) -> FaceTrack:
    root = dataset_of([path])
    found = None if root is None else kept_mapping(root)
    mapping = make_mapping() if found is None else found
    how = "in the default order" if found is None else "in the order of its dataset"
    text = f"{path} has ICT-FaceKit's {len(ICT_55)} weights, {how}: converted to ARKit's {len(ARKIT_51)}"
    finding = Finding("ict-converted", text, path=str(path), level="info")
    return FaceTrack(tuple(ARKIT_51), mapping.to_arkit(read_ict_weights(path)), rate, (finding,))


def _doubts(path: Path, document: bvh.Bvh, reading: ReadOptions) -> list[Finding]:
    """Return findings for uncertain detections."""
    if "auto" not in (reading.units, reading.up):
        return []
    detected = bvh.detect_units_axes(document)
    out = []
    if reading.units == "auto" and not detected.units_sure:
        text = f"{path}: its units are assumed to be {detected.units}; choose others if the size is wrong"
        out.append(Finding("units-guessed", text, path=str(path)))
    if reading.up == "auto" and not detected.up_sure:
        text = f"{path}: its up axis is assumed to be {detected.up}; choose the other if it is on its side"
        out.append(Finding("up-guessed", text, path=str(path)))
    return out


def _retimed(path: Path, file_rate: Fraction, rate: Fraction, timing: str) -> Finding:
    what = f"{path} has {_shown(file_rate)} frames per second and the scene {_shown(rate)}"
    if timing == "resample":
        return Finding(RESAMPLED, f"{what}: it was resampled", path=str(path), level="info")
    text = f"{what}: its frames are kept, so it plays {float(rate / file_rate):.3g} times as fast"
    return Finding("frames-kept", text, path=str(path))


def _shown(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
