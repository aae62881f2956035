# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of file in an output folder, damaged in each way: explained or done again, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from .conftest import Target
from .damages import VALUES, bent, damaged, places_in

KINDS = (
    "record", "face-record", "composite-record", "unfinished-record", "hashes", "failure", "lock",
    "pictures-mark", "frozen-list", "sent", "panel-state", "motion-note",
)  # fmt: skip
_MOST_PLACES = 6


def test_undamaged_it_is_read(target: Target, command: Callable, read_everything: Callable) -> None:
    """Else the others would show nothing."""
    read_everything()
    assert set(target.kinds) == set(KINDS)
    code, text = command("status", target.out, "--json")
    counts = json.loads(text)["counts"]
    assert code == 1
    assert counts == {"done": 2, "failed": 1, "running": 0, "waiting": 1}


@pytest.mark.parametrize("way", damaged(b""))
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file(
    target: Target, command: Callable, read_everything: Callable, kind: str, way: str
) -> None:
    target.put(kind, damaged(target.content(kind))[way])
    read_everything()
    command("status", target.out, "--json", "--report")
    command(
        "submit", target.job, "--out", target.out, "--to", "local", "--dry-run", "--json", "--blender", "/x"
    )


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_value(
    target: Target, command: Callable, read_everything: Callable, kind: str, value: str
) -> None:
    """In some places of the file; other values come to others of them."""
    values = json.loads(target.content(kind))
    places = list(places_in(values))
    step = max(1, len(places) // _MOST_PLACES)
    for place in places[list(VALUES).index(value) % step :: step]:
        target.put(kind, bent(values, place, VALUES[value]))
        try:
            read_everything()
        except BaseException as fault:
            fault.add_note(f"with {value} at {place}")
            raise
    command("status", target.out, "--json")
