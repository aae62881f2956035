# SPDX-License-Identifier: GPL-3.0-or-later
"""Read ARKit weights in JSON.

Known forms: Audio2Face's export (``exportFps``, ``facsNames``, ``weightMat``, ``numFrames``); BEAT's
(``names``, ``frames`` of ``weights`` and ``time`` in seconds); frames that hold a weight for each name
(``{"time": 0.1, "blendShapes": {"jawOpen": 0.5}}``) or MediaPipe's list of ``categoryName`` and ``score``; a
list of numbers for each name, as pandas writes tables; an array of rows without names. What is wanted can be
in objects within the document, frames can be one a line or an object with their numbers as keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.findings import Finding
from .columns import match_columns
from .placing import frame_rows, place_rows
from .rows import FaceRows
from .spelling import recognise
from .table_text import MAX_COLUMNS, numbers_of
from .times import is_time_name, stated_rate, time_column

__all__ = ["read_json"]

_NAMES = ("facsNames", "names", "blendShapeNames", "blendshapeNames", "blendshape_names", "shapeNames",
          "channels", "columns", "keys")  # fmt: skip
_NAME, _SCORE = ("categoryName", "category_name", "name", "key"), ("score", "value", "weight")
_FACES = ("faceBlendshapes", "faceBlendShapes", "face_blendshapes")  # MediaPipe's, of one or more faces
_TABLES = (
    "weightMat",
    "frames",
    "weights",
    "values",
    "data",
    "blendShapes",
    "blendshapes",
    "animation",
    *_FACES,
)
_WEIGHTS = (
    "weights",
    "values",
    "blendShapes",
    "blendshapes",
    "blendShapeWeights",
    "shapes",
    "categories",
    *_FACES,
)
_DEEPEST = 3  # objects within objects
_RATES = ("exportFps", "fps", "frameRate", "frame_rate", "framerate", "rate")
_CURE = "Known are Audio2Face's export, BEAT's, and frames with a weight for each name"


def read_json(path: Path, text: str, rate: Fraction | None = None) -> FaceRows | NDArray[np.float64]:
    """Read a JSON document.

    Args:
        path: The file, for messages.
        text: Its text.
        rate: Frames per second of its frames, if the user says it; what the file says counts more.

    Returns:
        The rows, or (R, W) numbers if nothing has a name.

    Raises:
        FaceError: The document is broken or in another form.
    """
    whole = _listed(_parsed(path, text))
    document = _flat(whole) if isinstance(whole, dict) else {}
    frames = whole if isinstance(whole, list) else _first(document, _TABLES, list) or _series(document)
    if not isinstance(frames, list) or not frames:
        raise FaceError("the JSON has no frames with weights", path=path, cure=_CURE)
    if _is_categories(frames[0]):
        frames = [{"categories": frame} for frame in frames]
    names = _names(_first(document, _NAMES, list))
    findings: list[Finding] = []
    if isinstance(frames[0], dict):
        names, values = _weights_of_frames(path, frames, names)
        label, moments = _times(frames)
    else:
        values = _matrix(path, frames)
        label, moments = _column_of_times(document, len(values))
    if not names:
        return values
    if len(names) != values.shape[1]:
        raise FaceError(f"it has {len(names)} names, but {values.shape[1]} weights in a frame", path=path)
    stated = document.get("numFrames")
    if isinstance(stated, int) and stated != len(values):
        text = f"{path} says that it has {stated} frames, and has {len(values)}"
        findings.append(Finding("face-frames-stated", text, path=str(path)))
    columns = match_columns(path, names)
    findings += columns.findings
    weights = columns.weights(values)
    own = _rate(document)
    if own is not None or moments is None:
        return frame_rows(path, columns.names, weights, findings, own or rate)
    return place_rows(path, columns.names, weights, findings, rate, label, moments, [1] * len(moments))


def _parsed(path: Path, text: str) -> Any:
    """Return the values of a document, or of one in each line."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if error.msg == "Extra data" and len(lines) > 1:
            with suppress(ValueError, RecursionError):
                return [json.loads(line) for line in lines]
        raise FaceError(f"the JSON is broken ({error.msg})", path=path, line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise FaceError("the JSON is broken or nested too deeply", path=path) from error


def _listed(value: Any) -> Any:
    """Return the values of an object whose keys are numbers in the order of these; else the value."""
    if isinstance(value, dict) and value and all(key.isdecimal() and len(key) < 19 for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return value


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    """Return what is in a document and in the objects in it; what is further out counts more."""
    found: dict[str, Any] = {}
    level = [document]
    for _ in range(_DEEPEST):
        held = [(key, _listed(value)) for each in level for key, value in each.items()]
        found |= {key: value for key, value in reversed(held) if key not in found}
        level = [value for _, value in held if isinstance(value, dict)]
    return found


def _series(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return frames of lists (of equal length) for each name."""
    lists = {key: value for key, value in document.items() if isinstance(value, list) and value}
    shapes = [key for key in lists if recognise(key)]
    count = len(lists[shapes[0]]) if shapes else 0
    kept = [key for key in lists if len(lists[key]) == count and (key in shapes or is_time_name(key))]
    if any(len(lists[key]) != count for key in shapes):
        return []
    return [dict(zip(kept, row, strict=True)) for row in zip(*(lists[key] for key in kept), strict=True)]


def _is_categories(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _one_face(held: Any) -> Any:
    """Return the weights of the first of MediaPipe's faces."""
    if isinstance(held, list) and held and isinstance(held[0], dict) and "categories" in held[0]:
        return held[0]["categories"]
    return held[0] if isinstance(held, list) and held and _is_categories(held[0]) else held


def _first(values: Mapping[str, Any], keys: Sequence[str], kind: type) -> Any:
    return next((values[key] for key in keys if isinstance(values.get(key), kind)), None)


def _names(names: Any) -> tuple[str, ...]:
    if names is None or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(names)


def _weights_of_frames(
    path: Path, frames: list[Any], names: tuple[str, ...]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return names and weights (R, W) of frames that are objects."""
    if not all(isinstance(frame, dict) for frame in frames):
        raise FaceError("some of its frames are objects and others are not", path=path, cure=_CURE)
    held = [_one_face(_first(frame, _WEIGHTS, (list, dict))) for frame in frames]  # type: ignore[arg-type]
    first = next((each for each in held if each), None)
    if first is None:
        held, first = frames, frames[0]  # the weights are beside the time
    if isinstance(first, list) and not isinstance(first[0], dict):
        return names, _matrix(path, [each if isinstance(each, list) else [] for each in held], len(first))
    named = [_by_name(each) for each in held]
    found = tuple(dict.fromkeys(name for each in named for name in each if not is_time_name(name)))
    if not found:
        raise FaceError("its frames have no weights", path=path, cure=_CURE)
    if len(found) > MAX_COLUMNS:
        raise FaceError(f"it has {len(found)} names of shapes", path=path)
    table = np.full((len(named), len(found)), np.nan)
    at = {name: place for place, name in enumerate(found)}
    for row, each in enumerate(named):
        for name, value in each.items():
            if name in at and isinstance(value, (int, float, str)):
                table[row, at[name]] = _number(value)
    return found, _finite(path, table)


def _by_name(held: Any) -> dict[str, Any]:
    if isinstance(held, dict):
        return {
            name: value
            for name, value in held.items()
            if isinstance(value, (int, float)) or _is_number(value)
        }
    if not isinstance(held, list):
        return {}
    pairs = (
        (
            _first(each, _NAME, str),
            next((each[key] for key in _SCORE if key in each), None),
        )
        for each in held
        if isinstance(each, dict)
    )
    return {name: value for name, value in pairs if name is not None}


def _matrix(path: Path, rows: list[Any], width: int | None = None) -> NDArray[np.float64]:
    """Return rows of numbers (R, W); an empty row is one without a face."""
    width = width or next((len(row) for row in rows if isinstance(row, list) and row), 0)
    if not width:
        raise FaceError("its rows have no weights", path=path, cure=_CURE)
    full = [row if row else [np.nan] * width for row in rows if isinstance(row, list)]
    odd = next((row for row, values in enumerate(rows) if not isinstance(values, list)), None)
    if odd is None:
        odd = next((row for row, values in enumerate(full) if len(values) != width), None)
    if odd is not None:
        raise FaceError(f"frame {odd + 1} does not have {width} weights, as the first has", path=path)
    try:
        table = np.array(full, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        raise FaceError("some of its weights are not numbers", path=path) from None
    if table.ndim != 2:
        raise FaceError("its weights are not rows of numbers", path=path, cure=_CURE)
    return _finite(path, table)


def _finite(path: Path, table: NDArray[np.float64]) -> NDArray[np.float64]:
    if np.isinf(table).any():
        row = int(np.argwhere(np.isinf(table))[0][0])
        raise FaceError(f"frame {row + 1} has a weight that is not finite", path=path)
    return table


def _is_number(value: object) -> bool:
    return isinstance(value, str) and bool(np.isfinite(numbers_of([value])[0]))


def _number(value: float | str) -> float:
    try:
        return float(numbers_of([value])[0]) if isinstance(value, str) else float(value)
    except OverflowError:
        return float("inf")


def _times(frames: list[dict[str, Any]]) -> tuple[str, list[str] | None]:
    """Return the name and the values of the frames' times, if each has one."""
    plain = [key for key, value in frames[0].items() if isinstance(value, (int, float, str))]
    labels = [key for key in plain if is_time_name(key)]
    place = time_column(labels)
    if place is None:
        return "", None
    label = labels[place]
    values = [frame.get(label) for frame in frames]
    return label, [repr(value) if isinstance(value, (int, float)) else str(value) for value in values]


def _column_of_times(document: Mapping[str, Any], count: int) -> tuple[str, list[str] | None]:
    """Return a list of times beside a matrix."""
    for label, values in document.items():
        named = is_time_name(label) or is_time_name(label.removesuffix("s"))
        plain = isinstance(values, list) and len(values) == count and not isinstance(values[0], (list, dict))
        if named and plain:
            return label.removesuffix("s"), [str(value) for value in values]
    return "", None


def _rate(document: Mapping[str, Any]) -> Fraction | None:
    stated = [document.get(key) for key in _RATES]
    numbers = [_number(value) for value in stated if isinstance(value, (int, float, str))]
    return next((rate for rate in map(stated_rate, numbers) if rate is not None), None)
