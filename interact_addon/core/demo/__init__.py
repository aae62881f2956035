# SPDX-License-Identifier: GPL-3.0-or-later
"""A small dataset in the InterAct layout that comes with the package: two people meet, greet and talk.

It is made, not captured: by ``tools/make_demo`` in the repository.
"""

from .write import ARCHIVE, DemoResult, write_demo_dataset

__all__ = ["ARCHIVE", "DemoResult", "write_demo_dataset"]
