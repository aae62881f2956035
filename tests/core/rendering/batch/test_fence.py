# SPDX-License-Identifier: GPL-3.0-or-later
"""A coordinator whose scene another took over while it was away: its late result and failure do not count."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.batch import coordinator as coordinating
from interact_addon.core.rendering.results import record as recording
from interact_addon.core.rendering.results.layout import Layout

Make = Callable[..., Any]
OTHER = json.dumps({"host": "another-machine", "pid": 7, "token": "theirs"})


class Thief:
    """Takes a scene over at a given event, as a machine does for which the folder carries no locks."""

    def __init__(self, batch: Any, name: str, event: str) -> None:
        self.layout, self.name, self.event = Layout(batch.out), name, event
        self.batch, self.took, self.gone = batch, False, False
        batch.then = self.hear

    def hear(self, event: dict[str, Any]) -> None:
        if event.get("name") != self.name:
            return
        if event["event"] == self.event and not self.took:
            self.took = True
            self.take()
        elif event["event"] == "elsewhere" and not self.gone:
            self.gone = True
            self.end()

    def take(self) -> None:
        self.layout.lock(self.name).write_text(OTHER)

    def end(self) -> None:
        """It has delivered."""
        self.layout.movie(self.name).parent.mkdir(parents=True, exist_ok=True)
        self.layout.lock(self.name).unlink()


@pytest.mark.parametrize(
    "end", ["movie(order)", "tell(event='failed', error='x.', permanent=True)", "crash()"]
)
def test_a_superseded_coordinator_delivers_and_reports_nothing(batch_of: Make, end: str) -> None:
    batch = batch_of(
        f"""
        if order["name"] == "a" and n == 1:
            tell(event="step", text="first")
            while "theirs" not in (HERE / "out/.interact/locks/a.lock").read_text():
                time.sleep(0.01)
            {end}
        else:
            movie(order)
        """
    )
    thief = Thief(batch, "a", "step")
    kept: list[bool] = []

    def end_of_it() -> None:
        kept.append(thief.layout.record("a").exists() or thief.layout.failure("a").exists())
        Thief.end(thief)

    thief.end = end_of_it  # type: ignore[method-assign]
    result = batch.run("a", "b", retries=0)
    assert kept == [False]
    assert [outcome.state for outcome in result.outcomes] == ["done", "done"]
    assert batch.told("elsewhere")[0]["owner"] == "process 7 on another-machine"
    assert not thief.layout.failure("a").exists()
    assert batch.strays() == []


def test_a_superseded_coordinator_notices_at_its_next_heartbeat(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends its child, and finds the other's movie."""
    monkeypatch.setattr(coordinating, "HEARTBEAT", 0.1)
    batch = batch_of(
        """
        if order["name"] == "a" and (HERE / "slow").exists():
            tell(event="step", text="slowly")
            time.sleep(600)
        movie(order)
        """
    )
    batch.run("a")
    record = Layout(batch.out).record("a")
    theirs = record.read_text()
    record.unlink()
    (batch.here / "slow").touch()
    thief = Thief(batch, "a", "step")

    def end() -> None:
        record.write_text(theirs)
        Thief.end(thief)

    thief.end = end  # type: ignore[method-assign]
    result = batch.run("a")
    assert [outcome.state for outcome in result.outcomes] == ["kept"]
    assert record.read_text() == theirs
    assert batch.strays() == []


def test_no_attempt_begins_for_a_scene_that_another_took_over_meanwhile(batch_of: Make) -> None:
    """It would prepare the folder of a face's pictures, which is the other's by now."""
    batch = batch_of(
        """
        if order["name"] == "a" and n == 1:
            crash()
        movie(order)
        """
    )
    thief = Thief(batch, "a", "retry")
    tries: list[int] = []

    def end() -> None:
        tries.append(len(batch.tries("a")))
        Thief.end(thief)

    thief.end = end  # type: ignore[method-assign]
    result = batch.run("a", retries=2)
    assert tries == [1]
    assert [outcome.state for outcome in result.outcomes] == ["done"]
    assert batch.strays() == []


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_a_delivery_that_another_takes_over_is_finished_by_it_alone(
    batch_of: Make, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    """Suspended between two renames; meanwhile the other claims the scene, and finishes what is there."""
    batch = batch_of()
    other = batch.coordinator("a")
    count, states = [0], []
    real = recording.rename_own

    def rename(source: Path, target: Path, root: Path) -> None:
        if source.is_relative_to(batch.out) and "=" in str(source):
            count[0] += 1
            if count[0] == renamed + 1:
                Layout(batch.out).lock("a").unlink()  # as if this machine's lock had expired
                states.extend(outcome.state for outcome in other.run().outcomes)
        real(source, target, root)

    monkeypatch.setattr(recording, "rename_own", rename)
    result = batch.run("a")
    assert states == ["kept"]
    assert [outcome.state for outcome in result.outcomes] == ["kept"]
    assert len(batch.tries("a")) == 1
    assert Layout(batch.out).movie("a").read_text() == "mp4 of a"
    assert batch.strays() == []


def test_leftovers_are_taken_away_before_they_are_used(batch_of: Make) -> None:
    batch = batch_of()
    layout = Layout(batch.out)
    work = layout.new_work("a", "old")
    mine = layout.take_over(work, "a", "new")
    assert mine is not None
    assert mine.name.startswith("a=new")
    with pytest.raises(FileNotFoundError):
        (work / "late.mkv").write_text("late")
    assert layout.take_over(work, "a", "new") is None
    shutil.rmtree(mine)
