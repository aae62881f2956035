# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/batch.md is what its program computes, and that is what can be worked out by hand."""

from __future__ import annotations

import pytest

from tools.scale_table import (
    DOCS,
    FRAMES,
    KINDS,
    MACHINES,
    SCENES,
    interact_scenes,
    lengths,
    on_farm,
    table,
    with_table,
)


def test_the_page_has_the_table_as_it_is_computed() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert table() in text, "python -m tools.scale_table --write puts it there"
    assert with_table(text) == text
    with pytest.raises(ValueError, match="no lines"):
        with_table("a page without marks")


def test_the_lengths_add_up() -> None:
    for spread in (0.0, 0.35):
        found = lengths(spread=spread)
        assert (len(found), sum(found)) == (SCENES, FRAMES)
        assert min(found) > 0
    assert max(lengths(spread=0.0)) - min(lengths(spread=0.0)) <= 1
    assert sorted(scene.frames for scene in interact_scenes(KINDS[0], 3)) == sorted(lengths())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.pictures)
def test_times_are_at_least_those_of_the_frames(kind) -> None:
    scenes = interact_scenes(kind)
    # What all Blenders of a machine render in a second, if they did nothing else.
    together = min(kind.workers, kind.cores / kind.busy)
    for machines in MACHINES:
        found = on_farm(kind, machines, scenes)
        frames = FRAMES * kind.frame / (together * machines)
        assert frames < found.seconds
        # The rest is a start, a first frame and two people for each scene, and the tail.
        each = 2.5 + 0.7 + kind.first + 2 * 6.0 + 5.0
        rest = SCENES * each / (together * machines) + found.longest
        assert found.seconds <= frames + rest
