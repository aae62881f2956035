# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np

from interact_addon.core.contacts.model import Contact
from interact_addon.core.contacts.same_place import Touch, without_repeats


def touch(part: str, on: str, gap: float, place: float, start: int = 0, end: int = 10) -> Touch:
    places = np.tile([place, 0.0, 0.0], (end - start, 1))
    contact = Contact(0, part, 1, on, start, end, start, gap, 1.0, np.zeros(3), np.zeros(3))
    return Touch(contact, np.full(end - start, gap), places)


def names(touches: list[Touch], scale: float = 1.0) -> set[tuple[str, str]]:
    return {(each.part, each.on) for each in without_repeats(touches, scale)}


def test_one_place_is_said_once() -> None:
    near = touch("left_forearm", "right_upper_arm", -0.01, 0.0)
    again = touch("left_upper_arm", "right_forearm", 0.01, 0.05)
    apart = touch("left_thigh", "right_thigh", 0.01, 0.09)
    assert names([again, near, apart]) == {("left_forearm", "right_upper_arm"), ("left_thigh", "right_thigh")}


def test_a_hand_goes_before_a_forearm() -> None:
    touches = [touch("left_forearm", "spine.2", -0.01, 0.0), touch("left_hand", "spine.2", 0.0, 0.05)]
    assert names(touches) == {("left_hand", "spine.2")}


def test_clasping_hands_do_not_touch_wrists() -> None:
    clasp = touch("left_hand", "right_hand", -0.01, 0.0)
    fingers = touch("left_hand", "right_forearm", 0.0, 0.15)
    other = touch("left_hand", "left_forearm", 0.0, 0.15)
    assert names([fingers, clasp, other]) == {("left_hand", "right_hand"), ("left_hand", "left_forearm")}


def test_most_of_the_frames_have_to_be_one() -> None:
    one = touch("left_hand", "spine.2", 0.0, 0.0, 0, 10)
    longer = touch("left_hand", "head", 0.03, 0.0, 4, 20)
    assert len(names([one, longer])) == 2
