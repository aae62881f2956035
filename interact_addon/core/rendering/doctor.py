# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a machine: what is installed, what really works, and the cure for each fault.

Whether an engine renders here can only be found out by rendering, and on a machine without drivers Blender
does not report that: it aborts, or hangs. So each engine renders one tiny picture in its own process.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ..characters.makehuman import Assets
from ..dataset import Dataset
from ..foundation.errors import InteractError
from ..options.picture import RENDER_PRESETS
from ..video.ffmpeg import candidates, find_ffmpeg, inspect
from .asking import ask_blender
from .blender_faults import DRIVER_CURE, drawing_cure
from .devices.crew import crew_size
from .devices.model import Device, cards_of, devices_in, in_words
from .devices.probing import find_cards
from .warm import warm

__all__ = ["Check", "Diagnosis", "DoctorOptions", "diagnose"]

_ENGINES = {"draft": "gpu module", "preview": "Workbench", "final": "EEVEE", "pathtraced": "Cycles"}
_DESCRIBE_SECONDS = 60.0
_WARMED = ("final", "pathtraced")
# EEVEE compiles its shaders before its first picture: 25 s without a GPU on two cores.
_ENGINE_SECONDS = 240.0
_LEAST_FREE_BYTES = 1 << 30
_SOFTWARE = re.compile("llvmpipe|softpipe|swrast|SwiftShader", re.IGNORECASE)
_MANY = 1_000_000  # scenes: more than any machine renders at a time
_OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """One check and its result.

    Attributes:
        name: What was checked.
        ok: Whether the check passed.
        detail: What was found.
        cure: What to do about a fault.
        needed: Whether movies need it.
    """

    name: str
    ok: bool
    detail: str
    cure: str | None = None
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks, in order.

    Attributes:
        checks: The checks.
        devices: What Cycles can render on; empty if no Blender could say it.
    """

    checks: tuple[Check, ...]
    devices: tuple[Device, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything needed is there."""
        return all(check.ok for check in self.checks if check.needed)

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "ok": self.ok,
            "checks": [asdict(check) for check in self.checks],
            "devices": [device.as_dict() for device in self.devices],
        }


@dataclass(frozen=True, slots=True)
class DoctorOptions:
    """What to check.

    Attributes:
        dataset: A dataset to check too.
        layout: The name of its layout, or ``auto``.
        ffmpeg: The ffmpeg to check, or None to search for one.
        folder: The folder for movies, whose free space is checked.
        render: Whether to try the engines, which takes half a minute without a GPU.
        seconds: Time limit for an engine's picture.
        warm: Whether to compile ahead what cards and engines need, however long it takes.
        command: The command of the Blender child; by default it runs our own module.
    """

    dataset: Path | None = None
    layout: str = "auto"
    ffmpeg: Path | None = None
    folder: Path = Path()
    render: bool = True
    seconds: float = _ENGINE_SECONDS
    warm: bool = False
    command: tuple[str, ...] = ()


