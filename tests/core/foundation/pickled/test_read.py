# SPDX-License-Identifier: GPL-3.0-or-later
"""Pickles: what numpy and both Pythons write is read; what would run code, or fill the memory, is not."""

from __future__ import annotations

import collections
import os
import pickle
import struct
import subprocess
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.foundation.errors import MotionError
from interact_addon.core.foundation.pickled import read_pickle, unpickle
from tools.fuzz.pickled_seeds import Array, Build, Call, Name, Outside, torch_rows, written

POSES = np.arange(12, dtype=np.float32).reshape(4, 3)


def read(data: bytes) -> Any:
    return unpickle(data, Path("take.pkl"), "the pickle")


def refusal(data: bytes) -> str:
    with pytest.raises(MotionError) as caught:
        read(data)
    assert caught.value.path == "take.pkl"
    return str(caught.value)


@pytest.mark.parametrize("protocol", range(6))
def test_a_take_is_read_in_every_protocol(protocol: int, tmp_path: Path) -> None:
    take = {
        "person1": {"trans": POSES, "betas": np.zeros(10), "gender": "neutral"},
        "fortran": np.asfortranarray(POSES),
        "big": POSES.astype(">f8"),
        "half": POSES.astype(np.float16),
        "labels": np.array(["sit", "walk"]),
        "objects": np.array([None, "male", 3.5], dtype=object),
        "mocap_framerate": np.float64(30),
        "count": np.int64(4),
        "ordered": collections.OrderedDict(a=1),
        "numbers": [1, -1, 255, 65536, 2**40, 0.5, None, True, False],
        "text": ["ein Händedruck", "quote ' and \\ and \n"],
        "bytes": b"\x00\xff",
        "nothing": b"",
        "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
        "empty": np.zeros((0, 3)),
    }
    take["again"] = take["person1"]["trans"]  # type: ignore[index]
    path = tmp_path / "take.pkl"
    path.write_bytes(pickle.dumps(take, protocol=protocol))
    got: Any = read_pickle(path)
    assert list(got) == list(take)
    for name in ("fortran", "big", "half", "again"):
        assert np.array_equal(got[name], POSES), name
        assert got[name].dtype.isnative
    assert got["person1"]["gender"] == "neutral"
    assert got["labels"].tolist() == ["sit", "walk"]
    assert got["objects"] == [None, "male", 3.5]
    assert (got["mocap_framerate"], got["count"], got["ordered"]) == (30.0, 4, {"a": 1})
    for name in ("numbers", "text", "bytes", "nothing", "tuples"):
        assert got[name] == take[name], name
    assert got["empty"].shape == (0, 3)


@pytest.mark.parametrize("core", ["numpy.core", "numpy._core"])
def test_arrays_of_python_2(core: str) -> None:
    data = POSES.astype("<f8").tobytes()
    take = {"smpl_poses": Array((4, 3), "<f8", data, core, old=True)}
    assert np.array_equal(read(written(take))["smpl_poses"], POSES)
    # Protocol 0, where a text is quoted and escaped.
    quoted = repr(data)[1:].encode()
    kind = b"cnumpy\ndtype\n(S'f8'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntb"
    made = f"c{core}.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR".encode()
    line = (
        b"(dp0\nS'smpl_poses'\np1\n" + made + b"p2\n(I1\n(I4\nI3\nt" + kind + b"I00\nS" + quoted + b"\ntbs."
    )
    assert np.array_equal(read(line)["smpl_poses"], POSES)


class Runs:
    """Runs a command when it is unpickled."""

    def __init__(self, called: Any, *args: Any) -> None:
        self.call = (called, args)

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    ("evil", "named"),
    [
        (Runs(os.system, "touch /tmp/owned"), f"asks for {os.system.__module__}.system, which is not data"),
        (Runs(eval, "1"), "eval, which is not data: it is not executed"),
        (Runs(subprocess.check_call, ["true"]), "check_call, which is not data"),
        (Runs(getattr, "a", "upper"), "getattr"),
        (Runs(np.load, "x"), "load"),
        (Runs(np.ndarray, (1 << 33,)), "asks for a call of numpy.ndarray"),
        (Runs(bytearray, 1 << 40), "bytearray"),
        (Runs(bytes, 1 << 40), "bytes"),
        (Path("x"), "pathlib"),
        (np.ma.array([1.0]), "numpy.ma"),
        (np.matrix([1.0]), "numpy"),
        (collections.defaultdict(list), "collections.defaultdict"),
        (collections.Counter("a"), "collections.Counter"),
        (len, "len"),
        ({1, 2}, "set"),
        (1 + 2j, "complex"),
    ],
)
def test_what_is_not_data_is_refused_by_name(evil: Any, named: str, protocol: int) -> None:
    said = refusal(pickle.dumps({"poses": [evil]}, protocol=protocol))
    assert named in said
    assert "not executed" in said or "not read" in said


def test_a_name_alone_is_no_value() -> None:
    assert "a name, where a value should be" in refusal(written({"a": Name("numpy ndarray")}))
    half = Call("numpy.core.multiarray _reconstruct", (Name("numpy ndarray"), (0,), b"b"))
    assert "a part of an array" in refusal(written([half]))


def test_the_class_of_arrays_cannot_be_called() -> None:
    """Fifty bytes would ask for 64 GiB."""
    data = written(Call("numpy ndarray", ((1 << 36,),)))
    assert len(data) < 50
    assert "asks for a call of numpy.ndarray" in refusal(data)


def doubled(opening: bytes, grow: bytes, times: int) -> bytes:
    return b"\x80\x02" + opening + grow * times + b"."


