# SPDX-License-Identifier: GPL-3.0-or-later
"""Many machines: a job is frozen into a list of tasks, and handed to whatever runs jobs there.

What each engine gets is built by pure functions from a :class:`.JobManifest` and options; handing it over is
a few lines. Whichever machine runs a task does so with ``interact run-tasks``: the same coordinator, locks,
records and retries as ``interact render``.
"""

from .chunks import Chunk, cut, parse_indices
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
    "cut",
    "farm_folder",
    "list_manifests",
    "make_manifest",
    "parse_indices",
    "read_manifest",
]
