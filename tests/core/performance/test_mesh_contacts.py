# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in people's surfaces touch where the capture's joints say it, and where they are deeper."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.contacts import scene_contacts
from interact_addon.core.performance.mesh_contacts import scene_mesh_contacts


def test_hands_hold_a_foot_by_joints_and_by_meshes(interact_contact: Path) -> None:
    scene = Dataset.open(interact_contact).scene("20231211_202")
    seldom = TakeOptions(rate=Fraction(10))  # a third of the frames, of 8 seconds
    found = scene_mesh_contacts(scene, ComposeOptions(detail="draft", girth="average", take=seldom))
    joints = scene_contacts(scene, seldom).contacts
    assert (found.contacts.source, joints.source) == ("meshes", "joints")
    assert found.contacts.people == joints.people == ("003", "006")
    assert found.contacts.frames == joints.frames == 80
    for hand in ("left_hand", "right_hand"):
        long = [
            each
            for contacts in (found.contacts, joints)
            for each in contacts.between()
            if (each.person, each.part, each.on) == (1, hand, "right_foot") and each.frames > 40
        ]
        assert len(long) == 2
        assert long[0].start == pytest.approx(long[1].start, abs=4)
    floor = [[each for each in one.contacts if each.other is None] for one in (found.contacts, joints)]
    assert len(floor[0]) == len(floor[1])
    (sinks,) = (each for each in found.findings if each.code == "bodies-sink-in")
    assert "003 and 006 sink into each other" in sinks.message
