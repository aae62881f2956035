# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.face.plot.letters import HEIGHT, WIDTH, text_mask


def test_letters() -> None:
    assert text_mask("", 3).shape == (HEIGHT * 3, 0)
    assert text_mask("jaw", 2).shape == (HEIGHT * 2, 3 * WIDTH * 2)
    line = text_mask("l")
    assert line[:7, 2].all()  # an l is an upright stroke
    assert not line[7].any()
    assert (text_mask("Ä") == text_mask("?")).all()
    assert len({text_mask(chr(code)).tobytes() for code in range(ord(" "), ord("z") + 1)}) == 91
