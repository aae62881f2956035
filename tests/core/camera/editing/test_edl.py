# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction

import pytest

from interact_addon.core.camera.editing import Edit, EditShot, edl_text, timecode
from interact_addon.core.camera.editing.edit import rhythm
from interact_addon.core.camera.editing.edl import reels

NTSC = Fraction(30000, 1001)
SHOTS = (
    EditShot("front", 0, 75, "opening"),
    EditShot("over_shoulder:006", 75, 200, "001 speaks"),
    EditShot("close:006", 200, 260, "reaction of 006"),
)


def edit(rate: Fraction = Fraction(30)) -> Edit:
    return Edit(SHOTS, rate, rhythm(SHOTS, rate))


@pytest.mark.parametrize(
    ("frame", "rate", "code"),
    [
        (0, Fraction(30), "00:00:00:00"),
        (1799, Fraction(30), "00:00:59:29"),
        (1800, NTSC, "00:01:00:00"),  # nothing is dropped
        (107892, NTSC, "00:59:56:12"),  # an hour of 29.97 by the clock
        (24, Fraction(24000, 1001), "00:00:01:00"),
        (90061 * 25 + 7, Fraction(25), "01:01:01:07"),
        (59, Fraction(60), "00:00:00:59"),
    ],
)
def test_timecode(frame: int, rate: Fraction, code: str) -> None:
    assert timecode(frame, rate) == code


def test_an_edit_list_has_an_event_for_each_shot() -> None:
    lines = edl_text(edit(), "20231119_051").splitlines()
    assert lines[:2] == ["TITLE: 20231119_051", "FCM: NON-DROP FRAME"]
    events = [line for line in lines if re.match(r"\d{3}  ", line)]
    assert len(events) == 3
    pattern = r"(\d{3})  ([A-Z0-9]{1,8}) +V {5}C {8}(\S{11}) (\S{11}) (\S{11}) (\S{11})"
    found = [re.fullmatch(pattern, event) for event in events]
    assert all(found)
    assert events[1].split()[4:] == ["00:00:02:15", "00:00:06:20", "00:00:02:15", "00:00:06:20"]
    assert "* FROM CLIP NAME: close:006" in lines
    assert "* COMMENT: reaction of 006" in lines
    assert len({event.split()[1] for event in events}) == 3


def test_of_a_part_the_record_begins_at_zero() -> None:
    part = edit().within(100, 250)
    assert [(shot.first, shot.end) for shot in part.shots] == [(100, 200), (200, 250)]
    event = next(line for line in edl_text(part, "x").splitlines() if line.startswith("001"))
    assert event.split()[4:] == ["00:00:03:10", "00:00:06:20", "00:00:00:00", "00:00:03:10"]


def test_reels_differ_and_titles_are_plain() -> None:
    names = reels(["over_shoulder:0061", "over_shoulder:0062", "over_shoulder:00611", "Łódź", "ax"])
    assert len(set(names.values())) == 5
    assert all(re.fullmatch(r"[A-Z0-9]{1,8}", name) for name in names.values())
    assert names["ax"] != "AX"
    text = edl_text(Edit((EditShot("front", 0, 9),), Fraction(30), rhythm(SHOTS, Fraction(30))), "a\nŁ" * 90)
    assert text.isascii()
    assert len(text.splitlines()[0]) <= 80


def test_table_json_and_rows() -> None:
    whole = edit(NTSC)
    again = Edit.from_dict(json.loads(json.dumps(whole.as_dict())))
    assert again.shots == whole.shots
    assert again.rate == NTSC
    assert again.table.shots == 3
    rows = list(csv.DictReader(io.StringIO(whole.csv())))
    assert [row["camera"] for row in rows] == [shot.place for shot in SHOTS]
    assert (rows[1]["first_frame"], rows[1]["last_frame"]) == ("76", "200")
    assert whole.table.average == pytest.approx(260 / 3 * 1001 / 30000)
    assert whole.table.short == pytest.approx(0.0)
    assert "average shot length" in whole.text()
