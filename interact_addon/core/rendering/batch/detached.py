# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch in its own process (``interact render``), which outlives the Blender that started it.

It reports through its state file (:mod:`..results.state`), not through a pipe: a pipe breaks with the process
at its other end, and the next one could not read it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ...foundation.cache_folder import ENVIRONMENT as CACHE
from ...foundation.errors import InteractError, RenderError, UsageError
from ...foundation.writing.own_files import open_own, remove_own
from ...options.batch import BatchOptions
from ...options.face import FaceOptions
from ...options.movie import MovieOptions
from ...schema.arguments import argument_words
from ..processes import end_group, is_alive, own_group
from ..program import launcher, worker_environment
from ..results.layout import cannot_write
from ..results.lock import SceneLock
from ..results.state import lock_path, panel_state, stop_path
from ..results.watch import BatchWatch
from ..worker_process import last_words

__all__ = ["BatchSpec", "Detached", "ask_to_stop", "end_batch"]

_EXPLAINED = "interact: "  # what the command prints before the sentence that says why it ended
_AGAIN = 0.05  # seconds between two checks of a process that should end


@dataclass(frozen=True, slots=True)
class BatchSpec:
    """A batch to start.

    Attributes:
        job: The job file.
        out: The output folder.
        dataset: The dataset folder of scenes for which the job file names none.
        movie: Options for what the job file does not set.
        faces: Likewise, for single faces; None for those of the command line.
        batch: How the batch is run.
        launcher: The command before ``render``; :func:`.launcher` by default.
    """

    job: Path
    out: Path
    dataset: Path | None = None
    movie: MovieOptions = field(default_factory=MovieOptions)
    faces: FaceOptions | None = None
    batch: BatchOptions = field(default_factory=BatchOptions)
    launcher: Sequence[str] | None = None

    def command(self) -> list[str]:
        """Return the command, as the user would type it."""
        command = [*(self.launcher or launcher()), "render", str(self.job), "--out", str(self.out)]
        if self.dataset is not None:
            command += ["--dataset", str(self.dataset)]
        for options in (self.movie, self.faces, self.batch):
            command += [] if options is None else argument_words(options)
        return [*command, "--state", str(panel_state(self.out))]

    def environment(self) -> Mapping[str, str]:
        """Return the environment for the command."""
        environment = worker_environment()
        if self.movie.compose.cache is not None:
            environment.setdefault(CACHE, str(self.movie.compose.cache))
        return environment


class Detached:
    """A coordinator that this process has started. It continues when this process ends.

    Args:
        order: The batch to start.

    Attributes:
        out: Its output folder.
        log: File with its output.

    Raises:
        WorkError: the output folder cannot be written.
        RenderError: it cannot be started.
        UsageError: a batch is already running in this folder.
    """

    def __init__(self, order: BatchSpec) -> None:
        self.out = order.out
        state = panel_state(order.out)
        self.log = state.with_name("coordinator.log")
        if BatchWatch(order.out).look().running:
            raise UsageError(
                f"a batch is already running in this folder ({SceneLock.owner(lock_path(state))})",
                cure="Wait for it, or stop it",
            )
        try:
            for path in (state, stop_path(state), self.log):  # of the previous batch
                remove_own(path)
            sink = os.fdopen(open_own(self.log, os.O_WRONLY | os.O_CREAT), "wb")
        except OSError as error:
            raise cannot_write(state, error) from error
        with sink:
            try:
                self._process = subprocess.Popen(
                    order.command(),
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=subprocess.STDOUT,
                    env=dict(order.environment()),
                    **own_group(),
                )
            except OSError as error:
                raise RenderError(f"Blender could not be started ({error})") from error

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def death(self) -> str:
        """Return why it ended before it could write its state, as a sentence."""
        last = last_words(self.log)
        if last.startswith(_EXPLAINED):
            return last.removeprefix(_EXPLAINED)
        message = f"the batch could not begin (code {self._process.poll()})"
        if last:
            message += f"; the last line of its log is {last!r}"
        return str(RenderError(message, path=self.log))

    def end(self, *, kindly: float = 5.0) -> None:
        """End it with everything that it has started, and wait for its end.

        Args:
            kindly: Seconds that it gets to clean up.
        """
        end_group(self._process, kindly=kindly)


def ask_to_stop(out: Path) -> None:
    """Ask the batch of an output folder to stop as soon as it can; do not wait for that.

    Raises:
        WorkError: the folder cannot be written.
    """
    path = stop_path(panel_state(out))
    try:
        os.close(open_own(path, os.O_WRONLY | os.O_CREAT))
    except OSError as error:
        raise cannot_write(path, error) from error


def end_batch(out: Path, *, seconds: float = 10.0) -> bool:
    """Kill the batch of an output folder, started by any process, with everything that it has started.

    What is done stays; unfinished work is removed when a batch is started there again.

    Args:
        out: The output folder.
        seconds: Maximum time to wait for its end.

    Returns:
        Whether it has ended.

    Raises:
        UsageError: it runs on another machine, and cannot be killed from here.
    """
    watch = BatchWatch(out)
    state = watch.look()
    if not state.running:
        return True
    if not state.here:
        raise UsageError(
            f"the batch runs on {state.host} and cannot be ended from here",
            cure="Stop it, and wait until it has stopped by itself",
        )
    with suppress(InteractError):  # so that its end counts as intended
        ask_to_stop(out)
    _kill(state.pid)
    deadline = time.monotonic() + seconds
    # A killed process counts as ended while its last threads are still going; they hold the lock.
    while is_alive(state.pid) or watch.look().running:
        if time.monotonic() > deadline:
            return False
        time.sleep(_AGAIN)
    return True


def _kill(pid: int) -> None:
    """Kill a process; its children notice and end themselves."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(pid)],  # noqa: S607 (Windows has it on every path)
            capture_output=True,
            check=False,
        )
        return
    with suppress(ProcessLookupError, PermissionError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
