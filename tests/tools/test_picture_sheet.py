# SPDX-License-Identifier: GPL-3.0-or-later
"""The joining of pictures that the sheets of tools/ share."""

from pathlib import Path

import numpy as np

from tools.picture_sheet import join, pixels_of

RED, GREEN, BLUE, WHITE = (1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1), (1, 1, 1, 1)


def filled(colour: tuple, height: int = 2, width: int = 3) -> np.ndarray:
    return np.full((height, width, 4), colour, np.float32)


def test_rows_come_from_the_top_and_pictures_from_the_left(tmp_path: Path) -> None:
    join([[filled(BLUE)]], tmp_path / "blue.png")
    join([[filled(RED), filled(GREEN)], [tmp_path / "blue.png"]], tmp_path / "sheet.png")
    sheet = pixels_of(tmp_path / "sheet.png")[::-1]  # from the top
    assert sheet.shape == (4, 6, 4)
    assert (sheet[0, 0] == RED).all()
    assert (sheet[0, 5] == GREEN).all()
    assert (sheet[3, 0] == BLUE).all()
    assert (sheet[3, 5] == WHITE).all()


def test_a_smaller_picture_stands_at_the_top_left(tmp_path: Path) -> None:
    join([[filled(RED, 4), filled(GREEN, 2)]], tmp_path / "sheet.png")
    sheet = pixels_of(tmp_path / "sheet.png")[::-1]
    assert (sheet[:, 0] == RED).all()
    assert (sheet[:2, 3:] == GREEN).all()
    assert (sheet[2:, 3:] == WHITE).all()
