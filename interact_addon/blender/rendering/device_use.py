# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a scene on the device that is wanted; where a graphics card fails, on the processor from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import bpy

from ...core.foundation.findings import Finding
from ...core.rendering.devices.model import CARD_FAILED, Device, chosen, in_words
from .devices import all_devices, on_devices, processor
from .progress import RenderProgress
from .render import EngineError

__all__ = ["on_best_device", "renderer_name", "without_cards"]

_LONGEST = 3600.0  # seconds that kernels may be compiled: it is over four minutes on a Hopper card
_AHEAD = ("Initializing", "kernels")  # what Cycles says of itself until then


class _Cards:
    """Why this process renders on cards no more; empty as long as it does."""

    fault = ""
    told = False


def without_cards(fault: str) -> None:
    """Let this process render on no card from now on; the next scene that would says why.

    Args:
        fault: The card, and how it failed in brackets.
    """
    _Cards.fault, _Cards.told = fault, False


def on_best_device(
    scene: bpy.types.Scene,
    wanted: str | None,
    progress: RenderProgress,
    render: Callable[[], None],
    frames_left: Callable[[], int] = lambda: 0,
) -> tuple[str, tuple[Finding, ...]]:
    """Render a scene. If a card fails, the processor renders it, and what follows in this process.

    Args:
        scene: The scene, with its engine set.
        wanted: What Cycles renders on, one of ``core.options.picture.DEVICES``; None for what the scene says.
        progress: Is told of kernels that are compiled.
        render: Renders; called again if a card has failed.
        frames_left: Tells how many frames are not there yet, where some are kept from call to call.

    Returns:
        On what it was rendered, in words, the processor first if it is both, and a finding if a card has
        failed.

    Raises:
        UsageError: a card is wanted that there is not.
        RenderError: it could not be rendered.
    """
    shown: Any = scene
    if shown.render.engine != "CYCLES":
        render()
        return renderer_name(), ()
    wishes = wanted or ("auto" if shown.cycles.device == "GPU" else "cpu")
    cards, failed, some = _cards(wishes, progress), "", ""
    if cards:
        left = frames_left()
        try:
            with on_devices(scene, cards, denoiser=wanted is not None), _compiling(progress, in_words(cards)):
                render()
            return in_words(cards), ()
        except EngineError as error:
            failed = f"{in_words(cards)} ({error.reason})"
            some = f", the first frames {in_words(cards)}" if frames_left() < left else ""
            progress.step("rendering on the processor: the graphics card failed")
    with on_devices(scene, ()):
        render()
    if failed:  # what fails on the processor too is no fault of the card
        without_cards(failed)
    return in_words(processor()) + some, () if wishes == "cpu" else _finding()


def _cards(wishes: str, progress: RenderProgress) -> tuple[Device, ...]:
    """Return the cards to render on; none for the processor."""
    if wishes == "cpu" or _Cards.fault:
        return ()
    progress.waits("looking for graphics cards", 0.0, "the graphics cards")  # a broken driver can crash here
    cards = chosen(all_devices(), wishes)
    progress.waits("rendering", 0.0, in_words(cards))
    return cards


def _finding() -> tuple[Finding, ...]:
    """Return that a card has failed, for the first scene that it has not rendered."""
    if _Cards.told or not _Cards.fault:
        return ()
    _Cards.told = True
    return (Finding(CARD_FAILED, f"Cycles could not render on {_Cards.fault}: the processor rendered it"),)


@contextmanager
def _compiling(progress: RenderProgress, card: str) -> Iterator[None]:
    """Tell of kernels that are compiled before the first frame: for minutes nothing else can be told."""
    waiting = False

    def say(waits: bool) -> None:
        nonlocal waiting
        if waits and not waiting:
            progress.waits(f"loading kernels for {card}, which compiles them the first time", _LONGEST, card)
        elif waiting and not waits:
            progress.waits("rendering", 0.0, card)
        waiting = waits

    def status(text: Any = "", *_: Any) -> None:  # in a thread of Cycles
        say(any(word in str(text) for word in _AHEAD))

    def first(*_: Any) -> None:
        _remove(bpy.app.handlers.render_stats, status)

    bpy.app.handlers.render_stats.append(status)
    bpy.app.handlers.render_post.append(first)
    try:
        yield
    finally:
        _remove(bpy.app.handlers.render_stats, status)
        _remove(bpy.app.handlers.render_post, first)


def _remove(handlers: Any, handler: Callable[..., None]) -> None:
    if handler in handlers:
        handlers.remove(handler)


def renderer_name() -> str:
    """Return what Blender draws on, such as llvmpipe without a GPU; empty where it does not say."""
    try:
        import gpu  # fails where there is no driver

        return str(gpu.platform.renderer_get())
    except (ImportError, SystemError):  # some builds do not report it in background mode
        return ""