def diagnose(
    options: DoctorOptions | None = None,
    on_check: Callable[[Check], None] | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Diagnosis:
    """Check the machine. Faults are reported, never raised.

    Args:
        options: What to check.
        on_check: Called with each check as soon as it is done.
        on_step: Is told what goes on meanwhile, where it takes long.
    """
    options = options or DoctorOptions()
    checks: list[Check] = []
    devices: list[Device] = []
    for check in _checks(options, devices, on_step):
        checks.append(check)
        if on_check is not None:
            on_check(check)
    return Diagnosis(tuple(checks), tuple(devices))


def _checks(options: DoctorOptions, devices: list[Device], on_step: Callable[[str], None]) -> Iterator[Check]:
    yield _python()
    blender = _blender(options)
    yield blender
    if blender.ok:
        yield _cards(options, devices)
    if blender.ok and options.warm:
        for preset in _WARMED:
            yield _warm(preset, options, on_step)
    if blender.ok and options.render:
        for preset in RENDER_PRESETS:
            yield _engine(preset, options, devices)
        yield _workers(options)
    yield _ffmpeg(options)
    yield _characters()
    if options.dataset is not None:
        yield _dataset(options.dataset, options.layout)
    yield _disk(options.folder)


def _python() -> Check:
    version = platform.python_version()
    ok = sys.version_info[:2] >= _OLDEST_PYTHON
    return Check("Python", ok, f"{version} ({sys.executable})", None if ok else "Install Python 3.11 or 3.13")


def _blender(options: DoctorOptions) -> Check:
    found, fault = ask_blender("describe", _DESCRIBE_SECONDS, options.command)
    if found is None:
        return Check("Blender", False, *fault)
    if not found["video"]:
        text = f"{found['version']} cannot write videos"
        return Check("Blender", False, text, "Use another build of Blender")
    sound = "with audio" if found["audio"] else "without audio (scenes play silently, movies have sound)"
    return Check("Blender", True, f"{found['version']} {sound}")


def _cards(options: DoctorOptions, devices: list[Device]) -> Check:
    """Check which graphics cards Cycles finds, and put what it can render on into ``devices``."""
    name = "graphics cards"
    found, fault = ask_blender("devices", _DESCRIBE_SECONDS, options.command)
    if found is None:
        return Check(name, False, *fault, needed=False)
    devices += devices_in(found.get("devices"))
    cards = [device for device in devices if device.type != "CPU"]
    here = in_words(cards_of(devices)) or in_words(device for device in devices if device.type == "CPU")
    used = f"Cycles renders on {here or 'the processor'}"
    if old := [device for device in cards if not device.fit]:
        text = f"the driver is too old for {in_words(old)}; {used}"
        return Check(name, False, text, DRIVER_CURE, needed=False)
    return Check(name, True, f"{in_words(cards) or 'none that Cycles finds'}; {used}", None, needed=False)


def _warm(preset: str, options: DoctorOptions, on_step: Callable[[str], None]) -> Check:
    """Compile ahead what a preset needs."""
    name = f"{preset} ahead"
    done = warm(preset, ffmpeg=options.ffmpeg, on_step=lambda text: on_step(f"{name}: {text}"))
    if done.error is not None:
        cure = DRIVER_CURE if preset == "pathtraced" else drawing_cure()
        return Check(name, False, done.error, done.cure or cure, needed=False)
    took = f"the first frame took {done.seconds:.0f} s"
    took += "" if done.device.startswith("CPU ") else "; what was compiled for it is kept"
    if done.findings:
        return Check(name, False, f"{done.findings[0]}; {took}", DRIVER_CURE, needed=False)
    return Check(name, True, f"{done.device}: {took}" if done.device else took, needed=False)


def _engine(preset: str, options: DoctorOptions, devices: Sequence[Device]) -> Check:
    """Check whether a preset renders here. Only the preview is needed."""
    name, needed = f"{preset} ({_ENGINES[preset]})", preset == "preview"
    found, fault = ask_blender(preset, options.seconds, options.command)
    if found is None and preset == "pathtraced" and "no answer within" in fault[0]:
        cure = "A graphics card can take longer the first time: run interact doctor --warm once"
        return Check(name, False, fault[0], cure, needed)
    if found is None:
        return Check(name, False, *fault, needed=needed)
    if found["error"] is not None:
        return Check(name, False, found["error"], drawing_cure(), needed)
    if found.get("odd"):
        return Check(name, False, found["odd"], DRIVER_CURE, needed)
    device = f" on {found['device']}" if found["device"] else ""
    if found["device"] and _SOFTWARE.search(found["device"]):
        card = any(each.type != "CPU" for each in devices)
        why = (
            "OpenGL does not reach the graphics card: docs/install.md, Graphics cards"
            if card
            else "no GPU: slow"
        )
        device += f" ({why})"
    text = f"renders{device}; first picture after {found['seconds']:.1f} s"
    note = f"; {found['note']}" if found.get("note") else ""
    return Check(name, True, text + note, None, needed)


def _workers(options: DoctorOptions) -> Check:
    """Return how many Blenders a long job gets by default, and why, and which presets use several cards."""
    found = find_cards(("auto",), options.command, options.seconds)
    sizes = {preset: crew_size({preset}, _MANY, len(found.cards)) for preset in RENDER_PRESETS}
    text = ", ".join(f"{preset} {size} ({why})" for preset, (size, why) in sizes.items())
    if found.findings:
        return Check("workers", False, f"{text}; {found.findings[0].message}", needed=False)
    if len(found.cards) > 1:
        text += (
            f"; only Cycles uses all {len(found.cards)} cards: for the other presets start a command for "
            "each card, which sees no other (docs/batch.md, Several graphics cards)"
        )
    return Check("workers", True, text, needed=False)


def _ffmpeg(options: DoctorOptions) -> Check:
    try:
        found = find_ffmpeg(options.ffmpeg)
    except InteractError as error:
        return _fault("ffmpeg", error)
    passed_over = ""
    for program, source in candidates(options.ffmpeg):
        if source == found.source:
            break
        other = inspect(program, source)
        passed_over += f"; skipped: {other.path} ({other.version}) lacks {', '.join(other.lacks)}"
    return Check("ffmpeg", True, f"{found.version} from {found.source}: {found.path}{passed_over}")


def _characters() -> Check:
    try:
        assets = Assets.find()
    except InteractError as error:
        return _fault("character data", error)
    units = len(assets.face_unit_names)
    return Check("character data", units >= 51, f"{assets.root}: {units} face units", None)


def _dataset(root: Path, layout: str) -> Check:
    try:
        dataset = Dataset.open(root, layout)
        scenes = dataset.scenes()
    except InteractError as error:
        return _fault("dataset", error)
    findings = [*dataset.findings, *(finding for scene in scenes for finding in scene.findings)]
    people = {actor for scene in scenes for actor in scene.actor_ids}
    text = f"{root}: {len(scenes)} scenes of {len(people)} actors"
    if findings:
        count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings, the first"
        text += f"; {count}: {findings[0]}"
    return Check("dataset", bool(scenes), text, None if scenes else "Put files into its bvhs folder")


def _fault(name: str, error: InteractError) -> Check:
    where = "" if error.path is None else f"{error.path}: "
    return Check(name, False, where + error.message, error.cure)


def _disk(folder: Path) -> Check:
    here = folder.absolute()
    while not here.exists() and here != here.parent:
        here = here.parent
    try:
        free = shutil.disk_usage(here).free
    except OSError as error:
        return Check("free disk", False, f"{here} cannot be checked ({error.strerror})")
    writable = os.access(here, os.W_OK)
    text = f"{free / 1e9:.1f} GB at {here}" + ("" if writable else ", which cannot be written to")
    ok = free >= _LEAST_FREE_BYTES and writable
    return Check("free disk", ok, text, None if ok else "Choose another folder with --out, or make room")
