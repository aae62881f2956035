# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system has no more of is named with its cure, wherever the error comes from."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import InputError
from interact_addon.core.foundation.used_up import free_inodes, used_up, used_up_text


@pytest.mark.parametrize(
    ("error", "what", "cure"),
    [
        (MemoryError(), "memory", "--workers 1"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "memory", "--mem"),
        (ImportError("x.so: failed to map segment from shared object"), "memory", "ulimit -v"),
        (RuntimeError("can't start new thread"), "processes or threads", "ulimit -u"),
        (OSError(errno.EAGAIN, "Resource temporarily unavailable"), "processes", "ulimit -u"),
        (OSError(errno.EMFILE, "Too many open files"), "open no more files", "ulimit -n"),
        (OSError(errno.ENFILE, "Too many open files in system"), "open no more files", "fs.file-max"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full", "Free some space"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "share of the disk", "ask for more"),
    ],
)
def test_each_shortage_has_its_cure(error: Exception, what: str, cure: str) -> None:
    found = used_up(error)
    assert found is not None
    assert what in found[0]
    assert cure in found[1]


def test_an_array_that_no_memory_holds() -> None:
    with pytest.raises(MemoryError) as caught:
        np.zeros(1 << 60, dtype=np.uint8)
    assert used_up(caught.value) is not None


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        OSError(errno.ENOENT, "No such file"),
        ImportError("no module"),
        ImportError("x.so: failed to map segment from shared object: Operation not permitted"),
        BlockingIOError(errno.EAGAIN, "a pipe", "pipe"),
    ],
)
def test_other_errors_are_not_explained(error: Exception) -> None:
    assert used_up(error) is None


def test_an_error_raised_from_a_shortage_has_its_cure() -> None:
    error = InputError("the face cannot be read", path="a.npy")
    error.__cause__ = OSError(errno.EMFILE, "Too many open files")
    assert str(error) == "a.npy: the face cannot be read. Raise the limit first: ulimit -n 4096."
    assert error.known_cure == "Raise the limit first: ulimit -n 4096"
    own = InputError("x", cure="Save it again")
    own.__cause__ = MemoryError()
    assert str(own) == "x. Save it again."


def test_last_words() -> None:
    assert used_up_text("terminate called after throwing an instance of 'std::bad_alloc'") is not None
    assert used_up_text("OpenBLAS error: Memory allocation still failed after 10 retries") is not None
    assert used_up_text("Segmentation fault") is None


def test_free_inodes(tmp_path: Path) -> None:
    assert free_inodes(tmp_path / "absent") is None
    if hasattr(os, "statvfs") and os.statvfs(tmp_path).f_files:
        assert (free_inodes(tmp_path) or 0) > 0
