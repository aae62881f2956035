# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of costs, against measurements that were made from known costs."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from interact_addon.core.options.picture import SAMPLES
from interact_addon.core.rendering.costs.fit import fit
from interact_addon.core.rendering.costs.machine import Machine
from interact_addon.core.rendering.costs.measurement import Measurement, Picture, measurement_in
from interact_addon.core.rendering.costs.model import CostModel
from interact_addon.core.rendering.costs.scene_cost import SceneCost
from interact_addon.core.rendering.costs.timing import MOST_SECONDS, Timing
from interact_addon.core.schema.fingerprint import RESULT_NUMBER

HERE = Machine("here", "a processor", 8, "")
THERE = Machine("there", "another", 64, "a card")
TRUE = {"start": 3.0, "prepare": (2.0, 0.5, 7.0), "first": (0.5, 40.0, 6.0), "end": (0.2, 0.002)}


def picture(preset: str = "final", width: int = 640, height: int = 360, samples: int = 16) -> Picture:
    return Picture(preset, "studio", False, width, height, samples)


def true_cost(of: Picture) -> SceneCost:
    return SceneCost(frame=4.0 + 0.8 * of.work, **TRUE)


def measured(
    of: Picture, frames: int, *, fresh: bool = False, people: int = 0, engine: bool = False, **more
) -> Measurement:
    wall = true_cost(of).stages(frames, fresh=fresh, new_people=people, new_engine=engine)
    cpu = replace(wall, rest=2 * wall.rest)
    timing = Timing(frames, fresh, people, engine, wall, cpu)
    return Measurement(of, more.pop("machine", HERE), timing, frames, 30.0, 1000.0, **more)


