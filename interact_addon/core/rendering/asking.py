# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask a Blender something about the machine, in a process of its own, which may abort or hang."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .blender_faults import DRIVER_CURE, REINSTALL_CURE, fault_in
from .processes import run_group
from .program import module_command, worker_environment

__all__ = ["ask_blender"]


def ask_blender(
    question: str, seconds: float, command: Sequence[str] = ()
) -> tuple[Any | None, tuple[str, str | None]]:
    """Return the answer, or None with the reason and the cure.

    Args:
        question: One that :mod:`...blender.rendering.doctor` answers.
        seconds: Time limit.
        command: The command of the Blender child; by default it runs our own module.
    """
    with tempfile.TemporaryDirectory(prefix="interact-doctor-") as folder:
        answer = Path(folder) / "answer.json"
        try:
            asked = [*(command or module_command("blender.rendering.doctor")), question, str(answer)]
            done = run_group(asked, seconds, worker_environment())
        except subprocess.TimeoutExpired:
            return None, (f"Blender gave no answer within {seconds:g} s", DRIVER_CURE)
        except OSError as error:
            return None, (f"Blender cannot be started ({error.strerror})", None)
        try:
            return json.loads(answer.read_text("utf-8")), ("", None)
        except (OSError, ValueError):
            return None, _cause(done.returncode, done.stderr)


def _cause(code: int, stderr: str) -> tuple[str, str | None]:
    """Return why a child ended without an answer, and the cure."""
    if (fault := fault_in(stderr)) is not None:
        return fault.message, fault.cure
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    last = f": {lines[-1][:200]}" if lines else ""
    if code < 0:
        return f"Blender died by {signal.Signals(-code).name}{last}", DRIVER_CURE
    return f"Blender ended with code {code}{last}", REINSTALL_CURE
