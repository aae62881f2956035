# SPDX-License-Identifier: GPL-3.0-or-later
"""Which movies are delivered already; nothing is written, locked or restored."""

from __future__ import annotations

from pathlib import Path

from ...dataset import Scene
from ...foundation.errors import InteractError
from ...jobs.request import RenderRequest
from .inputs import Hashes, read_inputs
from .layout import Layout
from .record import read_record

__all__ = ["DoneBefore"]


class DoneBefore:
    """The movies whose records prove that they are done, with these inputs and options.

    Args:
        out: The output folder; None if nothing counts as done.
    """

    def __init__(self, out: Path | None) -> None:
        self._layout = None if out is None else Layout(out.absolute())
        self._hashes = None if self._layout is None else Hashes(self._layout.hashes)

    def has(self, request: RenderRequest, source: Scene | None) -> bool:
        """Return whether a movie is done; one whose inputs cannot be read is not."""
        if self._layout is None or self._hashes is None or source is None:
            return False
        layout, name = self._layout.of(request), request.file_name
        record = read_record(layout.record(name))
        if record is None or not record.proves(layout, name):
            return False
        try:
            inputs = read_inputs(source, request, self._hashes, pictures=False)
            return record.fingerprint == inputs.fingerprint
        except (InteractError, OSError):
            return False
