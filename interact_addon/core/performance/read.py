# SPDX-License-Identifier: GPL-3.0-or-later
"""Read bodies and faces at a scene's frame rate, from datasets and from single files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..animation import bvh
from ..animation.bone_names import naming_findings
from ..animation.bvh import to_motion
from ..animation.bvh.units import UNIT_CHOICES, UP_CHOICES
from ..animation.motion_files import ARRAYS, MotionReading, form_of, person_in
from ..animation.skeleton import Motion
from ..characters import standing
from ..face.arkit import ARKIT_51, FaceTrack, face_columns_option, face_rate_option, read_rows
from ..face.arkit.reading import Loudness
from ..face.arkit.rows import DATASET_RATE
from ..face.ict import ICT_55, read_ict_weights
from ..face.ict.datasets import dataset_of, kept_mapping
from ..foundation.arrays import map_array
from ..foundation.choices import Choice
from ..foundation.errors import BvhError, FaceError, MotionError
from ..foundation.findings import Finding
from ..schema.fields import check_fields, option
from ..schema.kinds import File, OneOf

__all__ = [
    "RESAMPLED",
    "TIMING_CHOICES",
    "Partners",
    "ReadOptions",
    "common_up",
    "people_in",
    "read_body",
    "read_weights",
]

TIMING_CHOICES: tuple[Choice, ...] = (
    Choice("resample", "Resample", "Keep the speed: the file is resampled to the scene's frame rate", 0),
    Choice(
        "keep", "Keep Frames", "Every frame of the file is one of the scene's, whatever the frame rates", 1
    ),
)
# Files are imported in a window, or from Python.
_PANEL_ONLY: dict[str, Any] = {"flag": False, "toml": False}
_MOST_FRAMES = 1_000_000  # at the scene's rate: nine hours at 30 per second
RESAMPLED = "resampled"  # the code of the finding about it

Partners = str | Callable[[], str | None] | None
"""The up axis that people have in common, or what finds it, which is asked only for a file that needs it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options for reading files.

    Attributes:
        units: The unit of length of a BVH, or ``auto``; see `bvh.to_motion`.
        up: One of `bvh.UP_AXES`, or ``auto``.
        timing: ``resample``: keep the speed, resample to the scene's frame rate. ``keep``: keep every frame,
            which changes the speed if the rates differ.
        face_columns: The order of the columns of faces without names, as in `FaceReading`.
        face_rate: Frames per second of faces that do not say it; None for 30.
        roles: A TOML with the roles of a BVH's joints; None for the one beside it, see `bvh.roles_file`.
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
    face_columns: str = face_columns_option(**_PANEL_ONLY)
    face_rate: Fraction | None = face_rate_option(**_PANEL_ONLY)
    roles: Path | None = option(
        None,
        File(),
        label="Joint Roles",
        help="A .toml that says what the joints are, if their names do not; else roles.toml beside the file",
        **_PANEL_ONLY,
    )

    def __post_init__(self) -> None:
        check_fields(self)


def common_up(paths: Sequence[Path], reading: ReadOptions) -> str | None:
    """Return the up axis of files of people who act together: that of one who stands, else of the first.

    Args:
        paths: The BVH files; those that cannot be read are left out.
        reading: Options for reading.

    Returns:
        The axis, or None where it is not to be detected, or not to be agreed on.
    """
    if reading.up != "auto" or len(paths) < 2:
        return None
    detected = []
    for path in paths:
        if path.suffix.lower() in ARRAYS:
            continue  # whose forms say it
        with suppress(BvhError):  # told when it is read for its motion
            detected.append(bvh.detect_units_axes(bvh.read(path)))
    detected.sort(key=lambda found: not found.up_sure)
    return detected[0].up if detected else None


def people_in(path: Path) -> tuple[str, ...]:
    """Return who is in a motion file, for `read_body`: ``("",)`` where it holds one person.

    Raises:
        MotionError: it is a file of arrays that cannot be read.
    """
    form = form_of(path)
    return ("",) if form is None else form.people(path)


def read_body(
    path: Path,
    rate: Fraction | None,
    reading: ReadOptions,
    partners: Partners = None,
    *,
    form: str = "auto",
    person: str = "",
    arrays: MotionReading | None = None,
    rates: Sequence[tuple[Fraction, Fraction]] = (),
) -> tuple[Motion, tuple[Finding, ...]]:
    """Read a motion file at a scene's frame rate.

    Args:
        path: The file: a BVH, or arrays in one of the forms of `animation.motion_files`.
        rate: The scene's frames per second; None for the file's rate.
        reading: Options for reading.
        partners: The up axis of those who act together (`common_up`), for a file of which it is a guess.
        form: Which form it has; ``auto``: as its name and contents tell.
        person: Which person of a file that holds several.
        arrays: What a file of arrays does not say.
        rates: Rates that a BVH's header is known to say wrongly, and the true ones.

    Returns:
        The motion, in metres, Z up, with a standing rest pose if the file has one; and the findings.

    Raises:
        MotionError: the file cannot be read, or would last for days at its rate.
        UsageError: unknown units or axis.
    """
    found = form_of(path, form)
    if found is None:
        motion, findings = _read_bvh(path, reading, partners)
        true = dict(rates).get(motion.rate)
        if true is not None:
            text = (
                f"{path} says that it has {_shown(motion.rate)} frames per second: {_shown(true)} are meant"
            )
            findings.append(Finding("rate-corrected", text, path=str(path), level="info"))
            motion = replace(motion, rate=true)
    else:
        read = found.read(path, person_in(found, path, person), arrays or MotionReading())
        motion, findings = standing(read.motion), list(read.findings)
    findings += naming_findings(motion.skeleton.naming, "the joints", str(path))
    if rate is not None and motion.rate != rate:
        if reading.timing == "resample":
            _check_duration(path, motion, rate)
        findings.append(_retimed(path, motion.rate, rate, reading.timing))
        motion = motion.resampled(rate) if reading.timing == "resample" else replace(motion, rate=rate)
    return motion, tuple(findings)


