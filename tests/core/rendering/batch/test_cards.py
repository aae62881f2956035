# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches on several cards: each child sees its own, and one that does not work is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.batch import BatchOptions, BatchResult, Coordinator
from interact_addon.core.rendering.devices import crew as crews
from interact_addon.core.rendering.devices.crew import crew
from interact_addon.core.rendering.devices.model import Device
from interact_addon.core.rendering.devices.probing import FoundCards
from tests.core.rendering.batch.conftest import Batch

Make = Callable[..., Batch]
UUIDS = tuple(f"GPU-{number}0000000-0000-0000-0000-000000000000" for number in range(4))
CARDS = tuple(
    Device("OPTIX", "NVIDIA H100", f"CUDA_NVIDIA H100_0000:0{number}:00_OptiX", uuid)
    for number, uuid in enumerate(UUIDS)
)
# Each notes what it sees.
SEES = """
variables = {name: value for name, value in os.environ.items() if "VISIBLE" in name or name.startswith("LP_")}
with (HERE / "seen").open("a") as file:
    file.write(json.dumps([order["name"], os.getpid(), variables]) + "\\n")
card = variables.get("CUDA_VISIBLE_DEVICES", "")
"""


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "available_cores", lambda: 8)
    monkeypatch.setattr(crews, "available_memory", lambda: 64 << 30)
    for name in ("CUDA_VISIBLE_DEVICES", "LP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)


def run(batch: Batch, names: str, presets: dict[str, str] | None = None, **options: Any) -> BatchResult:
    """Render scenes with Cycles, or with another preset, on a machine with four cards."""
    tasks = []
    for task in batch.tasks(*names):
        picture = PictureOptions((presets or {}).get(task.name, "pathtraced"))
        compose = replace(task.request.options.compose, picture=picture)
        request = replace(task.request, options=replace(task.request.options, compose=compose))
        tasks.append(replace(task, request=request))
    find = lambda wanted: FoundCards(CARDS)  # noqa: E731
    coordinator = Coordinator(
        tasks,
        batch.out,
        BatchOptions(order="job", **options),
        batch._hear,
        batch.command,
        lambda pictures, chosen: crew(pictures, chosen, find),
    )
    return coordinator.run()


def seen(batch: Batch) -> list[tuple[str, int, dict[str, str]]]:
    return [tuple(json.loads(line)) for line in (batch.here / "seen").read_text().splitlines()]


def test_four_children_on_four_cards(batch_of: Make) -> None:
    """Each scene waits until four children are there, so that each has one of the first four."""
    batch = batch_of(
        SEES
        + """
while len({json.loads(line)[1] for line in (HERE / "seen").read_text().splitlines()}) < 4:
    time.sleep(0.01)
movie(order)
"""
    )
    assert run(batch, "abcdefgh").complete
    (told,) = batch.told("batch")
    assert (told["workers"], told["why"]) == (4, "one for each graphics card")
    assert told["cards"] == [f"NVIDIA H100 {uuid}" for uuid in UUIDS]
    by_child: dict[int, set[str]] = {}
    for _, child, variables in seen(batch):
        by_child.setdefault(child, set()).add(variables["CUDA_VISIBLE_DEVICES"])
    assert sorted(by_child.values(), key=min) == [{uuid} for uuid in UUIDS]


def test_a_slot_keeps_its_card_when_its_child_is_replaced(batch_of: Make) -> None:
    batch = batch_of(SEES + "movie(order)")
    assert run(batch, "abcdef", workers=2, recycle_scenes=1).complete
    assert len({child for _, child, _ in seen(batch)}) == 6
    cards = {variables["CUDA_VISIBLE_DEVICES"] for _, _, variables in seen(batch)}
    assert cards <= {",".join(UUIDS[::2]), ",".join(UUIDS[1::2])}


def test_presets_can_be_mixed(batch_of: Make) -> None:
    batch = batch_of(SEES + "movie(order)")
    assert run(batch, "abcd", {"b": "preview", "c": "draft"}).complete
    assert all(variables["CUDA_VISIBLE_DEVICES"] in UUIDS for _, _, variables in seen(batch))
    assert batch.told("batch")[0]["workers"] == 4


def test_without_cycles_no_cards_are_given(batch_of: Make) -> None:
    batch = batch_of(SEES + "movie(order)")
    assert run(batch, "ab", {"a": "preview", "b": "preview"}).complete
    assert {tuple(variables.items()) for _, _, variables in seen(batch)} == {(("LP_NUM_THREADS", "4"),)}
    assert batch.told("batch")[0]["cards"] == []


def test_a_card_on_which_blender_dies_is_left_out(batch_of: Make) -> None:
    """The third card kills its child, scene after scene; the others render everything."""
    batch = batch_of(
        SEES
        + f"""
if card == {UUIDS[2]!r}:
    while not any(json.loads(line)[2]["CUDA_VISIBLE_DEVICES"] != card
                  for line in (HERE / "seen").read_text().splitlines()):
        time.sleep(0.01)
    crash("CUDA error: uncorrectable ECC error encountered")
movie(order, pause=0.05)
"""
    )
    result = run(batch, "abcdefgh")
    assert result.complete
    (told,) = batch.told("card")
    assert told["cards"] == f"NVIDIA H100 {UUIDS[2]}"
    assert "ECC" in told["error"]
    bad = [name for name, _, variables in seen(batch) if variables["CUDA_VISIBLE_DEVICES"] == UUIDS[2]]
    assert len(bad) == len(set(bad)), "another scene has shown that it is the card"


# The first child waits until the second has drawn on its card, and dies; the second goes on for a while.
DIES = """
if order["name"] == "b":
    tell(event="start", frames=3); tell(event="frame", frame=1)
    (HERE / "drawn").touch()
    time.sleep(1.0)
    movie(order)
else:
    while not (HERE / "drawn").exists():
        time.sleep(0.01)
    {then}
"""


def test_a_scene_that_kills_blender_leaves_no_card_out(batch_of: Make) -> None:
    batch = batch_of(SEES + DIES.format(then='crash("no such mesh")'))
    result = run(batch, "ab", workers=2, retries=2)
    assert [outcome.state for outcome in result.outcomes] == ["failed", "done"]
    assert batch.told("card") == []
    tried = [variables["CUDA_VISIBLE_DEVICES"] for name, _, variables in seen(batch) if name == "a"]
    assert (len(tried), len(set(tried))) == (3, 2), "on other cards, too"


def test_what_kills_a_child_on_one_card_is_tried_on_another(batch_of: Make) -> None:
    """No other scene waits that could show that it is the card."""
    bad = ",".join(UUIDS[::2])
    batch = batch_of(SEES + DIES.format(then=f'crash("ECC") if card == {bad!r} else movie(order)'))
    assert run(batch, "ab", workers=2, retries=1).complete


# The first two children on one card end so; the other goes on until a third is there.
ENDS = """
FAILED = {{"permanent": False, "machine": False, "memory": 0, "error": "one" if n == 1 else "two"}}
ends = time.monotonic() + 10
while True:
    tried = [json.loads(line)[2]["CUDA_VISIBLE_DEVICES"] for line in (HERE / "seen").read_text().splitlines()]
    if card == tried[0] and (HERE / "drawn").exists() or tried.count(tried[0]) > 2 or time.monotonic() > ends:
        break
    if card != tried[0]:
        if not (HERE / "drawn").exists():
            tell(event="start", frames=3); tell(event="frame", frame=1)
        (HERE / "drawn").touch()
    time.sleep(0.01)
if card == tried[0] and tried.count(card) <= 2:
    {then}
else:
    movie(order)
"""


@pytest.mark.parametrize("then", ["os.kill(os.getpid(), 9)", "tell(event='failed', **FAILED)"])
def test_who_is_killed_or_says_why_does_not_blame_its_card(batch_of: Make, then: str) -> None:
    batch = batch_of(SEES + ENDS.format(then=then))
    assert run(batch, "abcd", workers=2).complete
    assert len(batch.told("retry")) == 2
    assert batch.told("card") == []


def test_where_all_cards_fail_alike_none_is_left_out(batch_of: Make) -> None:
    batch = batch_of(SEES + 'crash("no driver")')
    result = run(batch, "abcd", retries=1)
    assert result.counts["failed"] == 4
    assert batch.told("card") == []


def test_a_card_for_which_the_processor_stands_in_is_left_out(batch_of: Make) -> None:
    """Blender itself tells it: on the processor the last scene would take as long as all others."""
    batch = batch_of(
        SEES
        + f"""
while len({{json.loads(line)[1] for line in (HERE / "seen").read_text().splitlines()}}) < 4:
    time.sleep(0.01)
text = "Cycles could not render on OPTIX NVIDIA H100: the processor rendered it"
movie(order, findings=[{{"code": "card-failed", "message": text}}] if card == {UUIDS[1]!r} else [])
"""
    )
    assert run(batch, "abcdefgh").complete
    (told,) = batch.told("card")
    assert (told["cards"], told["worker"]) == (f"NVIDIA H100 {UUIDS[1]}", 2)
    assert "the processor rendered it" in told["error"]
    assert sum(variables["CUDA_VISIBLE_DEVICES"] == UUIDS[1] for _, _, variables in seen(batch)) == 1


def test_where_the_processor_stands_in_for_all_cards_one_child_goes_on(batch_of: Make) -> None:
    batch = batch_of(SEES + 'movie(order, findings=[{"code": "card-failed", "message": "no kernel"}])')
    assert run(batch, "abcdefgh").complete
    assert len(batch.told("card")) == 3
