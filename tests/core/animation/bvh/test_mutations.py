# SPDX-License-Identifier: GPL-3.0-or-later
"""Files bent at random: a clear error or a right result, never a traceback, never a hang."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from interact_addon.core.animation.bvh import Bvh, inspect, read, to_motion, write
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.foundation.errors import BvhError

ROOT_WITH_TAIL = (
    b"ROOT Hips\n{\n\tOFFSET 0.0 90.0 0.0\n"
    b"\tCHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation\n"
    b"\tJOINT Left Leg\n\t{\n\t\tOFFSET 9.0 -5.0 1e-05\n\t\tCHANNELS 3 Xrotation Zrotation Yrotation\n"
    b"\t\tEnd Site\n\t\t{\n\t\t\tOFFSET 0.0 -80.0 0.0\n\t\t}\n\t}\n}\n"
)
ROWS = b"1.0 90.0 2.0 10.0 20.0 30.0 1.5 2.5 3.5\n1.5 90.5 2.5 11.0 21.0 31.0 1.0 2.0 3.0\n" * 5
ORIGINAL = b"HIERARCHY\n" + ROOT_WITH_TAIL + b"MOTION\nFrames: 10\nFrame Time: 0.033333\n" + ROWS

WORDS = [
    *(
        b"{",
        b"}",
        b"ROOT",
        b"JOINT x",
        b"End Site",
        b"OFFSET",
        b"CHANNELS",
        b"MOTION",
        b"Frames:",
        b"Frame Time:",
    ),
    *(b"nan", b"-inf", b"1e308", b"1e-308", b"9" * 60, b"-", b".", b"\0", b"\xff\xfe", b"\r", b"\x1a", b"0"),
    *(b"-1", b"Xrotation", b"Zposition", b"CHANNELS 99999999 Xrotation", b"1,5", b"\xef\xbb\xbf", b"1_000"),
    b"HIERARCHY",
]


def bend(draw: st.DrawFn) -> bytes:
    """A few random changes of bytes, words or lines."""
    data = ORIGINAL
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.integers(0, 7))
        at = draw(st.integers(0, max(0, len(data) - 1)))
        if kind == 0 and data:
            data = data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + b" " + draw(st.sampled_from(WORDS)) + b" " + data[at:]
        elif kind == 2:
            data = data[:at]
        elif kind == 3:
            data = data[:at] + data[at + draw(st.integers(1, 200)) :]
        else:
            split = b"\n" if kind in (4, 5) else b" "
            parts = data.split(split)
            one, two = (draw(st.integers(0, len(parts) - 1)) for _ in range(2))
            if kind == 4:
                del parts[one]
            elif kind == 5:
                parts.insert(two, parts[one])
            elif kind == 6:
                parts[one], parts[two] = parts[two], parts[one]
            else:
                parts[one] = draw(st.sampled_from(WORDS))
            data = split.join(parts)
    return data


bent = st.composite(bend)


@contextlib.contextmanager
def stored(data: bytes):
    descriptor, name = tempfile.mkstemp(suffix=".bvh")
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        yield path
    finally:
        path.unlink(missing_ok=True)


def attempt(path: Path) -> Bvh | BvhError:
    try:
        return read(path)
    except BvhError as error:
        return error


def check_usable(bvh: Bvh, path: Path) -> None:
    """What came out of a bent file must be whole and go through everything behind it."""
    assert bvh.frames >= 1
    assert np.isfinite(bvh.values).all()
    assert 0 < bvh.rate <= 100_000
    assert all(finding.message and finding.path == str(path) for finding in bvh.findings)
    motion = to_motion(bvh)
    places, _ = forward(motion)
    assert places.shape == (bvh.frames, len(bvh.joints), 3)
    assert np.isfinite(places).all()
    np.testing.assert_allclose(np.linalg.norm(motion.rotations, axis=-1), 1, atol=1e-9)
    assert inspect(bvh).as_dict()["frames"] == bvh.frames
    write(path, bvh, decimals=None)
    again = read(path)
    np.testing.assert_array_equal(again.values, bvh.values)
    assert [joint.channels for joint in again.joints] == [joint.channels for joint in bvh.joints]


@settings(max_examples=400)
@given(bent())
def test_bent_files_are_told_or_read(data):
    with stored(data) as path:
        result = attempt(path)
        if isinstance(result, Bvh):
            check_usable(result, path)
        else:
            assert result.path == str(path)
            assert result.message
            assert not result.message.endswith(".")
            assert result.line is None or 1 <= result.line <= data.count(b"\n") + data.count(b"\r") + 1


@settings(max_examples=100)
@given(st.binary(max_size=300), st.sampled_from([b"", b"HIERARCHY\n", ORIGINAL[:200], ORIGINAL[:-300]]))
def test_rubbish_behind_a_good_beginning(rubbish, beginning):
    with stored(beginning + rubbish) as path:
        result = attempt(path)
        if isinstance(result, Bvh):
            check_usable(result, path)
        else:
            assert result.path == str(path)


@settings(max_examples=60)
@given(
    values=st.lists(
        st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=9, max_size=9), min_size=1, max_size=6
    ),
    newline=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    spelling=st.sampled_from([repr, "{:.6f}".format, "{:.12e}".format, "{:+.3f}".format, "{:g}".format]),
)
def test_sound_files_are_read_to_the_last_bit(values, newline, spelling):
    words = [[spelling(value) for value in row] for row in values]
    text = b"HIERARCHY\n" + ROOT_WITH_TAIL
    text += f"MOTION\nFrames: {len(values)}\nFrame Time: 0.02\n".encode()
    text += "\n".join(" ".join(row) for row in words).encode()
    with stored(text.replace(b"\n", newline)) as path:
        bvh = read(path)
        assert bvh.findings == ()
        np.testing.assert_array_equal(bvh.values, [[float(word) for word in row] for row in words])
