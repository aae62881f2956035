# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.camera.editing.outlook import Outlook, crosses_line, crosses_nearly


def outlook(side: np.ndarray, eyes_of: int | None = None) -> Outlook:
    count = len(side)
    return Outlook(None, side, np.zeros((2, count, 3)), np.ones((2, count)), eyes_of)


def test_a_cut_just_after_people_have_changed_sides_nearly_crosses_the_line() -> None:
    """The first camera sees them from the other side until sample 20; the second does so throughout."""
    first = outlook(np.where(np.arange(40) < 20, 40.0, -40.0))
    second = outlook(np.full(40, -50.0))
    assert np.flatnonzero(crosses_line(first, second)).tolist() == list(range(20))
    assert np.flatnonzero(crosses_nearly(first, second, 5)).tolist() == list(range(25))
    # Seen the other way round it is before that they would change.
    assert np.flatnonzero(crosses_nearly(second, first, 5)).tolist() == list(range(20))
    back = outlook(-first.side)
    assert np.flatnonzero(crosses_nearly(second, back, 5)).tolist() == list(range(15, 40))


@pytest.mark.parametrize("other", [outlook(np.full(8, 4.0)), outlook(np.full(8, -50.0), eyes_of=0)])
def test_a_camera_on_the_line_or_with_somebodys_eyes_is_on_no_side(other: Outlook) -> None:
    one = outlook(np.full(8, 45.0))
    assert not crosses_nearly(one, other, 3).any()
    assert not crosses_line(other, one).any()