def probes(of: Picture) -> list[Measurement]:
    small = replace(of, width=of.width // 4, height=of.height // 4)
    return [
        measured(small, 3, fresh=True, people=2, engine=True, probe=True),
        measured(of, 3, probe=True),
    ]


def test_one_probe_gives_the_times_of_longer_scenes_and_of_other_sizes() -> None:
    model = CostModel(HERE, probes(picture()))
    assert model.basis(picture()).kind == "probed"
    for of in (picture(), picture(width=960, height=540), picture(width=320, height=180)):
        assert model.cost(of).alone(100) == pytest.approx(true_cost(of).alone(100), rel=0.15)
        later = {"fresh": False, "new_people": 0, "new_engine": False}
        assert model.cost(of).stages(12, **later).all == pytest.approx(
            true_cost(of).stages(12, **later).all, rel=0.15
        )


def test_short_scenes_teach_because_their_first_frame_is_told_from_the_others() -> None:
    rows = [
        measured(picture(), 3, fresh=True, people=2, engine=True),
        measured(picture(), 2, people=2),
        measured(picture(), 4, people=1),
        measured(picture(), 2),
    ]
    model = CostModel(HERE, rows)
    cost, true = model.cost(picture()), true_cost(picture())
    assert model.basis(picture()).kind == "measured"
    assert cost.frame == pytest.approx(true.frame, rel=0.05)
    assert cost.prepare[2] == pytest.approx(7.0, rel=0.2)
    assert cost.first[1] == pytest.approx(40.0, rel=0.2)
    assert cost.alone(5) == pytest.approx(true.alone(5), rel=0.1)


def test_what_fitting_people_took_once_is_not_expected_again() -> None:
    usual = [measured(picture(), 3, people=2), measured(picture(), 3)]
    timing = usual[0].timing
    assert timing is not None
    wall = replace(timing.wall, prepare=timing.wall.prepare + 26.0, once=26.0)
    slow = replace(timing, new_fits=2, wall=wall)
    of_before = replace(slow, wall=replace(wall, once=0.0))
    later = {"fresh": False, "new_people": 2, "new_engine": False}
    for more in (slow, of_before):  # records of before do not say how long it took
        cost = CostModel(HERE, [*usual, replace(usual[0], timing=more)]).cost(picture())
        assert cost.stages(3, **later).prepare == pytest.approx(16.0, rel=0.05)
    cost = CostModel(HERE, [*usual, replace(usual[0], timing=slow)]).cost(picture())
    made = cost.stages(3, **later, unmade=2)
    assert made.prepare == pytest.approx(16.0 + 26.0, rel=0.05)
    assert made.once == pytest.approx(26.0)
    assert cost.alone(3, unmade=1) == pytest.approx(cost.alone(3) + 13.0)


def test_what_a_person_takes_is_measured_here_or_elsewhere_or_guessed() -> None:
    assert CostModel(HERE).person == (7.0, False)
    timing = measured(picture(), 3, people=2).timing
    assert timing is not None

    def made(once: float, people: int, machine: Machine = HERE) -> Measurement:
        of = replace(timing, new_fits=people, wall=replace(timing.wall, once=once))
        return Measurement(picture("preview"), machine, of)

    there = made(40.0, 2, THERE)
    assert CostModel(HERE, [there]).person == (20.0, False)
    # The first of a data set measures how near all people come, too; one scene without people is none.
    here = [made(100.0, 2), made(6.0, 2), made(4.0, 1), made(9.0, 0)]
    assert CostModel(HERE, [there, *here]).person == (4.0, True)


def test_the_processor_time_is_learned_by_itself() -> None:
    rows = [measured(picture(), 5), measured(picture(), 9)]
    wall, cpu = (CostModel(HERE, rows, clock).cost(picture()) for clock in ("wall", "cpu"))
    assert cpu.frame == pytest.approx(2 * wall.frame, rel=0.01)
    assert 1.0 < wall.busy <= 2.0


def test_another_machine_counts_only_where_this_one_has_nothing() -> None:
    slow = measured(picture(), 10, machine=THERE)
    elsewhere = CostModel(HERE, [slow])
    assert elsewhere.basis(picture()).kind == "elsewhere"
    assert "measured on there, not here" in elsewhere.basis(picture()).text(1.0)
    assert not elsewhere.basis(picture()).sure
    quick = measured(picture(width=64, height=36), 10)
    both = CostModel(HERE, [slow, quick])
    assert both.basis(picture()).kind == "scaled"
    assert "64x36, 16 samples" in both.basis(picture()).text(1.0)
    assert both.basis(quick.picture).kind == "measured"
    assert both.cost(quick.picture).frame == pytest.approx(true_cost(quick.picture).frame, rel=0.01)


def test_without_measurements_it_says_that_it_guesses() -> None:
    model = CostModel(HERE)
    assert model.basis(picture()).kind == "guessed"
    assert "--probe" in model.basis(picture()).text(2.0)
    # EEVEE without a graphics card is not as fast as with one.
    with_card = CostModel(replace(HERE, gpu="a card"))
    assert model.cost(picture()).frame > 10 * with_card.cost(picture()).frame
    assert CostModel(HERE).cost(picture("preview")).frame < 1.0


def test_frames_in_no_time_teach_nothing_and_a_scene_of_centuries_has_an_end() -> None:
    plain = CostModel(HERE).cost(picture("preview")).frame
    shown = measured(picture("preview"), 3)
    assert shown.timing is not None
    none = replace(shown.timing, wall=replace(shown.timing.wall, rest=1e-300))
    assert CostModel(HERE, [replace(shown, timing=none)]).cost(picture("preview")).frame == plain
    large = CostModel(HERE).cost(picture("pathtraced", 16384, 16384, 65536))
    assert large.frame > 1e6
    assert large.stages(900, fresh=True, new_people=2, new_engine=True).rest == MOST_SECONDS
    assert large.alone(900) < 3 * MOST_SECONDS


def test_a_fit_finds_the_parts_and_is_never_negative() -> None:
    rows = [((1.0, x), 3.0 + 0.5 * x, 1.0) for x in (0.0, 2.0, 10.0)]
    assert fit(rows, (1.0, 1.0)) == pytest.approx((3.0, 0.5), rel=0.1)
    falling = [((1.0, x), 5.0 - x, 1.0) for x in (0.0, 2.0, 4.0)]
    assert all(part >= 0.0 for part in fit(falling, (1.0, 1.0)))
    assert fit([], (1.0, 2.0)) == (1.0, 2.0)
    # What one row cannot tell apart keeps the guess's proportions.
    assert fit([((1.0, 1.0), 30.0, 1.0)], (1.0, 2.0)) == pytest.approx((10.0, 20.0), rel=0.01)


def record(of: Picture, timing: Timing | None, **more) -> dict:
    values = {
        "options": {
            "picture": {"preset": of.preset, "width": of.width, "height": of.height, "samples": of.samples},
            "lights": "studio",
        },
        "frames": 3,
        "duration": 0.1,
        "seconds": {"compose": 2.0, "render": 30.0, "mux": 0.1},
        "movie": {"size": 600},
        "video": {"size": 400},
        "host": "here",
    }
    if timing is not None:
        values |= {"timing": timing.as_dict(), "machine": asdict(THERE)}
    return values | more


def test_records_are_read_with_their_timing_and_machine() -> None:
    timing = measured(picture(), 3).timing
    found = measurement_in(record(picture(), timing), HERE)
    assert found is not None
    assert (found.timing, found.machine, found.bytes) == (timing, THERE, 1000.0)
    assert found.picture == picture()


def test_records_count_the_samples_that_their_quality_takes() -> None:
    values = record(picture(), measured(picture(), 3).timing)
    own = {"preset": "pathtraced", "width": 64, "height": 36, "samples": None}

    def found(**more: object) -> int | None:
        picture = own | {name: value for name, value in more.items() if name != "result"}
        result = {"result": more.get("result", RESULT_NUMBER)}
        read = measurement_in(values | {"options": {"picture": picture, "lights": "studio", **result}}, HERE)
        return None if read is None else read.picture.samples

    assert found() == SAMPLES["pathtraced"]["medium"]
    assert found(quality="high") == SAMPLES["pathtraced"]["high"]
    assert found(quality="high", samples=3) == 3
    assert found(quality="best") is None
    assert found(result=RESULT_NUMBER - 1) is None  # its preset took another number, which nothing says
    assert found(result=RESULT_NUMBER - 1, samples=3) == 3


def test_records_of_before_teach_where_they_are_long_enough() -> None:
    short = measurement_in(record(picture(), None), HERE)
    assert short is not None
    assert short.timing is None
    assert short.bytes == 1000.0
    long = measurement_in(record(picture(), None, frames=60, duration=2.0), HERE)
    assert long is not None
    assert CostModel(HERE, [long]).cost(picture()).frame == pytest.approx(0.5, rel=0.01)
    assert measurement_in(record(picture(), None, host="there"), HERE).machine.host == "there"


@pytest.mark.parametrize(
    "damage",
    [
        {"timing": {"frames": 10**9}},
        {"timing": 7},
        {"timing": {"wall": {"rest": -1.0}}},
        {"machine": {"host": 3}},
        {"options": []},
        {"frames": "many"},
        {"duration": 0},
        {"movie": {"size": float("inf")}},
        {"options": {"picture": {"preset": "x", "width": 1, "height": 1, "samples": None}}},
    ],
)
def test_damaged_records_teach_nothing_wrong(damage: dict) -> None:
    values = record(picture(), measured(picture(), 3).timing) | damage
    found = measurement_in(values, HERE)
    assert found is None or found.timing is None


def test_times_of_a_card_and_of_the_processor_are_not_mixed() -> None:
    def frames(of: Picture, each: float) -> Measurement:
        made = measured(of, 101)
        assert made.timing is not None
        wall = replace(made.timing.wall, rest=100 * each)
        return replace(made, timing=replace(made.timing, wall=wall))

    plain = picture("pathtraced")
    on_cpu, on_card = plain.on("CPU AMD EPYC"), plain.on("OPTIX NVIDIA L4")
    assert (on_cpu.device, on_card.device, picture("final").on("OPTIX NVIDIA L4").device) == (
        "cpu",
        "gpu",
        "",
    )
    rows = [frames(on_cpu, 20.0), frames(on_card, 0.5)]
    model = CostModel(HERE, rows)
    assert model.cost(plain).frame == pytest.approx(0.5, rel=0.05)  # as the last time
    assert model.cost(on_cpu).frame == pytest.approx(20.0, rel=0.05)
    assert CostModel(HERE, rows[::-1]).cost(plain).frame == pytest.approx(20.0, rel=0.05)
    assert CostModel(HERE, rows[1:]).basis(on_cpu).kind == "guessed"


@pytest.mark.parametrize(
    ("said", "device"), [({}, "cpu"), ({"device": "CPU Xeon"}, "cpu"), ({"device": "HIP RX 7900"}, "gpu")]
)
def test_a_record_says_what_it_was_rendered_on(said: dict[str, str], device: str) -> None:
    values = {
        "options": {"picture": {"preset": "pathtraced", "width": 64, "height": 36, "samples": 4}},
        "frames": 30,
        "duration": 1.0,
        "seconds": {"render": 3.0},
        "movie": {"size": 1},
        "video": {"size": 1},
        "host": "here",
    }
    found = measurement_in(values | said, HERE)
    assert found is not None
    assert found.picture.device == device
