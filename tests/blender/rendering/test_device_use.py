# SPDX-License-Identifier: GPL-3.0-or-later
"""What Cycles renders on when a card is there, fails, or is not there.

No card is needed: Cycles is told of one, and where it is to fail it really fails, by a device override that
names a type of which there is no device.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bpy
import pytest

from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.rendering import device_use, segments
from interact_addon.blender.rendering.device_use import on_best_device, without_cards
from interact_addon.blender.rendering.devices import all_devices, on_devices
from interact_addon.blender.rendering.movie import make_movie
from interact_addon.blender.rendering.progress import RenderProgress
from interact_addon.blender.rendering.render import EngineError, render_video
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import RenderError, UsageError
from interact_addon.core.jobs.segments import Segments
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.devices.model import Device
from interact_addon.core.video import probe

from .test_render import stage

pytestmark = pytest.mark.blender

CARD = Device("CUDA", "NVIDIA H100", "CUDA_NVIDIA H100_0000:04:00")
CPU = Device("CPU", "AMD EPYC", "CPU")
NONE = "Found no Cycles device of the specified type"


class Told(RenderProgress):
    def __init__(self) -> None:
        self.steps: list[tuple[str, float, str]] = []

    def step(self, text: str) -> None:
        self.steps.append((text, 0.0, ""))

    def waits(self, text: str, seconds: float, card: str) -> None:
        self.steps.append((text, seconds, card))


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Device, ...]]]:
    """Give this machine a card, on which Cycles fails; return on what it is tried."""
    import _cycles

    tried: list[tuple[Device, ...]] = []

    @contextmanager
    def on(scene: bpy.types.Scene, cards: tuple[Device, ...], **more: bool) -> Iterator[None]:
        tried.append(cards)
        assert _cycles.set_device_override("CUDA" if cards else "CPU")
        try:
            with on_devices(scene, (), **more):
                yield
        finally:
            _cycles.set_device_override("CPU")

    monkeypatch.setattr(device_use, "on_devices", on)
    monkeypatch.setattr(device_use, "all_devices", lambda: (CARD, CPU))
    without_cards("")
    yield tried
    without_cards("")


def test_without_a_card_the_processor_renders(tmp_path: Path) -> None:
    without_cards("")
    scene, told = stage("pathtraced"), Told()
    video = tmp_path / "a.mkv"
    device, odd = on_best_device(scene, "auto", told, lambda: render_video(scene, video, FrameRange(1, 2)))
    assert device == f"CPU {all_devices()[-1].name}"
    assert odd == ()
    assert told.steps == [("looking for graphics cards", 0.0, "the graphics cards"), ("rendering", 0.0, "")]
    assert probe(video).frames == 2


@pytest.mark.parametrize("wanted", ["gpu", "optix", "metal"])
def test_a_card_that_is_not_there_is_an_error(wanted: str) -> None:
    without_cards("")
    with pytest.raises(UsageError, match=r"finds no .*on this machine.*the processor"):
        on_best_device(stage("pathtraced"), wanted, Told(), lambda: None)


def test_other_engines_name_what_blender_draws_on(tries: list[tuple[Device, ...]]) -> None:
    device, odd = on_best_device(stage("preview"), "optix", Told(), lambda: None)
    assert (device, odd, tries) == (device_use.renderer_name(), (), [])


def test_a_card_that_fails_is_tried_once(tries: list[tuple[Device, ...]], tmp_path: Path) -> None:
    scene, told, frames = stage("pathtraced"), Told(), FrameRange(3, 5)
    video, rendered = tmp_path / "a.mkv", []

    def render() -> None:
        render_video(scene, video, frames, on_frame=rendered.append)

    device, odd = on_best_device(scene, "auto", told, render)
    assert tries == [(CARD,), ()]
    assert device.startswith("CPU ")
    assert [(one.code, one.message) for one in odd] == [
        ("card-failed", f"Cycles could not render on CUDA NVIDIA H100 ({NONE}): the processor rendered it")
    ]
    assert rendered == [3, 4, 5]
    assert probe(video).frames == 3
    assert told.steps[-1] == ("rendering on the processor: the graphics card failed", 0.0, "")

    assert on_best_device(scene, "auto", told, render) == (device, ())
    assert tries == [(CARD,), (), ()]


def test_what_the_processor_cannot_render_either_is_no_fault_of_the_card(
    tries: list[tuple[Device, ...]],
) -> None:
    def render() -> None:
        raise EngineError(RuntimeError("Error: no such thing\n"), Path("a.mkv"))

    for _ in range(2):
        with pytest.raises(RenderError, match="no such thing"):
            on_best_device(stage("pathtraced"), "auto", Told(), render)
    assert tries == [(CARD,), ()] * 2


def test_a_card_on_which_another_blender_died_is_not_tried(tries: list[tuple[Device, ...]]) -> None:
    without_cards("CUDA NVIDIA H100 (Blender died by signal 11)")
    scene = stage("pathtraced")
    _, odd = on_best_device(scene, "auto", Told(), lambda: None)
    assert "died by signal 11" in odd[0].message
    assert on_best_device(scene, "cuda", Told(), lambda: None)[1] == ()
    assert tries == [(), ()]


@pytest.mark.parametrize(("own", "used"), [("CPU", [()]), ("GPU", [(CARD,)])])
def test_a_scene_with_its_own_settings(tries: list[Any], own: str, used: list[Any]) -> None:
    scene: Any = stage("pathtraced")
    scene.cycles.device = own
    on_best_device(scene, None, Told(), lambda: None)
    assert tries == used


def test_it_is_told_when_kernels_are_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cycles, which finds no such card, takes the processor; it loads kernels as for a card."""
    monkeypatch.setattr(device_use, "all_devices", lambda: (CARD, CPU))
    without_cards("")
    scene, told = stage("pathtraced"), Told()
    at_frames: list[int] = []
    device, odd = on_best_device(
        scene,
        "cuda",
        told,
        lambda: render_video(
            scene, tmp_path / "a.mkv", FrameRange(1, 3), on_frame=lambda _: at_frames.append(len(told.steps))
        ),
    )
    assert (device, odd) == ("CUDA NVIDIA H100", ())
    kinds = [(seconds > 600, card) for _, seconds, card in told.steps]
    assert (True, "CUDA NVIDIA H100") in kinds
    assert kinds[-1] == (False, "CUDA NVIDIA H100")
    assert at_frames == [len(told.steps)] * 3  # before the first frame only
    assert len(told.steps) <= 10


