# SPDX-License-Identifier: GPL-3.0-or-later
"""Preparing a scene: what is read and fitted, told as it goes, and given up when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.characters import Detail, fitted_character, look_by_id
from interact_addon.core.characters.makehuman import Assets
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.foundation.errors import CancelledError, CharacterError, DatasetError, UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.performance.prepare import prepare
from interact_addon.core.performance.take import load_scene


@pytest.fixture(scope="module")
def scene(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


@pytest.fixture
def people() -> None:
    try:
        Assets.find()
    except CharacterError as error:
        pytest.skip(f"the character data are not on this machine ({error})")


@pytest.mark.usefixtures("people")
def test_it_reads_the_takes_and_fits_who_is_cast(scene: Scene) -> None:
    actors = [performance.actor_id for performance in scene.performances]
    options = ComposeOptions(cast={actors[0]: "jonas"}, detail="draft")
    prepared = prepare(scene, options)
    assert list(prepared.characters) == actors
    assert prepared.characters[actors[0]].look.id == "jonas"
    takes = load_scene(scene, options.take)
    assert prepared.takes.frames == takes.frames
    for take, other in zip(prepared.takes.takes, takes.takes, strict=True):
        assert np.array_equal(take.body.rotations, other.body.rotations)
    alone = fitted_character(look_by_id("jonas"), takes.takes[0].body, detail=Detail(options.level))
    assert np.array_equal(alone.parts[0].vertices, prepared.characters[actors[0]].parts[0].vertices)
    assert set(takes.findings) <= set(prepared.findings)
    assert prepared.tidied == frozenset()


@pytest.mark.usefixtures("people")
def test_nobody_is_fitted_for_armatures_of_one_s_own(scene: Scene) -> None:
    first = scene.performances[0].actor_id
    both = [performance.actor_id for performance in scene.performances]
    assert prepare(scene, ComposeOptions(), own=both).characters == {}
    assert prepare(scene, ComposeOptions(characters=Path("mine.blend"))).characters == {}
    steps: list[str] = []
    with pytest.raises(CancelledError):
        prepare(
            scene,
            ComposeOptions(),
            own=[first],
            on_step=lambda _, text: steps.append(text),
            cancelled=lambda: any("Fitting" in step for step in steps),
        )
    assert not [step for step in steps if step.startswith("Fitting") and first in step]


def test_an_actor_that_is_not_in_the_scene_is_told_with_those_who_are(scene: Scene) -> None:
    with pytest.raises(UsageError, match="no actor 999") as caught:
        prepare(scene, ComposeOptions(), own=["999"])
    assert scene.performances[0].actor_id in str(caught.value)


def test_progress_only_grows_and_ends_at_one(scene: Scene) -> None:
    told: list[tuple[float, str]] = []
    both = [performance.actor_id for performance in scene.performances]
    prepare(scene, ComposeOptions(), own=both, on_step=lambda done, text: told.append((done, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert [text for _, text in told] == [f"Reading actor {actor}" for actor in both] + ["Building the scene"]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_it_gives_up_between_steps_in_another_thread_too(scene: Scene, after: int) -> None:
    steps: list[str] = []
    stop = threading.Event()

    def tell(_: float, text: str) -> None:
        steps.append(text)
        if len(steps) == after:
            stop.set()

    if after == 0:
        stop.set()
    both = [performance.actor_id for performance in scene.performances]
    caught: list[Exception] = []
    thread = threading.Thread(target=_caught, args=(lambda: _prepare(scene, both, tell, stop), caught))
    thread.start()
    thread.join()
    assert [type(error) for error in caught] == [CancelledError]
    assert len(steps) == after


def _prepare(scene: Scene, own: list[str], tell: Callable[[float, str], None], stop: threading.Event) -> None:
    prepare(scene, ComposeOptions(), own=own, on_step=tell, cancelled=stop.is_set)


def _caught(work: Callable[[], None], into: list[Exception]) -> None:
    try:
        work()
    except CancelledError as error:
        into.append(error)


def test_a_body_that_is_not_there_is_told(scene: Scene) -> None:
    without = tuple(replace(p, body=None, body_retarget=None) for p in scene.performances)
    empty = replace(scene, performances=without)
    with pytest.raises(DatasetError, match="no body motion"):
        prepare(empty, ComposeOptions())
    with pytest.raises(DatasetError, match="no performances"):
        prepare(replace(scene, performances=()), ComposeOptions())


@pytest.mark.usefixtures("people")
def test_people_who_sink_into_each_other_give_way_when_that_is_asked(scene: Scene) -> None:
    options = ComposeOptions(detail="draft", girth="average", tidy=True)
    captured = load_scene(scene, options.take)
    steps: list[str] = []
    tidied = prepare(scene, options, on_step=lambda _, text: steps.append(text))
    assert "Moving people out of each other" in steps
    moved = set()
    for before, after in zip(captured.takes, tidied.takes.takes, strict=True):
        far = np.linalg.norm(forward(before.body)[0] - forward(after.body)[0], axis=2)
        assert far.max() <= 0.06
        if far.max() > 0.0:
            moved.add(before.performance.actor_id)
    assert tidied.tidied == moved
    assert [finding.code for finding in tidied.findings].count("tidied") == bool(moved)
