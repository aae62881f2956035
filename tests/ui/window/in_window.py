# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a session inside a Blender with a window: it uses the installed extension as a person does.

Told by the environment: ``INTERACT_WINDOW_SESSION``, the session's module, by default ``session_first``;
``INTERACT_WINDOW_DATASET``, the dataset's folder; ``INTERACT_WINDOW_OUT``, where pictures and
``result.json`` go; ``INTERACT_WINDOW_END``, ``quit`` (the default) or ``kill``: how this Blender ends. Each
step is written to ``steps.txt`` when it begins. See README.md.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import bpy

sys.path.insert(0, str(Path(__file__).parent))
from steps import OUT, PACKAGE, Steps, facts, step

SESSION = os.environ.get("INTERACT_WINDOW_SESSION", "session_first")
END = os.environ.get("INTERACT_WINDOW_END", "quit")
PATIENCE = 240.0  # seconds that one step may take on a slow machine without a graphics card


def finish(error: str | None) -> None:
    """Write what was found, and end."""
    facts["error"] = error
    (OUT / "result.json").write_text(json.dumps(facts, indent=2), encoding="utf-8")
    if error is not None or END == "quit":
        bpy.ops.wm.quit_blender()
    else:
        os.kill(os.getpid(), signal.SIGKILL)


class Runner:
    """Runs the session between Blender's own events."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.waiting: Callable[[], bool] | None = None
        self.since = 0.0

    def __call__(self) -> float | None:
        """The timer."""
        try:
            if self.waiting is not None:
                if not self.waiting():
                    if time.monotonic() - self.since > PATIENCE:
                        raise TimeoutError("this step takes too long; the last lines of steps.txt say which")
                    return 0.2
                self.waiting = None
            wanted = next(self.steps)
        except StopIteration:
            finish(None)
            return None
        except BaseException:
            finish(traceback.format_exc())
            return None
        if callable(wanted):
            self.waiting, self.since = wanted, time.monotonic()
            return 0.2
        return wanted


def main() -> None:
    """Begin when the window is there."""
    if PACKAGE not in bpy.context.preferences.addons:
        sys.exit(f"{PACKAGE} is not installed and enabled")
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.use_preferences_save = False
    step(f"start {SESSION}")
    steps: Steps = importlib.import_module(SESSION).session()
    bpy.app.timers.register(Runner(steps), first_interval=3.0, persistent=True)


main()
