# SPDX-License-Identifier: GPL-3.0-or-later
"""What killed runs and later failures leave beside a finished scene goes in the next run, and only that."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.rendering.results.failure import read_failure
from interact_addon.core.rendering.results.layout import Layout, write_whole
from interact_addon.core.rendering.results.lock import SceneLock

Make = Callable[..., Any]


def listing(out: Path) -> dict[str, tuple[int, int, int]]:
    found = [(path, path.lstat()) for path in out.rglob("*")]
    return {str(path): (status.st_ino, status.st_mtime_ns, status.st_size) for path, status in found}


def states(result: Any) -> list[str]:
    return [outcome.state for outcome in result.outcomes]


@pytest.fixture
def done(batch_of: Make) -> Any:
    batch = batch_of()
    batch.run("a", "b")
    return batch


def lock(layout: Layout) -> None:
    layout.lock("a").write_text(json.dumps({"host": "another-machine", "pid": 7, "token": "theirs"}))
    os.utime(layout.lock("a"), (1e9, 1e9))


@pytest.mark.parametrize(
    "leave",
    [
        lock,
        lambda layout: write_whole(layout.failure("a"), '{"error": "not then."}'),
        lambda layout: write_whole(layout.segments("a") / "0123-100" / "1.mkv", "1"),
        lambda layout: (layout.new_work("a", "old") / "half.mkv").write_text("half"),
    ],
)
def test_leftovers_of_a_finished_scene_go_once(done: Any, leave: Callable[[Layout], object]) -> None:
    before = listing(done.out / "body_renders")
    leave(Layout(done.out))
    assert states(done.run("a", "b")) == ["kept", "kept"]
    assert done.strays() == []
    assert not Layout(done.out).failure("a").exists()
    assert listing(done.out / "body_renders") == before
    assert len(done.tries("a")) == 1
    after = listing(done.out)
    assert states(done.run("a", "b")) == ["kept", "kept"]
    assert listing(done.out) == after


def test_what_another_process_has_is_left_to_it(done: Any) -> None:
    layout = Layout(done.out)
    write_whole(layout.failure("a"), '{"error": "not then."}')
    theirs = layout.new_work("a", "theirs")
    held = SceneLock.take(layout.lock("a"))
    assert held is not None
    before = listing(done.out)
    assert states(done.run("a", "b")) == ["kept", "kept"]
    assert listing(done.out) == before
    assert theirs.is_dir()
    held.release()


def test_a_failure_with_other_inputs_is_forgotten_when_they_are_as_before(done: Any) -> None:
    """Its movie proves that it is done, so nothing says any more that it failed."""
    motion = done.here / "a.bvh"
    good = motion.read_text()
    motion.write_text("another motion")
    (done.here / "worker.py").write_text("import sys\nprint('no.', file=sys.stderr)\nsys.exit(1)\n")
    assert states(done.run("a", retries=0)) == ["failed"]
    assert read_failure(Layout(done.out).failure("a")) is not None
    motion.write_text(good)
    assert states(done.run("a", only_failed=True)) == ["kept"]
    assert read_failure(Layout(done.out).failure("a")) is None


def test_a_delivery_with_other_inputs_that_was_killed_is_put_in_place_and_rendered_again(done: Any) -> None:
    """Whose record is complete; the next run has the inputs of before, and finds another movie in place."""
    layout = Layout(done.out)
    work = layout.new_work("a", "old")
    values = json.loads(layout.record("a").read_text()) | {"fingerprint": "0" * 64}
    write_whole(work / "record.json", json.dumps(values))
    for place in layout.paths(work, "a"):
        write_whole(place, "of other inputs")
    assert states(done.run("a")) == ["done"]
    assert layout.movie("a").read_text() == "mp4 of a"
    assert done.strays() == []
