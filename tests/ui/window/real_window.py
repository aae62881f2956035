# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a Blender with a window, and running a script in it on a virtual screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["RealBlender", "find_real_blender"]

_FOLDER = (
    "REAL_BLENDER_DIR"  # a system's root folder with Blender, Xvfb and ImageMagick in it, entered with chroot
)
_PROGRAM = "REAL_BLENDER"  # or simply a program; with Xvfb and ImageMagick's import on the PATH
_DEFAULT = Path("/var/tmp/real-blender")  # noqa: S108 (where our tool installs it)
_LOCK = Path(tempfile.gettempdir()) / "real-blender.lock"
_SIZE = "1600x900"


@dataclass(frozen=True)
class RealBlender:
    """A Blender program.

    Attributes:
        program: Its path, as seen from where it runs.
        root: The root folder of the system that it lives in; ``/`` for this one.
    """

    program: str
    root: Path = Path("/")

    def seen(self, path: Path) -> str:
        """How it sees a path of ours."""
        return "/" + str(path.relative_to(self.root))

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder that it sees, removed afterwards."""
        place = self.root / "tmp"
        with tempfile.TemporaryDirectory(prefix="interact-window-", dir=place) as folder:
            yield Path(folder)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else on this machine uses it."""
        try:
            import fcntl
        except ImportError:
            yield
            return
        with _LOCK.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def run(
        self, arguments: list[str], *, log: Path, seconds: float, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it to its end; what it prints goes to ``log``."""
        with log.open("ab") as sink:
            return subprocess.run(
                [*self._enter(), self.program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
                env={**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1", **environment},
            )

    @contextmanager
    def screen(self) -> Iterator[str]:
        """The name of a virtual screen of 1600 x 900 pixels."""
        command = [
            *self._enter(),
            "Xvfb",
            "-displayfd",
            "1",
            "-screen",
            "0",
            f"{_SIZE}x24",
            "+extension",
            "GLX",
        ]
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            assert server.stdout is not None
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()
            server.wait(10)

    def _enter(self) -> list[str]:
        if self.root == Path("/"):
            return []
        for name in ("proc", "dev", "sys"):
            if not os.path.ismount(self.root / name):
                mount = shutil.which("mount") or "/bin/mount"
                subprocess.run([mount, "--bind", f"/{name}", str(self.root / name)], check=True)
        return ["chroot", str(self.root)]


def find_real_blender() -> RealBlender | str:
    """The Blender to test in, or why there is none."""
    program = os.environ.get(_PROGRAM)
    if program:
        for tool in ("Xvfb", "import", "xdotool"):
            if shutil.which(tool) is None:
                return f"there is no {tool} on the PATH"
        found = shutil.which(program)
        return RealBlender(str(Path(found).resolve())) if found else f"{_PROGRAM} names no program"
    root = Path(os.environ.get(_FOLDER, _DEFAULT))
    if not (root / "usr/bin/blender").exists():
        return f"there is no Blender with a window (neither {_PROGRAM} nor {root})"
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return f"entering {root} needs root"
    return RealBlender("/usr/bin/blender", root)
