# SPDX-License-Identifier: GPL-3.0-or-later
"""Download a dataset from the Hugging Face Hub: what is missing of the part that is asked for, and checked.

`plan_download` lists and compares and writes nothing; `run_download` carries the plan out; `download` does
both.
"""

from __future__ import annotations

from .client import HubClient
from .download import connect, download
from .known import DATASETS, KnownDataset, known_dataset
from .options import DownloadOptions
from .plan import DownloadPlan, Part, plan_download, readable_size
from .run import DownloadResult, run_download

__all__ = [
    "DATASETS",
    "DownloadOptions",
    "DownloadPlan",
    "DownloadResult",
    "HubClient",
    "KnownDataset",
    "Part",
    "connect",
    "download",
    "known_dataset",
    "plan_download",
    "readable_size",
    "run_download",
]
