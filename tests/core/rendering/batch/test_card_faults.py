# SPDX-License-Identifier: GPL-3.0-or-later
"""Children that say that they render on a graphics card: how long they may be silent, and die of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Batch

Make = Callable[..., Batch]

# A child that goes to a card unless it was told not to.
CARD = """
fault = order.get("card_fault")
if fault is None:
    tell(event="step", text="loading kernels", patience=3600.0, card="CUDA H100")
    {then}
(HERE / "fault").write_text(fault or "")
movie(order)
"""


@pytest.mark.parametrize(("minutes", "hung"), [(50, False), (70, True)])
def test_kernels_are_compiled_longer_than_a_child_may_be_silent(
    batch_of: Make, clock: Any, minutes: int, hung: bool
) -> None:
    pause = "(HERE / 'waits').write_text(''); time.sleep(1.5 if n == 1 else 0)"
    batch = batch_of(CARD.format(then=pause))

    def while_compiling(event: dict[str, Any]) -> None:
        if event["event"] == "step" and event["text"] == "loading kernels" and not clock.ahead:
            clock.ahead += 60.0 * minutes

    batch.then = while_compiling
    result = batch.run("a", stall=300.0)
    assert [outcome.state for outcome in result.outcomes] == ["done"]
    assert ["3600 s" in event["error"] for event in batch.told("retry")] == [True] * hung
    assert ("no sign of life" in (batch.here / "fault").read_text()) == hung


def test_a_child_that_dies_on_a_card_is_followed_by_one_on_the_processor(batch_of: Make) -> None:
    batch = batch_of(CARD.format(then="crash('driver on fire')"))
    result = batch.run("a", "b", recycle_scenes=1)
    assert [outcome.state for outcome in result.outcomes] == ["done"] * 2
    assert [outcome.attempts for outcome in result.outcomes] == [2, 1]  # the next child knows it
    assert (batch.here / "fault").read_text().startswith("CUDA H100 (Blender died by signal 11")


def test_a_card_that_has_drawn_some_gets_a_second_try(batch_of: Make) -> None:
    begin = "tell(event='start', frames=3); tell(event='frame', frame=1); crash()"
    batch = batch_of(CARD.format(then=begin))
    result = batch.run("a", retries=3)
    assert result.outcomes[0].attempts == 3


def test_a_scene_that_dies_on_the_processor_too_clears_the_card(batch_of: Make) -> None:
    dies = "    if order['name'] == 'a': crash()\nif order['name'] == 'a': crash()"
    batch = batch_of(CARD.format(then="pass").replace("    pass\n", dies + "\n", 1))
    result = batch.run("a", "b", retries=1)
    assert [outcome.state for outcome in result.outcomes] == ["failed", "done"]
    assert (batch.here / "fault").read_text() == "", "the next scene is rendered on it"


def test_a_child_that_is_killed_does_not_blame_its_card(batch_of: Make) -> None:
    """By the system, for want of memory: on the processor it would need more."""
    batch = batch_of(CARD.format(then="os.kill(os.getpid(), 9) if n == 1 else None"))
    result = batch.run("a")
    assert (result.outcomes[0].state, result.outcomes[0].attempts) == ("done", 2)
    assert (batch.here / "fault").read_text() == ""


def test_what_dies_before_it_is_on_a_card_is_not_its_fault(batch_of: Make) -> None:
    batch = batch_of("crash() if n < 3 else movie(order); (HERE / 'fault').write_text(str(order))")
    batch.run("a")
    assert "card_fault" not in (batch.here / "fault").read_text()


def test_frames_that_are_rendered_again_count_once(batch_of: Make) -> None:
    batch = batch_of("tell(event='start', frames=3); tell(event='frame', frame=1); movie(order)")
    batch.run("a")
    assert [event["scene_done"] for event in batch.told("frame")] == [1, 1, 2, 3]
    assert max(event["done"] for event in batch.events if "done" in event) == 3


def test_the_record_names_the_device(batch_of: Make) -> None:
    batch = batch_of("movie(order, made={'device': 'OPTIX H100'})")
    result = batch.run("a")
    record = json.loads((batch.out / "body_renders" / "a.json").read_text())
    assert record["device"] == "OPTIX H100"
    assert result.outcomes[0].report.made["device"] == "OPTIX H100"
