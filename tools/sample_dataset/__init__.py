# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a dataset of three scenes out of the demo, for tests: whoever clones the repository has no captures.

It has what a captured dataset has: several sessions, six people, faces in both forms, heads, and a gap.
"""

from .heads import write_heads
from .live_link import write_live_link
from .scenes import write_sample_dataset

__all__ = ["write_heads", "write_live_link", "write_sample_dataset"]