BOMBS = {
    "tuples of themselves": (doubled(b"K\x00", b"2\x86", 60), "unfolds to far more"),
    "as a key": (doubled(b"}K\x00", b"2\x86", 60)[:-1] + b"K\x00s.", "neither text nor whole number"),
    "deep lists": (b"]" * 100_000 + b"a" * 99_999 + b".", "nested deeper"),
    "deep tuples": (b"N" + b"\x85" * 100_000 + b".", "nested deeper"),
    "a list in itself": (b"]2a.", "is in itself"),
    "bytes that are not there": (b"\x8e" + struct.pack("<Q", 1 << 50) + b".", "are announced"),
    "a text that is not there": (b"X\xff\xff\xff\x7fabc.", "are announced"),
    "a negative length": (b"\x8b\xff\xff\xff\xff.", "a whole number of"),
    "a long number": (b"\x8b" + struct.pack("<I", 1 << 20) + b"\x01" * (1 << 20) + b".", "a whole number of"),
    "many digits": (b"I" + b"9" * 100_000 + b"\n.", "too many digits"),
    "a far place in the memo": (b"Nr\xff\xff\xff\xffj\xff\xff\xff\x7f.", "refers to its object 2147483647"),
    "an array larger than its bytes": (written(Array((1 << 40,), "<f4", b"\0\0\0\0")), "has 4 bytes, not"),
    "an empty array of any length": (written(Array((0, 1 << 61), "<f4", b"")), "impossible shape"),
    "empty lists without end": (written(Array((1 << 40, 0), "|O8", [])), "impossible shape"),
    "a negative shape": (written(Array((-1, -4), "<f4", b"\0" * 16)), "impossible shape"),
    "forty axes": (written(Array((1,) * 40, "<f4", b"\0" * 4)), "impossible shape"),
    "long texts": (written(Array((1,), "<U999999", b"\0" * 4)), "has 4 bytes, not"),
    "texts without length": (written(Array((1 << 40,), "<U0", b"")), "not plain numbers"),
    "fields": (written(Array((1,), "|V8", b"\0" * 8)), "fields, not plain numbers"),
    "objects that are not there": (written(Array((9,), "|O8", [1])), "not hold as many"),
    "letters that are none": (written(Array((1,), "<U1", b"\xff\xff\xff\x7f")), "no letters"),
    "another codec": (written(Call("_codecs encode", ("x", "zlib"))), "_codecs.encode of something other"),
    "outside": (written(Outside("x")), "an object outside"),
    "buffers outside": (b"\x80\x05\x97.", "outside of the file"),
    "registered classes": (b"\x82\x01.", "a class by a private number"),
    "an old class": (b"(ios\nsystem\n.", "asks for os.system"),
    "state of a dict": (written(Build({}, {"a": 1})), "changing an object's state"),
    "appended to a text": (b"X\x01\0\0\0aK\x01a.", "no list"),
    "a key that is a list": (b"}]Ns.", "neither text nor whole number"),
    "keys of one hash": (written({(1 << 61) - 1: 0}), "neither text nor whole number"),
    "nothing": (b"", "truncated or damaged"),
    "only an end": (b".", "truncated or damaged"),
    "a protocol to come": (b"\x80\x09N.", "protocol 9"),
    "text": (b"hello", "refers to"),
    "a picture": (b"\xff\xd8\xff\xe0", "not a pickle"),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_a_sentence(kind: str) -> None:
    data, words = BOMBS[kind]
    tracemalloc.start()
    try:
        assert words in refusal(data)
        assert tracemalloc.get_traced_memory()[1] < (1 << 24) + 40 * len(data)
    finally:
        tracemalloc.stop()


def test_lists_that_hold_each_other_twice_unfold_no_further_than_the_file() -> None:
    lists: list[Any] = [0.0]
    for _ in range(60):
        lists = [lists, lists]
    assert "unfolds to far more" in refusal(pickle.dumps({"betas": lists}))


@pytest.mark.parametrize("call", ["_codecs encode", "torch.storage _load_from_bytes"])
def test_the_same_bytes_are_not_unpacked_again_and_again(call: str) -> None:
    storage = Outside(("storage", Name("torch ByteStorage"), "0", "cpu", 1 << 16, None))
    big = written(torch_rows(storage, {"0": (1 << 16, bytes(1 << 16))}))[2:-1]
    if "encode" in call:
        big = b"X" + struct.pack("<I", 1 << 16) + b"a" * (1 << 16) + b"q\x00X\x06\0\0\0latin1"
        args = b"(h\x00X\x06\0\0\0latin1t"
    else:
        big, args = big + b"q\x00", b"h\x00\x85"
    module, name = call.encode().split()
    data = b"\x80\x02" + big + (b"c" + module + b"\n" + name + b"\n" + args + b"R0") * 200 + b"."
    assert "unfolds to far more" in refusal(data)


def test_millions_of_single_values_are_refused() -> None:
    assert "single values" in refusal(b"N0" * 2_100_000 + b"N.")


def test_truncated_at_every_byte() -> None:
    whole = pickle.dumps({"trans": POSES, "gender": "male"}, protocol=4)
    for end in range(len(whole)):
        refusal(whole[:end])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MotionError, match="the pickle cannot be read"):
        read_pickle(tmp_path / "none.pkl")


def test_real_takes(layout_samples: Path) -> None:
    dancer: Any = read_pickle(layout_samples / "aist" / "gBR_sBM_cAll_d04_mBR0_ch01.pkl")
    assert dancer["smpl_poses"].shape == (720, 72)
    pair: Any = read_pickle(layout_samples / "interhuman" / "motions" / "900.pkl")
    assert pair["person2"]["pose_body"].shape == (61, 63)
