# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen about how a batch is run, and what it shows; nothing of it changes a picture."""

from __future__ import annotations

from dataclasses import dataclass

from ..foundation.choices import Choice
from ..schema.fields import NOTHING, check_fields, option
from ..schema.kinds import Number, OneOf, Switch, Whole

__all__ = ["LAYOUTS", "LONGEST", "ORDERS", "BatchOptions"]

LAYOUTS: tuple[Choice, ...] = (
    Choice("named", "As Listed", "What each key names: a scene, or one actor's face", 0),
    Choice("body", "Scenes", "Whole scenes", 1),
    Choice("face", "Faces", "Each actor's face alone", 2),
    Choice("both-inset", "Scene, Faces Inset", "Both, and a movie with the faces in the scene's corners", 3),
    Choice("both-strip", "Scene, Faces Beside", "Both, and a movie with the faces beside the scene", 4),
    Choice("video-left", "Scene, Clip Beside", "And a movie with the scene's own clip to its left", 5),
    Choice("video-inset", "Scene, Clip Inset", "And a movie with the scene's own clip in its corner", 6),
    Choice("both-cut", "Scene, Cut to Faces", "Both, and a movie that cuts between scene and faces", 7),
)
LONGEST = "longest"
ORDERS: tuple[Choice, ...] = (
    Choice(
        LONGEST,
        "Longest First",
        "The longest scenes first, so that all Blenders end at about the same time",
        0,
    ),
    Choice("job", "As Listed", "In the job's order", 1),
)
_GROUP = "the batch"
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run.

    Attributes:
        layout: What is shown of the scenes, one of ``LAYOUTS``.
        workers: Child processes; None for as many as the machine can run.
        order: Which scenes are begun first, one of ``ORDERS``; reports are in the job's order in any case.
        retries: How often a scene is tried again in a fresh child after a crash. What is wrong
            with files, rigs or options is not tried again, what two children explain alike only once.
        stall: Seconds without a sign of life after which a child is taken to hang.
        segment_frames: Scenes of more frames are rendered in segments of so many; None for none.
        force: Render also what is done.
        only_failed: Do only what failed before.
        check_content: Read all inputs and movies to find what changed; else those whose size and time are
            as before count as unchanged.
        recycle_scenes: After so many scenes a child is replaced.
        recycle_memory: A child that occupies more bytes after a scene is replaced.
        reports: Whether ``report.json`` and ``report.html`` are written.
    """

    layout: str = option(
        "named",
        OneOf(LAYOUTS),
        label="Layout",
        help="What is shown of each scene; movies of several parts go into both_renders, beside the others",
        group=_GROUP,
        toml=False,
        affects=NOTHING,
    )
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
    order: str = option(
        LONGEST,
        OneOf(ORDERS),
        label="Order",
        help="Which scenes are begun first; reports are in the job's order in any case",
        group=_GROUP,
        toml=False,
        panel="",
        affects=NOTHING,
        travels=True,
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
    check_content: bool = option(
        False,
        Switch(),
        label="Check Content",
        help="Read all inputs and movies to find what has changed, even if their size and time have not",
        group=_GROUP,
        toml=False,
        affects=NOTHING,
        travels=True,
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

    @property
    def faces(self) -> bool:
        """Whether faces are rendered beside the scenes, for a movie of both."""
        return self.layout.startswith("both-")

    @property
    def clips(self) -> bool:
        """Whether the scenes' own clips are shown beside them."""
        return self.layout.startswith("video-")

    @property
    def arrangement(self) -> str:
        """How the parts of a scene are put together (see `core.video.composite`); empty if they are not."""
        if self.clips:
            return self.layout
        return self.layout.removeprefix("both-") if self.faces else ""
