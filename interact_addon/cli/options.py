# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments that several subcommands share, and the options made from them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from ..core.dataset import Dataset, Scene
from ..core.dataset.names import split_key
from ..core.options.take import TakeOptions
from ..core.schema.arguments import add_arguments, argument_values
from ..core.schema.fields import put

__all__ = ["add_dataset_argument", "add_overwrite_argument", "asked_actors", "opened_dataset", "read_options"]

_T = TypeVar("_T")


def add_dataset_argument(
    parser: argparse.ArgumentParser, about: str = "", *, required: bool = True, with_layout: bool = True
) -> None:
    """Add ``--dataset ROOT`` and ``--dataset-layout``, for :func:`opened_dataset`."""
    parser.add_argument(
        "--dataset",
        metavar="ROOT",
        type=Path,
        required=required,
        help=about or "the dataset's folder, or a dataset.toml that describes one",
    )
    if with_layout:
        add_arguments(parser, TakeOptions, ("dataset_layout",))


def add_overwrite_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--overwrite``, for what writes files that the user names; see :mod:`..writing.named_files`."""
    parser.add_argument(
        "--overwrite", action="store_true", help="replace files that are there with other content"
    )


def opened_dataset(args: argparse.Namespace) -> Dataset:
    """Open the dataset of :func:`add_dataset_argument`.

    Raises:
        DatasetError: it cannot be opened.
    """
    return Dataset.open(args.dataset, args.dataset_layout or "auto")


def asked_actors(keys: Sequence[str], scenes: Sequence[Scene]) -> dict[str, set[str] | None]:
    """Return for each scene the actors that keys ask for, or None for all.

    Args:
        keys: Keys of scenes or performances, or none.
        scenes: The scenes that they name, in their order; without keys, any.

    Raises:
        DatasetError: an actor is not in the scene.
    """
    asked: dict[str, set[str] | None] = {scene.key: None for scene in scenes}
    for key, scene in zip(keys, scenes, strict=False):
        actor = split_key(key)[1]
        if actor is not None:
            asked[scene.key] = (asked[scene.key] or set()) | {scene.performance(actor).actor_id}
    return asked


def read_options(args: argparse.Namespace, base: _T) -> _T:
    """Return ``base`` with the values of the arguments, which :func:`.add_arguments` has defined.

    Raises:
        UsageError: an argument is invalid.
    """
    return put(base, argument_values(args, type(base)))
