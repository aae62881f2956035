# SPDX-License-Identifier: GPL-3.0-or-later
"""Map paths between machines that mount the same folders in different places."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from ...jobs.request import RenderRequest

__all__ = ["PathMap"]


@dataclass(frozen=True, slots=True)
class PathMap:
    """Folders (or files) of another machine and their paths here.

    Attributes:
        pairs: The other machine's path and this one's; the longest match is used.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    def path(self, path: Path) -> Path:
        """Return the path on this machine."""
        mapped = self.mapped(path)
        return path if mapped is None else mapped

    def mapped(self, path: Path) -> Path | None:
        """Return the path on this machine if a pair is for it, which it does not leave by ``..``."""
        for there, here in sorted(self.pairs, key=lambda pair: -len(pair[0])):
            rest = _below(str(path), there)
            if rest is not None and ".." not in rest:
                return Path(here, *rest)
        return None

    def request(self, request: RenderRequest) -> RenderRequest:
        """Return the request with all its paths on this machine."""
        return request.with_paths(self.path) if self.pairs else request


def _below(path: str, folder: str) -> tuple[str, ...] | None:
    """Return the parts of a path (POSIX or Windows) below a folder; None if it is not below it."""
    windows = "\\" in folder or folder[1:2] == ":"
    kind = PureWindowsPath if windows else PurePosixPath
    try:
        return kind(path).relative_to(kind(folder)).parts
    except ValueError:
        return None
