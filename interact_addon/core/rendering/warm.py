# SPDX-License-Identifier: GPL-3.0-or-later
"""Let the drivers compile what a preset needs, ahead: one small frame of the demo, rendered as any movie is.

A card for which Blender has no ready kernels compiles them for minutes before its first frame, and a driver
compiles EEVEE's shaders; both are kept (:mod:`.devices.kernel_caches`).
"""

from __future__ import annotations

import queue
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..demo import write_demo_dataset
from ..foundation.errors import InteractError, RenderError
from ..foundation.findings import Finding
from ..jobs.request import RenderRequest
from ..options.movie import ComposeOptions, FrameRange, MovieOptions
from ..options.picture import PictureOptions
from .blender_faults import DRIVER_CURE
from .child_events import Done, Ended, Failed, Malformed, Step
from .devices.model import CARD_FAILED
from .worker_process import WorkerProcess

__all__ = ["Warmed", "warm"]

_STALL = 900.0  # seconds without a sign of life, unless it says that it can take longer
_EVERY = 15.0  # seconds between two reports
_SIDE = 64, 36


@dataclass(frozen=True, slots=True)
class Warmed:
    """What came out.

    Attributes:
        device: What the frame was rendered on; empty if that is unknown.
        seconds: How long it took, with the start of Blender and the making of the two people.
        findings: What is odd, such as a card that has failed.
        error: Why there is no frame, or None.
        cure: What helps then, if that is known.
    """

    device: str = ""
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()
    error: str | None = None
    cure: str | None = None


def warm(
    preset: str,
    *,
    device: str = "auto",
    ffmpeg: Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
    command: Sequence[str] | None = None,
) -> Warmed:
    """Render one frame of the demo with a preset; faults are reported, never raised.

    Args:
        preset: One of ``RENDER_PRESETS``.
        device: What Cycles renders on, one of ``DEVICES``.
        ffmpeg: The ffmpeg to use, or None to search for one.
        on_step: Is told every few seconds what goes on, and for how long.
        command: The command that starts the child; :func:`.worker_command` by default.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="interact-warm-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            demo = write_demo_dataset(folder / "demo")
            picture = PictureOptions(preset, *_SIDE, samples=1, device=device)
            options = MovieOptions(ComposeOptions(picture=picture), frames=FrameRange(1, 1), ffmpeg=ffmpeg)
            request = RenderRequest(demo.root, demo.key, folder / "out", options)
            done = _answer(request, folder / "log.txt", on_step, command)
        except InteractError as error:
            # Not the path of its log, which is gone.
            return Warmed(seconds=time.monotonic() - began, error=error.message, cure=error.known_cure)
    odd = tuple(one for one in done.report.findings if one.code == CARD_FAILED)
    return Warmed(str(done.report.made.get("device", "")), time.monotonic() - began, odd)


def _answer(
    request: RenderRequest, log: Path, on_step: Callable[[str], None], command: Sequence[str] | None
) -> Done:
    """Return a child's answer.

    Raises:
        RenderError: it has made no movie.
    """
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    worker = WorkerProcess(events, log, command)
    step, since, heard, patience = "starting Blender", time.monotonic(), time.monotonic(), _STALL
    try:
        worker.send(request.as_dict())
        while True:
            try:
                _, event = events.get(timeout=_EVERY)
            except queue.Empty:
                now = time.monotonic()
                if now - heard > patience:
                    raise RenderError(
                        f"no sign of life for {patience:g} s while {step}", cure=DRIVER_CURE
                    ) from None
                on_step(f"{step} ({now - since:.0f} s)")
                continue
            heard, patience = time.monotonic(), _STALL
            if isinstance(event, Step):
                step, since, patience = event.text, heard, max(_STALL, event.patience)
            elif isinstance(event, Done):
                return event
            elif isinstance(event, Failed | Malformed):
                raise RenderError(event.error.rstrip("."))
            elif isinstance(event, Ended):
                raise worker.death(log)
    finally:
        worker.end()
