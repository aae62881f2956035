# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen about a download."""

from __future__ import annotations

from dataclasses import dataclass

from ..schema.fields import NOTHING, check_fields, option
from ..schema.kinds import Names, Switch, Text, Whole

__all__ = ["DownloadOptions"]


@dataclass(frozen=True, slots=True)
class DownloadOptions:
    """Which part of a dataset is downloaded, and how.

    Attributes:
        scenes: Keys of scenes, or of performances in them; all by default.
        where: Filters as `SceneFilter` takes them; each must match.
        only: Folders of the dataset; by default all that belong to scenes, and the heads' models.
        revision: A commit, branch or tag; by default the commit that this version was made for.
        verify: Whether also the checksums of files that are there already are compared.
        replace: Whether files that are there and differ are replaced.
        workers: Files at a time.
    """

    scenes: tuple[str, ...] = option(
        (),
        Names(),
        label="Scenes",
        help="Only these scenes, by their keys, separated by commas; all by default",
        metavar="KEY,...",
        toml=False,
        affects=NOTHING,
    )
    where: tuple[str, ...] = option(
        (),
        Names(),
        label="Where",
        help="Only scenes whose texts match: FIELD=TEXT, as in emotion=joy, separated by commas",
        flag=False,  # repeated there, as in `interact scenes`
        toml=False,
        affects=NOTHING,
    )
    only: tuple[str, ...] = option(
        (),
        Names(),
        label="Only",
        help="Only these folders, separated by commas, as in bvhs,wav; by default all that belong to scenes,"
        " and the heads' models; lip_acc and other files only when they are named",
        metavar="FOLDER,...",
        toml=False,
        affects=NOTHING,
    )
    revision: str | None = option(
        None,
        Text(),
        label="Revision",
        help="Another commit, branch or tag of the dataset than the one that this version was made for",
        metavar="COMMIT",
        toml=False,
        panel="",
        affects=NOTHING,
    )
    verify: bool = option(
        False,
        Switch(),
        label="Verify",
        help="Compare also the checksums of the files that are there already, not only their sizes",
        toml=False,
        affects=NOTHING,
    )
    replace: bool = option(
        False,
        Switch(),
        label="Replace",
        help="Replace files that are there and differ, which are yours; otherwise they are kept and named",
        toml=False,
        affects=NOTHING,
    )
    workers: int = option(
        4,
        Whole(1, 16),
        label="Workers",
        help="How many files are downloaded at a time",
        metavar="N",
        toml=False,
        panel="",
        affects=NOTHING,
    )

    def __post_init__(self) -> None:
        check_fields(self)
