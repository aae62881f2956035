# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of databases by what they mean, whatever type they were stored with."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.dataset.database_values import day_of, key_of, number_of, shown, text_of

FIFTY_ONE = [
    51,
    51.0,
    "51",
    "051",
    " 51\n",
    "51.0",
    "51.",
    "+51",
    "５１",
    "51\0",
    b"51",
    b" 051 ",
    b"51\0",
    b"51\0\0",
    b"51\0\0\0\0\0\0",
    b"\x0051",
    "51".encode("utf-16-le"),
    "51\0".encode("utf-16-le"),
    "51".encode("utf-16"),
    b"\xef\xbb\xbf51",
    *(np.array(51, kind).tobytes() for kind in ("<i2", "<i4", "<i8", "<u8", ">i4", ">i8", "<f4", "<f8")),
]


@pytest.mark.parametrize("value", FIFTY_ONE)
def test_a_number_of_any_type(value: object) -> None:
    assert number_of(value) == key_of(value) == 51


@pytest.mark.parametrize("number", [0, 1, 2, 5, 7, 49, 57, 256, 319, 11_345, 20_231_119, 20_250_624])
@pytest.mark.parametrize("kind", ["<i4", "<i8", ">i8", "<f4", "<f8"])
def test_bytes_of_numbers(number: int, kind: str) -> None:
    """Also of those whose bytes are digits, as 49 is of the digit 1."""
    if int(np.array(number, kind)) == number:  # a small float has no more digits
        assert number_of(np.array(number, kind).tobytes()) == number


@pytest.mark.parametrize("number", [0, 1, 2, 5, 7, 49, 57, 319, 11_345, 20_231_119])
def test_bytes_of_small_numbers_highest_first(number: int) -> None:
    assert number_of(np.array(number, ">i4").tobytes()) == number


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "friends",
        "5_1",
        "51.5",
        51.5,
        math.inf,
        -math.inf,
        math.nan,
        1e300,
        "9" * 5000,
        b"",
        b"\xff" * 3,
    ]
    + ["0x33", "1e2", "\0"],
)
def test_what_is_no_number(value: object) -> None:
    assert number_of(value) is None


def test_keys_that_are_words_and_numbers_beyond_all_bounds() -> None:
    assert key_of(" friends ") == key_of(b"friends") == "friends"
    assert key_of("9" * 5000) == "9" * 5000
    assert key_of(None) is None
    assert key_of(-3) == key_of("-3") == -3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" joy\0\0", "joy"),
        (b"M\xfcller", "Müller"),
        ("Müller".encode(), "Müller"),
        (3.0, "3"),
        (0.5, "0.5"),
        (b"\x81", "\ufffd"),
        ("\ufeffjoy", "joy"),
        (" \n", None),
        (None, None),
    ],
)
def test_text_of_any_type(value: object, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    "value",
    [
        "20231119",
        20231119,
        20231119.0,
        "20231119.0",
        b"20231119",
        b"2023-11-19\0",
        b"20231119\0",
        np.int64(20231119).tobytes(),
        "2023-11-19",
        "2023-11-19 00:00:00",
        "2023-11-19T14:30:00.000Z",
        "2023/11/19",
        "2023.11.19",
        "2023_11_19",
        "20231119T143000",
        "20231119 14:30",
        20231119143000,
        "19.11.2023",
        "19/11/2023",
        "11/19/2023 2:30 PM",
        1700352000,
        1700352000.25,
        1700352000000,
        "1700352000",
        2460267.5,
        2460268.25,
    ],
)
def test_a_day_of_any_type(value: object) -> None:
    assert day_of(value) == "20231119"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "someday",
        "2023111",
        "2023-13-01",
        "2023-11-32",
        "12/11/2023",
        math.inf,
        math.nan,
        51,
        1e300,
        b"\xff",
    ]
    + ["2023-11", -20231119, "99/99/2023"],
)
def test_what_is_no_day(value: object) -> None:
    assert day_of(value) is None


def test_a_day_without_its_zeros() -> None:
    assert day_of("2024-1-5") == day_of("5.1.2024") == "20240105"
    assert day_of("5/5/2024") == "20240505"


def test_long_values_are_shortened_in_messages() -> None:
    assert len(shown("x" * 10_000)) < 60
    assert len(shown(b"\xff" * 10_000)) < 60


@given(st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.binary()))
def test_any_value_at_all(value: object) -> None:
    number, day = number_of(value), day_of(value)
    assert number is None or isinstance(number, int)
    assert day is None or (len(day) == 8 and day.isdecimal())
    assert isinstance(shown(value), str)
    assert text_of(value) is None or text_of(value)