@pytest.mark.parametrize(("good", "some"), [(2, f", the first frames CUDA {CARD.name}"), (0, "")])
def test_a_card_that_fails_in_a_later_segment_is_named_too(
    monkeypatch: pytest.MonkeyPatch, demo_root: Path, tmp_path: Path, good: int, some: str
) -> None:
    """The first segments are kept, the processor renders the others; the device's first word tells costs."""
    on_card, ranges = [False], []

    @contextmanager
    def on(scene: bpy.types.Scene, cards: tuple[Device, ...], **more: bool) -> Iterator[None]:
        on_card[0] = bool(cards)
        with on_devices(scene, (), **more):
            yield

    def render(scene: bpy.types.Scene, path: Path, frames: FrameRange, **more: Any) -> None:
        if on_card[0] and len(ranges) == good:
            raise EngineError(RuntimeError("Error: out of memory\n"), path)
        ranges.append(frames.first)
        render_video(scene, path, frames, **more)

    monkeypatch.setattr(device_use, "on_devices", on)
    monkeypatch.setattr(device_use, "all_devices", lambda: (CARD, CPU))
    monkeypatch.setattr(segments, "render_video", render)
    without_cards("")
    picture = PictureOptions("pathtraced", 64, 36, samples=1)
    report = make_movie(
        Dataset.open(demo_root).scene("20260101_001"),
        tmp_path,
        MovieOptions(ComposeOptions(picture=picture), FrameRange(40, 43)),
        fresh_scene(),
        segments=Segments(1, tmp_path / "segments"),
    )
    without_cards("")
    assert ranges == [40, 41, 42, 43], "none is rendered twice"
    assert report.made["device"] == f"CPU {all_devices()[-1].name}{some}"
    assert [one.code for one in report.findings if one.code == "card-failed"] == ["card-failed"]
