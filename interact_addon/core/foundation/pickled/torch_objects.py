# SPDX-License-Identifier: GPL-3.0-or-later
"""What torch writes: tensors in a pickle, and torch.save's two forms of file (torch/serialization.py).

A tensor in an ordinary pickle is a call of ``_rebuild_tensor_v2`` on a storage; the storage is a file of
torch.save within the pickle. Such a file is either a zip (``*/data.pkl`` and the storages as
``*/data/<key>``), or five pickles (a magic number, a version, facts about the machine, the object, the
storages' keys) and then, for each key, the count of values in 8 bytes and the values.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from .array_bytes import checked_shape, item_type
from .fault import Allowance, DamageError
from .machine import Machine
from .names import Name, refused
from .numpy_objects import NUMPY_NAMES

__all__ = ["NAMES", "read_torch", "torch_file"]

_MAGIC = 0x1950A86A20F9469CFC6C
_STORAGES = {
    "Float": "f4", "Double": "f8", "Half": "f2", "Long": "i8", "Int": "i4", "Short": "i2", "Char": "i1",
    "Byte": "u1", "Bool": "b1",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Storage:
    """The values of tensors, in one row."""

    values: NDArray


_LATER = _Storage(np.zeros(0))  # on the way to where the values are


def _rebuild(args: tuple[object, ...], allowance: Allowance) -> object:
    """Return an array of (storage, offset, sizes, strides, ...)."""
    if len(args) < 4 or type(args[0]) is not _Storage or type(args[1]) is not int:
        raise DamageError("a tensor is damaged")
    storage, offset, shape, strides = args[0], args[1], checked_shape(args[2]), args[3]
    if storage is _LATER:
        return None
    if type(strides) is not tuple or len(strides) != len(shape) or any(type(s) is not int for s in strides):
        raise DamageError("a tensor's strides are damaged")
    values = storage.values
    last = offset + sum((length - 1) * stride for length, stride in zip(shape, strides, strict=True))
    if 0 in shape:
        return np.zeros(shape, values.dtype)
    if offset < 0 or min(strides, default=0) < 0 or last >= len(values):
        raise DamageError("a tensor is larger than its values")
    # The stride of an axis of one is never taken, and can be any number.
    steps = tuple(
        stride * values.itemsize * (length > 1) for length, stride in zip(shape, strides, strict=True)
    )
    return as_strided(values[offset:], shape, steps, writeable=False)


def _parameter(args: tuple[object, ...], allowance: Allowance) -> object:
    if not args or not isinstance(args[0], np.ndarray | None):
        raise DamageError("a parameter is damaged")
    return args[0]


def _from_bytes(args: tuple[object, ...], allowance: Allowance) -> object:
    if len(args) != 1 or type(args[0]) is not bytes:
        raise DamageError("a tensor's values are damaged")
    allowance.spend(len(args[0]))
    return read_torch(args[0], allowance)


_INNER = NUMPY_NAMES | {
    "torch._utils._rebuild_tensor": Name("torch's _rebuild_tensor", _rebuild),
    "torch._utils._rebuild_tensor_v2": Name("torch's _rebuild_tensor_v2", _rebuild),
    "torch._utils._rebuild_parameter": Name("torch's _rebuild_parameter", _parameter),
}
_INNER |= {
    f"torch.{kind}Storage": Name(f"torch.{kind}Storage", code=code) for kind, code in _STORAGES.items()
}
# A file of torch.save within one of torch.save does not occur.
NAMES = _INNER | {"torch.storage._load_from_bytes": Name("torch's _load_from_bytes", _from_bytes)}


def torch_file(data: bytes) -> bool:
    """Return whether bytes are a file of torch.save."""
    return data.startswith(b"PK\x03\x04") or data[2:14] == b"\x8a\x0a" + _MAGIC.to_bytes(10, "little")


def read_torch(data: bytes, allowance: Allowance) -> object:
    """Return what a file of torch.save holds, tensors as arrays; a storage alone as such.

    Raises:
        DamageError, and those of BROKEN: it is damaged, or asks for something that is not data.
    """
    if data.startswith(b"PK\x03\x04"):
        return _read_zip(data, allowance)
    return _read_row(data, allowance)


def _read_row(data: bytes, allowance: Allowance) -> object:
    heads, at = [], 0
    for _ in range(3):
        machine = Machine(data, at, _INNER, allowance)
        heads.append(machine.run())
        at = machine.at
    facts = heads[2]
    if heads[0] != _MAGIC or not isinstance(facts, dict):
        raise DamageError("a tensor's values are not in torch's form")
    if facts.get("little_endian") is False:
        raise DamageError("a tensor's values are of a machine with the other order of bytes")
    kinds: dict[str, np.dtype] = {}

    def note(identity: object) -> object:
        key, dtype = _identity(identity)
        kinds[key] = dtype
        return _LATER

    first = Machine(data, at, _INNER, allowance, note)
    first.run()
    machine = Machine(data, first.at, _INNER, allowance)
    keys, end = machine.run(), machine.at
    if not isinstance(keys, list):
        raise DamageError("a tensor's values are damaged")
    values: dict[str, NDArray] = {}
    for key in keys:
        if type(key) is not str or key not in kinds or key in values:
            raise DamageError("a tensor's values are damaged")
        count = int.from_bytes(data[end : end + 8], "little", signed=True)
        size = count * kinds[key].itemsize
        if count < 0 or end + 8 + size > len(data):
            raise DamageError(f"it ends early: a tensor announces {count} values")
        values[key] = np.frombuffer(data, kinds[key], count, end + 8) if count else np.empty(0, kinds[key])
        end += 8 + size
    return Machine(data, at, _INNER, allowance, _finder(values)).run()


def _read_zip(data: bytes, allowance: Allowance) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: info for info in archive.infolist()}
        program = next((name for name in members if name.endswith("data.pkl")), None)
        if program is None:
            raise DamageError("a zip without the data.pkl of torch.save")
        folder = program.removesuffix("data.pkl")

        def member(name: str) -> bytes:
            if name not in members:
                raise DamageError(f"the archive lacks {name}")
            size = members[name].file_size
            allowance.spend(size)
            with archive.open(members[name]) as stream:
                return stream.read(size)

        if f"{folder}byteorder" in members and member(f"{folder}byteorder") != b"little":
            raise DamageError("its tensors are of a machine with the other order of bytes")

        values: dict[str, NDArray] = {}

        def find(identity: object) -> object:
            key, dtype = _identity(identity)
            if key not in values:
                raw = member(f"{folder}data/{key}")
                values[key] = np.frombuffer(raw[: len(raw) - len(raw) % dtype.itemsize], dtype) if raw else (
                    np.empty(0, dtype)
                )  # fmt: skip
            return _Storage(values[key])

        return Machine(member(program), 0, _INNER, allowance, find).run()


def _identity(identity: object) -> tuple[str, np.dtype]:
    """Return key and type of ("storage", class, key, location, count, ...)."""
    if type(identity) is not tuple or len(identity) < 5 or identity[0] != "storage":
        raise DamageError("it refers to an object outside of it")
    kind, key = identity[1], identity[2]
    if type(kind) is not Name or not kind.code or type(key) is not str:
        raise refused("a storage of an unknown kind")
    dtype = item_type("<" + kind.code)
    assert dtype is not None  # noqa: S101 (numbers all)
    return key, dtype


def _finder(values: Mapping[str, NDArray]) -> Callable[[object], object]:
    def find(identity: object) -> object:
        key, _ = _identity(identity)
        if key not in values:
            raise DamageError("a tensor lacks its values")
        return _Storage(values[key])

    return find
