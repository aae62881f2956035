# SPDX-License-Identifier: GPL-3.0-or-later
"""TextGrids in Praat's text forms, as the manual describes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import DatasetError
from interact_addon.core.labels import Interval, read_words
from interact_addon.core.labels.textgrid import read_textgrid

LONG = '''File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "phones"
        xmin = 0
        xmax = 2.5
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 2.5
            text = "HH"
    item [2]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 2.5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = ""
        intervals [2]:
            xmin = 0.5
            xmax = 1.25
            text = "she said ""hi"""
        intervals [3]:
            xmin = 1.25
            xmax = 2.5
            text = "größer"
'''
SHORT = '''File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
2
"TextTier"
"bells"
0
2.5
1
1.5
"ding"
"IntervalTier"
"words"
0
2.5
3
0
0.5
""
0.5
1.25
"she said ""hi"""
1.25
2.5
"größer"
'''
WORDS = (Interval(0.5, 1.25, 'she said "hi"'), Interval(1.25, 2.5, "größer"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [LONG, SHORT, LONG.replace("\n", "\r\n")], ids=["long", "short", "crlf"])
def test_both_forms_in_every_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_bytes(text.encode(encoding))
    assert read_words(path) == WORDS


def test_points_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(SHORT, encoding="utf-8")
    bells, words = read_textgrid(path)
    assert bells.points
    assert bells.intervals == (Interval(1.5, 1.5, "ding"),)
    assert words.name == "words"
    assert len(words.intervals) == 3


@pytest.mark.parametrize("name", ["words", "Words", "2 - words", "speaker_word"])
def test_the_tier_of_words_by_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(LONG.replace('"words"', f'"{name}"'), encoding="utf-8")
    assert read_words(path) == WORDS


def test_comments_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(SHORT.replace("<exists>", "<exists> ! 7 tiers, says nobody"), encoding="utf-8")
    assert read_words(path) == WORDS


def test_silences_are_no_words(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(SHORT.replace('"größer"', '"sil"'), encoding="utf-8")
    assert read_words(path) == WORDS[:1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file ends where the file's type"),
        ("ooBinaryFile\x08TextGrid", "where the file's type should be"),
        (LONG.replace('"TextGrid"', '"Pitch"'), "not a TextGrid in Praat's text form"),
        (LONG[:500], "the file ends where"),
        (LONG.replace("intervals: size = 3", "intervals: size = 30000000"), "size cannot be 3e\\+07"),
        (LONG.replace("intervals: size = 3", "intervals: size = 2.5"), "size cannot be 2.5"),
        (LONG.replace("xmax = 1.25", "xmax = 0.25"), "ends before it starts"),
        (LONG.replace('"IntervalTier"', '"PitchTier"'), "PitchTier"),
        (LONG.replace("xmax = 1.25", "xmax = 1e999"), "not a number of seconds"),
        (LONG.replace("xmax = 1.25", "xmax = twelve"), "line 3[0-9].*where a time should be"),
        (SHORT.replace("<exists>\n2", "<exists>\n1").split('"IntervalTier"')[0], "no tier of intervals"),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=said):
        read_words(path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_bytes(LONG.encode("latin-1"))
    with pytest.raises(DatasetError, match="not a text file in UTF-8"):
        read_words(path)


def test_a_number_without_end_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.TextGrid"
    path.write_text(
        'File type = "ooTextFile"\nObject class = "TextGrid"\nxmin = 0\nxmax = ' + "9" * 200_000 + "x\n"
    )
    with pytest.raises(DatasetError, match="not a TextGrid"):
        read_textgrid(path)
