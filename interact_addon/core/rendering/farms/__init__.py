# SPDX-License-Identifier: GPL-3.0-or-later
"""Render farms: a job becomes a manifest of tasks, and is submitted to the farm's scheduler.

Pure functions build what each engine gets from a :class:`.JobManifest` and options; submitting it takes a few
lines. Every machine runs its tasks with ``interact run-tasks``: with the same coordinator, locks, records and
retries as ``interact render``.
"""

from .accepted import check_place
from .chunks import Chunk, cut, longest_first, parse_indices
from .job_manifest import (
    JobManifest,
    ManifestTask,
    Refused,
    farm_folder,
    list_manifests,
    make_manifest,
    read_manifest,
)
from .paths import PathMap

__all__ = [
    "Chunk",
    "JobManifest",
    "ManifestTask",
    "PathMap",
    "Refused",
    "check_place",
    "cut",
    "farm_folder",
    "list_manifests",
    "longest_first",
    "make_manifest",
    "parse_indices",
    "read_manifest",
]
