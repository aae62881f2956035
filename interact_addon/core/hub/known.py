# SPDX-License-Identifier: GPL-3.0-or-later
"""The datasets that can be downloaded, each at the revision that this version was made for."""

from __future__ import annotations

from dataclasses import dataclass

from ..foundation.errors import UsageError

__all__ = ["DATASETS", "KnownDataset", "known_dataset"]


@dataclass(frozen=True, slots=True)
class KnownDataset:
    """A dataset on the Hugging Face Hub.

    Attributes:
        name: As users write it.
        repo: Its repository there.
        revision: The commit that is downloaded unless another is asked for.
        licence: Its licence's name.
        terms: What the licence means, in a sentence without a full stop.
        licence_url: The licence's text.
    """

    name: str
    repo: str
    revision: str
    licence: str
    terms: str
    licence_url: str


DATASETS: tuple[KnownDataset, ...] = (
    KnownDataset(
        name="InterAct",
        repo="leohocs/interact",
        revision="152ba832f379c465f5b1e10c67166d646014d675",
        licence="CC BY-NC-SA 4.0",  # its dataset card
        terms="name its authors, no commercial use, share what you make of it under the same licence",
        licence_url="https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
)


def known_dataset(name: str) -> KnownDataset:
    """Return the dataset of a name, in any case.

    Raises:
        UsageError: There is none of that name.
    """
    for each in DATASETS:
        if each.name.casefold() == name.strip().casefold():
            return each
    names = ", ".join(each.name for each in DATASETS)
    raise UsageError(f"no dataset {name!r} is known to be on the Hub", cure=f"Choose among {names}")
