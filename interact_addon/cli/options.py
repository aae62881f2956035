# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments that several subcommands share, and the options made from them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeVar

from ..core.schema.arguments import argument_values
from ..core.schema.fields import put

__all__ = ["add_dataset_argument", "read_options"]

_T = TypeVar("_T")


def add_dataset_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--dataset ROOT``."""
    parser.add_argument(
        "--dataset",
        metavar="ROOT",
        type=Path,
        required=True,
        help="folder that holds bvhs/, face_arkit/, wav/, ...",
    )


def read_options(args: argparse.Namespace, base: _T) -> _T:
    """Return ``base`` with the values of the arguments, which :func:`.add_arguments` has defined.

    Raises:
        UsageError: an argument is invalid.
    """
    return put(base, argument_values(args, type(base)))
