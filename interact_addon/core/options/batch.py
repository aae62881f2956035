# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen about how a batch is run; nothing of it changes what is rendered."""

from __future__ import annotations

from dataclasses import dataclass

from ..schema.fields import NOTHING, check_fields, option
from ..schema.kinds import Number, Switch, Whole

__all__ = ["BatchOptions"]

_GROUP = "the batch"
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run.

    Attributes:
        workers: Child processes; None for as many as the machine can run.
        retries: How often a scene is tried again in a fresh child after a crash. What is wrong
            with files, rigs or options is not tried again, what two children explain alike only once.
        stall: Seconds without a sign of life after which a child is taken to hang.
        segment_frames: Scenes of more frames are rendered in segments of so many; None for none.
        force: Render also what is done.
        only_failed: Do only what failed before.
        recycle_scenes: After so many scenes a child is replaced.
        recycle_memory: A child that occupies more bytes after a scene is replaced.
        reports: Whether ``report.json`` and ``report.html`` are written.
    """

    workers: int | None = option(
        None,
        Whole(1, _MANY),
        label="Workers",
        help="How many Blenders render at a time",
        group=_GROUP,
        metavar="N",
        none=(0, "as many as this machine can run"),
        toml=False,
        affects=NOTHING,
    )
    retries: int = option(
        2,
        Whole(0, _MANY),
        label="Retries",
        help="How often a scene is tried again after Blender has crashed on it",
        group=_GROUP,
        metavar="N",
        toml=False,
        affects=NOTHING,
        travels=True,
    )
    stall: float = option(
        600.0,
        Number(0.1, 1e6, "s"),
        label="Patience",
        help="End a Blender that shows no sign of life, such as a new frame, for so many seconds",
        group=_GROUP,
        metavar="SECONDS",
        toml=False,
        panel="",
        affects=NOTHING,
        travels=True,
    )
    segment_frames: int | None = option(
        None,
        Whole(1, _MANY),
        label="Segments",
        help="Render longer scenes in segments of so many frames, which outlive an interruption",
        group=_GROUP,
        metavar="N",
        toml=False,
        panel="",
        affects=NOTHING,
        travels=True,
    )
    force: bool = option(
        False,
        Switch(),
        label="Force",
        help="Render also what is done",
        group=_GROUP,
        toml=False,
        panel="",
        affects=NOTHING,
    )
    only_failed: bool = option(
        False,
        Switch(),
        label="Only Failed",
        help="Only what failed the last time",
        group=_GROUP,
        toml=False,
        panel="",  # the operator has it
        affects=NOTHING,
    )
    recycle_scenes: int = option(
        20,
        Whole(1, _MANY),
        label="Scenes a Child",
        help="After so many scenes a child is replaced",
        flag=False,
        toml=False,
        panel="",
        affects=NOTHING,
    )
    recycle_memory: int = option(
        4 << 30,
        Whole(0, 1 << 50),
        label="Memory a Child",
        help="A child that occupies more bytes after a scene is replaced",
        flag=False,
        toml=False,
        panel="",
        affects=NOTHING,
    )
    reports: bool = option(
        True,
        Switch(),
        label="Reports",
        help="Write report.json and report.html",
        flag=False,
        toml=False,
        panel="",
        affects=NOTHING,
    )

    def __post_init__(self) -> None:
        check_fields(self)
