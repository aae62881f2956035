# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m interact_addon`` is the ``interact`` command, as is the program ``interact``."""

import signal
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; Ctrl-C ends it without a traceback, also while its modules are imported.

    Args:
        argv: The arguments after the program's name; those of this process by default.

    Returns:
        The exit code.
    """
    # The system's way until the command has its own. In a Blender that has its own it stays so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .cli import main as run  # here: it takes a second

    return run(argv)


if __name__ == "__main__":
    sys.exit(main())
