# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in people's pictures: each person has one, as the build step renders them, and they are small."""

from __future__ import annotations

import struct

from interact_addon.core.characters import all_looks
from interact_addon.core.characters.body.portraits import EDGE, portrait_of


def test_each_person_has_a_small_picture() -> None:
    pictures = {look.id: portrait_of(look.id) for look in all_looks()}
    sizes = {}
    for look, path in pictures.items():
        head = path.read_bytes()[:26]
        assert head[:8] == b"\x89PNG\r\n\x1a\n", look
        assert struct.unpack(">IIBB", head[16:26]) == (EDGE, EDGE, 8, 6), look  # 8 bits, RGBA
        sizes[look] = path.stat().st_size
    assert max(sizes.values()) < 30_000
    assert sorted(pictures["jonas"].parent.glob("*")) == sorted(pictures.values())
