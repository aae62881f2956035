# SPDX-License-Identifier: GPL-3.0-or-later
"""``./interact python -m tools.make_demo``: write the package's demo dataset anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from interact_addon.core.demo import ARCHIVE
from interact_addon.core.foundation.atomic_file import atomic_write

from .archive import make_archive


def main() -> None:
    """Make the archive and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_demo", description=__doc__)
    parser.add_argument("--out", metavar="ZIP", type=Path, default=ARCHIVE, help="default: in the package")
    parser.add_argument(
        "--seconds",
        type=float,
        default=4.0,
        help="of the scene (default: %(default)s, the package's)",
    )
    args = parser.parse_args()
    data = make_archive(args.seconds)
    with atomic_write(args.out) as stream:
        stream.write(data)
    print(f"{args.out}: {len(data) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
