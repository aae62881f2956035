# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m interact_addon`` is the ``interact`` command."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
