# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when an asset library is written."""

from __future__ import annotations

from dataclasses import dataclass

from ..characters import Look, all_looks, look_by_id
from ..schema.fields import check_fields, option
from ..schema.kinds import Names, Switch

__all__ = ["AssetOptions"]


@dataclass(frozen=True, slots=True)
class AssetOptions:
    """What is written into an asset library.

    Attributes:
        people: Ids of built-in people; none for all of them.
        overwrite: Whether files that are there are replaced; otherwise they are an error.
    """

    people: tuple[str, ...] = option(
        (),
        Names(),
        label="People",
        help="The built-in people, such as clara,omar; by default all of them, or those who play the scenes",
        metavar="A,B",
        panel="",
    )
    overwrite: bool = option(
        False, Switch(), label="Overwrite", help="Replace files that are there; otherwise they are an error"
    )

    def __post_init__(self) -> None:
        check_fields(self)
        for name in self.people:
            look_by_id(name)

    def looks(self) -> tuple[Look, ...]:
        """Return the chosen people, each once."""
        return tuple(look_by_id(name) for name in dict.fromkeys(self.people)) or tuple(all_looks())
