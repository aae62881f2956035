# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of the caches, damaged in each way: they count as none, cost little memory, and run nothing."""

from __future__ import annotations

import io
import json
import pickle
import tracemalloc
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.characters import Part
from interact_addon.core.characters.fitting.cache import load_parts, save_parts
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.measures import MEASURES, Measured
from interact_addon.core.performance.measuring.cache import load_measures, save_measures
from interact_addon.core.performance.measuring.result import SceneMeasures

from .damages import VALUES, bent, places_in

_MOST_MEMORY = 20 << 20  # bytes; the files hold some kilobytes


def _part(name: str) -> Part:
    rng = np.random.default_rng(7)
    vertices = rng.normal(size=(20, 3)).astype(np.float32)
    faces = rng.integers(0, 20, (12, 4)).astype(np.int32)
    faces[0, 3] = -1
    weights = np.zeros((20, 3), np.float32)
    weights[:, 1] = 1.0
    return Part(
        name,
        vertices,
        faces,
        rng.random((12, 4, 2)).astype(np.float32),
        ("skin", "lips"),
        np.arange(12, dtype=np.int16) % 2,
        weights,
        ("hips", "chest", "head"),
        {"jawOpen": vertices * 0.1, "smile": vertices * np.float32(0.0)},
        normals=vertices,
        point_data={"mask": vertices[:, 0]},
    )


def _person(path: Path) -> None:
    assert save_parts(path, (_part("body"), _part("caster")), [Finding("odd", "something is odd")])


def _measures(path: Path) -> None:
    one, other = list(MEASURES)[:2]
    values = (Measured(one, "001", 0.5, "", 3, np.linspace(0.0, 1.0, 9)), Measured(other, "", None, "why"))
    save_measures(path, SceneMeasures("key", values, Fraction(30), 9, (Finding("odd", "odd"),)))


KINDS: dict[str, tuple[Callable[[Path], None], Callable[[Path], Any]]] = {
    "person": (_person, load_parts),
    "measures": (_measures, load_measures),
}


@pytest.fixture(params=KINDS)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Callable[[Path], Any]]:
    """A file of a cache, and what reads it; it is read with little memory, and before it is damaged."""
    write, load = KINDS[request.param]
    path = tmp_path / "kept.npz"
    write(path)
    assert load(path) is not None

    def sparing(path: Path) -> Any:
        tracemalloc.start()
        try:
            return load(path)
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < _MOST_MEMORY

    return path, sparing


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _write(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _npy(array: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.asanyarray(array), allow_pickle=True)
    return stream.getvalue()


class _Touch:
    """Writes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "kept.npz"
    _person(path)
    found = load_parts(path)
    assert found is not None
    (body, caster), findings = found
    assert (body.name, caster.name, findings[0].code) == ("body", "caster", "odd")
    wanted = _part("body")
    for name in ("vertices", "faces", "uvs", "face_material", "weights", "normals"):
        assert np.array_equal(getattr(body, name), getattr(wanted, name))
        assert getattr(body, name).flags.writeable
    assert np.array_equal(body.shapes["jawOpen"], wanted.shapes["jawOpen"])


@pytest.mark.parametrize("way", ["empty", "half", "noise", "no zip", "pickle", "fifty bytes", "a folder"])
def test_a_damaged_archive_is_none(kept: tuple[Path, Callable], way: str) -> None:
    path, load = kept
    content = path.read_bytes()
    ways = {
        "empty": b"",
        "half": content[: len(content) // 2],
        "noise": bytes(len(content)),
        "no zip": b"PK\x03\x04 and nothing",
        "pickle": pickle.dumps(["a"]),
        "fifty bytes": content[:50],
        "a folder": b"",
    }
    path.write_bytes(ways[way])
    if way == "a folder":
        path.unlink()
        path.mkdir()
    assert load(path) is None


def test_any_byte_that_flips_is_harmless(kept: tuple[Path, Callable]) -> None:
    path, load = kept
    content = path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 60)):
        changed = bytearray(content)
        changed[place] ^= 0x55
        path.write_bytes(changed)
        load(path)


_ARRAYS: dict[str, Any] = {
    "of objects": np.array([{"a": 1}], dtype=object),
    "not a number": np.full((20, 3), np.nan, np.float32),
    "infinite": np.full((20, 3), np.inf, np.float64),
    "texts": np.array(["a", "b"]),
    "of no axes": np.float32(1.0),
    "empty": np.zeros((0, 3), np.float32),
    "of many axes": np.zeros((1,) * 20, np.float32),
    "complex": np.zeros((20, 3), np.complex128),
    "fields": np.zeros(20, dtype=[("a", "f4")]),
    "large numbers": np.full((12, 4), 2**31 - 1, np.int32),
    "negative numbers": np.full((12, 4), -7, np.int32),
    "dates": np.zeros(20, "M8[s]"),
}


@pytest.mark.parametrize("array", _ARRAYS)
def test_arrays_of_other_kinds(kept: tuple[Path, Callable], array: str) -> None:
    """In the place of each array."""
    path, load = kept
    whole = _members(path)
    for name in whole:
        _write(path, {**whole, name: _npy(_ARRAYS[array])})
        assert load(path) is None or array in ("not a number", "infinite", "of no axes", "empty")


def test_nothing_is_unpickled(kept: tuple[Path, Callable], tmp_path: Path) -> None:
    path, load = kept
    whole = _members(path)
    mark = tmp_path / "mark"
    for name in whole:
        _write(path, {**whole, name: _npy(np.array([_Touch(mark)], dtype=object))})
        assert load(path) is None
    assert not mark.exists()


def test_bombs_are_not_unpacked(kept: tuple[Path, Callable]) -> None:
    path, load = kept
    whole = _members(path)
    zeros = _npy(np.zeros(40_000_000, np.float64))  # 320 MB, in 300 KB
    _write(path, {**whole, "more.npy": zeros})
    assert load(path) is None
    head = b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (%d, 3), }" % (1 << 40)
    for name in whole:
        _write(path, {**whole, name: head.ljust(127) + b"\n"})
        assert load(path) is None


@pytest.mark.parametrize("value", VALUES)
def test_a_damaged_value_in_the_head(kept: tuple[Path, Callable], value: str) -> None:
    path, load = kept
    whole = _members(path)
    head = json.loads(str(np.load(io.BytesIO(whole["head.npy"]))))
    for place in places_in(head):
        text = bent(head, place, VALUES[value][:1_000_000]).decode()
        _write(path, {**whole, "head.npy": _npy(text)})
        load(path)
