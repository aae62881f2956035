# SPDX-License-Identifier: GPL-3.0-or-later
"""Pickles, torch's files and archives of arrays, byte by byte: the same with every Python and numpy."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

__all__ = [
    "PICKLED_SEEDS",
    "Array",
    "Build",
    "Call",
    "Name",
    "Outside",
    "npz",
    "results",
    "tensor",
    "torch_rows",
    "torch_zip",
    "written",
]


@dataclass(frozen=True)
class Name:
    """A name, such as ``os system``."""

    text: str


@dataclass(frozen=True)
class Call:
    """A call of a name."""

    name: str
    args: tuple[object, ...] = ()


@dataclass(frozen=True)
class Build:
    """An object whose state is set."""

    made: object
    state: object


@dataclass(frozen=True)
class Outside:
    """A reference to an object outside of the pickle."""

    identity: object


@dataclass(frozen=True)
class Array:
    """An array as numpy pickles it: a type such as ``<f4``, and its bytes; or a list of objects."""

    shape: tuple[int, ...]
    code: str
    data: bytes | list[object]
    core: str = "numpy._core"
    old: bool = field(default=False)  # as Python 2 wrote bytes


def written(value: object, protocol: int = 2) -> bytes:
    """Return a pickle of plain values and of those above; objects that are the same are not shared."""
    return (bytes([0x80, protocol]) if protocol > 1 else b"") + _write(value) + b"."


def _write(value: object) -> bytes:
    if value is None or isinstance(value, bool):
        return {None: b"N", True: b"\x88", False: b"\x89"}[value]
    if isinstance(value, int):
        raw = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
        return b"\x8a" + bytes([len(raw)]) + raw
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    if isinstance(value, str):
        raw = value.encode("utf-8", "surrogatepass")
        return b"X" + struct.pack("<I", len(raw)) + raw
    if isinstance(value, bytes):
        return b"B" + struct.pack("<I", len(value)) + value
    if isinstance(value, list):
        return b"](" + b"".join(map(_write, value)) + b"e"
    if isinstance(value, tuple):
        return b"(" + b"".join(map(_write, value)) + b"t"
    if isinstance(value, dict):
        return b"}(" + b"".join(_write(key) + _write(each) for key, each in value.items()) + b"u"
    return _write_call(value)


def _write_call(value: object) -> bytes:
    if isinstance(value, Name):
        module, _, name = value.text.rpartition(" ")
        return b"c" + module.encode() + b"\n" + name.encode() + b"\n"
    if isinstance(value, Call):
        return _write(Name(value.name)) + _write(value.args) + b"R"
    if isinstance(value, Build):
        return _write(value.made) + _write(value.state) + b"b"
    if isinstance(value, Outside):
        return _write(value.identity) + b"Q"
    if isinstance(value, Array):
        empty: object = "b" if value.old else b"b"
        made = Call(f"{value.core}.multiarray _reconstruct", (Name("numpy ndarray"), (0,), empty))
        order, code = value.code[0], value.code[1:]
        kind = Build(Call("numpy dtype", (code, False, True)), (3, order, None, None, None, -1, -1, 0))
        data = value.data
        if value.old and isinstance(data, bytes):
            return (
                _write(made)
                + b"("
                + _write(1)
                + _write(value.shape)
                + _write(kind)
                + b"\x89"
                + (b"T" + struct.pack("<I", len(data)) + data)
                + b"tb"
            )
        return _write(Build(made, (1, value.shape, kind, False, data)))
    raise TypeError(f"cannot be written: {value!r}")


def _storage(kind: str, count: int, key: str = "0") -> Outside:
    return Outside(("storage", Name(f"torch {kind}Storage"), key, "cpu", count, None))


def torch_rows(value: object, storages: dict[str, tuple[int, bytes]]) -> bytes:
    """Return a file of torch.save in its old form; storages by key: how many values, and their bytes."""
    sizes = {"short": 2, "int": 4, "long": 4}
    parts = [
        0x1950A86A20F9469CFC6C,
        1001,
        {"protocol_version": 1001, "little_endian": True, "type_sizes": sizes},
    ]
    head = b"".join(map(written, [*parts, value, sorted(storages)]))
    return head + b"".join(struct.pack("<q", count) + data for _, (count, data) in sorted(storages.items()))


def torch_zip(value: object, storages: dict[str, bytes], *, packed: bool = False) -> bytes:
    """Return a file of torch.save in its new form."""
    members = {"archive/data.pkl": written(value), "archive/byteorder": b"little"}
    members |= {f"archive/data/{key}": data for key, data in storages.items()}
    return _zip(members, packed=packed)


def tensor(
    data: bytes, shape: tuple[int, ...], strides: tuple[int, ...], kind: str = "Float", offset: int = 0,
    *, count: int, alone: bool = True,
) -> Call:  # fmt: skip
    """Return a tensor: with its values in it, as in an ordinary pickle, or as in a file of torch.save."""
    storage: object = _storage(kind, count)
    if alone:
        storage = Call("torch.storage _load_from_bytes", (torch_rows(storage, {"0": (count, data)}),))
    hooks = Call("collections OrderedDict")
    return Call("torch._utils _rebuild_tensor_v2", (storage, offset, shape, strides, False, hooks))


def npz(arrays: dict[str, bytes], *, packed: bool = False) -> bytes:
    """Return an archive of .npy files."""
    return _zip({f"{name}.npy": data for name, data in arrays.items()}, packed=packed)


def _zip(members: dict[str, bytes], *, packed: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # Unix, on whatever system
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            # Level 0: other levels give other bytes with other builds of zlib.
            archive.writestr(info, data, compresslevel=0)
    return out.getvalue()


_WORDS = ("motion", "text", "lengths", "poses", "trans", "betas", "gender", "person1", "smpl_poses", "", "é")
_ASKED = (
    "os system", "builtins eval", "numpy ndarray", "numpy.core.multiarray scalar", "numpy dtype",
    "_codecs encode",
    "collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch FloatStorage", "__builtin__ bytes",
    "numpy._core.numeric _frombuffer", "torch.storage _load_from_bytes",
)  # fmt: skip


def _value(rng: Random, deep: int = 0) -> object:
    way = rng.randrange(14 if deep < 4 else 7)
    if way < 3:
        return rng.choice((None, True, 0, -1, 30, 2**70, -(2**40), 1.5, float("nan"), 1e300))
    if way < 5:
        return rng.choice(_WORDS)
    if way == 5:
        return rng.randbytes(rng.choice((0, 1, 12)))
    if way == 6:
        return Name(rng.choice(_ASKED)) if rng.random() < 0.1 else "x" * rng.choice((1, 300))
    if way < 9:
        return {rng.choice(_WORDS): _value(rng, deep + 1) for _ in range(rng.choice((0, 1, 3)))}
    if way == 9:
        return [_value(rng, deep + 1) for _ in range(rng.choice((0, 1, 3, 20)))]
    if way == 10:
        return tuple(_value(rng, deep + 1) for _ in range(rng.choice((0, 1, 2, 5))))
    if way == 11:
        return Call(rng.choice(_ASKED), tuple(_value(rng, deep + 1) for _ in range(rng.randrange(5))))
    shape = tuple(rng.choice((0, 1, 2, 3, 22)) for _ in range(rng.randrange(4)))
    count = 1
    for length in shape:
        count *= length
    if way == 12:
        steps = tuple(rng.choice((0, 1, 3, 66)) for _ in shape)
        have = rng.choice((count, 66))
        return tensor(rng.randbytes(have * 4), shape, steps, rng.choice(("Float", "Int")), count=have)
    code = rng.choice(("<f4", "<f8", ">f4", "|u1", "<i8", "|b1", "|O8", "|S4", "<U2", "|V8"))
    data = (
        [_value(rng, deep + 1) for _ in range(count)] if "O" in code else rng.randbytes(count * int(code[2:]))
    )
    core = rng.choice(("numpy.core", "numpy._core"))
    return Array(shape, code, data, core, rng.random() < 0.3)


def results(rng: Random) -> dict[str, object]:
    """Return what MDM writes: joints of a few people, texts, lengths."""
    count, frames = rng.choice((1, 2, 4)), rng.choice((1, 2, 9))
    joints = rng.choice((22, 22, 22, 24, 21))
    numbers = [
        rng.gauss(0, 1) if rng.random() < 0.999 else float("nan") for _ in range(count * joints * 3 * frames)
    ]
    motion = Array((count, joints, 3, frames), "<f4", struct.pack(f"<{len(numbers)}f", *numbers))
    lengths = [rng.choice((frames, frames, 1, 0, -1, 2**40)) for _ in range(count)]
    said: dict[str, object] = {"motion": motion, "text": ["a"] * rng.choice((count, 0)), "lengths": lengths}
    if rng.random() < 0.5:
        said |= {"num_samples": count, "num_repetitions": 1}
    return said | ({"other_motion": motion} if rng.random() < 0.3 else {})


def _pickle(rng: Random) -> bytes:
    value = {rng.choice(_WORDS): _value(rng) for _ in range(rng.choice((1, 3, 6)))}
    way = rng.randrange(8)
    if way > 5:
        value = results(rng) | (value if rng.random() < 0.3 else {})
    if way == 0:
        kept = tensor(b"", (2, 3), (3, 1), count=6, alone=False)
        return torch_rows({"motion": kept} | value, {"0": (6, rng.randbytes(24))})
    if way == 1:
        kept = tensor(b"", (2, 3), (3, 1), count=6, alone=False)
        return torch_zip({"motion": kept} | value, {"0": rng.randbytes(24)}, packed=rng.random() < 0.3)
    return written(value, rng.choice((0, 2, 4, 5)))


PICKLED_SEEDS: dict[str, Callable[[Random], bytes]] = {"pkl": _pickle}
