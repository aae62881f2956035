# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.face.arkit import ARKIT_51, ARKIT_52
from interact_addon.core.face.arkit.layouts import (
    ANGLES,
    APPLE_51,
    COLUMN_ORDERS,
    LIVELINK_51,
    layouts_of,
    widths_of,
)


def test_the_orders_have_the_same_shapes() -> None:
    assert sorted(APPLE_51) == sorted(LIVELINK_51) == list(ARKIT_51)
    moved = [(a, b) for a, b in zip(APPLE_51, LIVELINK_51, strict=True) if a != b]
    assert moved == [
        ("jawLeft", "jawRight"),
        ("jawRight", "jawLeft"),
        ("mouthLeft", "mouthRight"),
        ("mouthRight", "mouthLeft"),
    ]


def test_the_widths() -> None:
    assert widths_of() == (51, 52, 53, 55, 61)
    assert widths_of("mediapipe") == (51, 52)
    assert {it.order for width in widths_of() for it in layouts_of(width)} | {"auto"} == {
        choice.id for choice in COLUMN_ORDERS
    }
    assert [it.order for it in layouts_of(52)] == ["arkit", "mediapipe", "livelink", "apple"]
    assert layouts_of(54) == ()


def test_a_live_link_tables_order() -> None:
    """As in the header of a recording (FORMATS of the app: 52 shapes and 9 angles)."""
    columns = layouts_of(61)[0].columns
    assert columns[:3] == ("eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft")
    assert columns[14:18] == ("jawForward", "jawRight", "jawLeft", "jawOpen")
    assert columns[51:] == ("tongueOut", *ANGLES)
    assert sorted(columns[:52]) == sorted(ARKIT_52)