def _check_duration(path: Path, motion: Motion, rate: Fraction) -> None:
    frames = motion.frames * rate / motion.rate
    if frames > max(_MOST_FRAMES, motion.frames):
        raise MotionError(
            f"its {motion.frames} frames at {float(motion.rate):.3g} frames per second would last "
            f"{float(frames / rate) / 3600:.3g} hours: no recording does",
            path=path,
            cure="Correct the frame rate that it says",
        )


def _read_bvh(path: Path, reading: ReadOptions, partners: Partners) -> tuple[Motion, list[Finding]]:
    document = bvh.read(path, roles=reading.roles)
    detected = bvh.detect_units_axes(document)
    units = detected.units if reading.units == "auto" else reading.units
    common = None if reading.up != "auto" or detected.up_sure else partners
    if callable(common):
        common = common()
    up = common or (detected.up if reading.up == "auto" else reading.up)
    motion = standing(to_motion(document, units=units, up=up))
    return motion, [*document.findings, *_doubts(path, detected, reading, common)]


def read_weights(
    path: Path, rate: Fraction, reading: ReadOptions, loudness: Loudness | None = None
) -> FaceTrack:
    """Read a face file at a scene's frame rate.

    ICT-FaceKit's 55 weights are converted by the saved mapping of their dataset, else as their values tell.

    Args:
        path: An array, a table or JSON.
        rate: The scene's frames per second.
        reading: Options for reading.
        loudness: The voice, which is heard where the values alone do not tell the order of the columns.

    Raises:
        FaceError: the file cannot be read, or does not contain face weights.
    """
    keep = reading.timing == "keep"
    track = _read_calibrated(path, reading)
    if track is None:
        rows = read_rows(path, reading.face_rate, columns=reading.face_columns, loudness=loudness)
        own = rows.own_rate(reading.face_rate)
        track = rows.track(None if keep else rate, reading.face_rate)
    else:
        own = track.rate
        track = track if keep else track.resampled(rate)
    if own == rate:
        return track
    finding = _retimed(path, own, rate, reading.timing)
    return replace(track, rate=rate, findings=(*track.findings, finding))


def _read_calibrated(path: Path, reading: ReadOptions) -> FaceTrack | None:
    """Read ICT-FaceKit's weights by the mapping that was found for their dataset, if there is one."""
    if path.suffix.lower() != ".npy" or reading.face_columns != "auto":
        return None
    try:
        shape = map_array(path).shape
    except FaceError:
        return None  # reading it later reports the error
    root = dataset_of([path]) if len(shape) == 2 and shape[1] == len(ICT_55) else None
    mapping = None if root is None else kept_mapping(root)
    if mapping is None:
        return None
    text = f"{path} has ICT-FaceKit's 55 weights, in the order of its dataset: converted to ARKit's 51"
    finding = Finding("ict-converted", text, path=str(path), level="info")
    weights = mapping.to_arkit(read_ict_weights(path))
    return FaceTrack(tuple(ARKIT_51), weights, reading.face_rate or DATASET_RATE, (finding,))


def _doubts(
    path: Path, detected: bvh.UnitsAxes, reading: ReadOptions, partners: str | None
) -> Iterator[Finding]:
    """Yield findings for uncertain detections, and for a chosen axis that is not the one that is detected."""
    if reading.units == "auto" and not detected.units_sure:
        text = f"{path}: its units are assumed to be {detected.units}; choose others if the size is wrong"
        yield Finding("units-guessed", text, path=str(path))
    if reading.up == "auto" and not detected.up_sure:
        text = f"{path}: its up axis is assumed to be {partners or detected.up}"
        if partners is not None and partners != detected.up:
            text += f", that of the partner, and not {detected.up}"
        yield Finding("up-guessed", f"{text}; choose another if no actor is upright", path=str(path))
    elif reading.up not in ("auto", detected.up) and detected.up_sure:
        text = f"{path} is read with {reading.up} up, and would stand upright with {detected.up}: choose that"
        yield Finding("up-differs", text, path=str(path))


def _retimed(path: Path, file_rate: Fraction, rate: Fraction, timing: str) -> Finding:
    what = f"{path} has {_shown(file_rate)} frames per second and the scene {_shown(rate)}"
    if timing == "resample":
        return Finding(RESAMPLED, f"{what}: it was resampled", path=str(path), level="info")
    text = f"{what}: its frames are kept, so it plays {float(rate / file_rate):.3g} times as fast"
    return Finding("frames-kept", text, path=str(path))


def _shown(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
