# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the demo dataset that lies in the package: two people meet, greet and talk.

In the repository's root, ``./interact python -m tools.make_demo`` writes the archive anew.
"""

from .archive import make_archive
from .scene import Performed, perform_scene

__all__ = ["Performed", "make_archive", "perform_scene"]
