# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.foundation.numbers import scan


def check(words: list[str], separator: str = " ") -> None:
    result = scan(separator.join(words).encode())
    assert result.bad == 0
    expected = np.array([float(word) for word in words])
    np.testing.assert_array_equal(result.values, expected)
    np.testing.assert_array_equal(np.signbit(result.values), np.signbit(expected))


@pytest.mark.parametrize(
    "words",
    [
        ["0.0", "-0.0", "1.0", "-1.5"],
        ["123456.789012", "-0.000001", "99999999.9999999", "12345678.1234567"],
        [".5", "-.5", "5.", "-5.", "0.", ".00000001", "00000000.5"],
        ["1", "-2", "30000000", "0.5", ".25", "7"],
        ["1e5", "2.5E-7", "-3.75e+02", "1.72892e-005"],
        ["+1.5", "+2", "0.1", "0.2", "0.3"],
        ["123456789.5", "0.123456789", "1234567890123456789.123456789"],
        ["99999999.99999999", "4503599.6273704", "0.1000000000000000055511151231257827"],
        ["1" * 300 + ".5", "0." + "0" * 300 + "1"],
        ["1e308", "1e-320"],
    ],
)
def test_words_become_the_nearest_numbers(words):
    check(words)
    check(words, "\n")
    check(words, "\t \r\n ")


@given(
    st.lists(
        st.one_of(
            st.floats(-1e6, 1e6).map(lambda v: f"{v:.6f}"),
            st.floats(-1e7, 1e7).map(lambda v: f"{v:.8f}"),
            st.floats(-1e3, 1e3).map(repr),
            st.integers(-(10**9), 10**9).map(str),
            st.from_regex(r"-?[0-9]{0,8}\.[0-9]{1,8}", fullmatch=True),
            st.from_regex(r"-?[0-9]{1,8}\.", fullmatch=True),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_decimals_are_read_bit_for_bit(words):
    check(words)


@given(st.lists(st.from_regex(r"-?[0-9]{0,6}\.[0-9]{6}", fullmatch=True), min_size=1, max_size=50))
def test_plain_decimals_are_read_bit_for_bit(words):
    check(words)


@pytest.mark.parametrize(
    "word",
    [
        *(
            "-",
            ".",
            "-.",
            "1-",
            "1.2.3",
            "--1.0",
            "1_0",
            "nan",
            "inf",
            "-inf",
            "infinity",
            "1e999",
            "0x1",
            "1,5",
        ),
        *("abc", "1e", "e5", "\x001", "1.0\x1a", "1d5", "½", "١", "1.5-2.5", "1" * 500, "1" * 500 + "x"),
    ],
)
def test_words_that_are_no_numbers(word):
    result = scan(f"1.5 {word} -2.5\n".encode())
    assert result.bad == 1
    assert result.first_bad == word.encode()
    assert not math.isfinite(result.values[1])
    np.testing.assert_array_equal(result.values[[0, 2]], [1.5, -2.5])


def test_line_ends_of_all_kinds():
    assert scan(b"1 2\n3\n\n4 5 6").line_ends.tolist() == [2, 3, 3]
    assert scan(b"1 2\r\n3\r\n\r\n4").line_ends.tolist() == [2, 3, 3]
    assert scan(b"1 2\r3\r\r4\r").line_ends.tolist() == [2, 3, 3, 4]
    assert scan(b"\n\n1\n").line_ends.tolist() == [0, 0, 1]
    assert scan(b"1 \r 2\n").line_ends.tolist() == [1, 2]


@pytest.mark.parametrize("text", [b"", b" ", b"\n", b"\r\n\t "])
def test_no_words(text):
    result = scan(text)
    assert result.values.shape == (0,)
    assert result.bad == 0


def test_a_million_digits_do_not_hang():
    result = scan(b"1" * 1_000_000 + b"x " + b"9" * 1_000_000 + b" 1.5")
    assert result.bad == 2
    assert result.values[2] == 1.5
