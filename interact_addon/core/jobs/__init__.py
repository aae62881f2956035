# SPDX-License-Identifier: GPL-3.0-or-later
"""Job files: which scenes to render, and how. Plain text as in the original's ``job_files``, or TOML."""

from .faults import Fault, JobFaultsError
from .model import Job, JobEntry, JobOptions
from .read import read_job
from .write import job_text, job_toml, split_job, write_job

__all__ = [
    "Fault",
    "Job",
    "JobEntry",
    "JobFaultsError",
    "JobOptions",
    "job_text",
    "job_toml",
    "read_job",
    "split_job",
    "write_job",
]
