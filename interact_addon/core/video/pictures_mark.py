# SPDX-License-Identifier: GPL-3.0-or-later
"""What a face's pictures are made of, in a file: who finds something else there has lost the pictures.

Pictures are written in their final place. A process that was suspended or cut off while another took its
scene over compares the mark before it puts a picture there, so that pictures of two movies are never mixed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..foundation.errors import InputError, RenderError
from ..foundation.reading.strict_json import read_json

__all__ = ["PicturesMark"]


@dataclass(frozen=True, slots=True)
class _Written:
    pictures: str


@dataclass(frozen=True, slots=True)
class PicturesMark:
    """The mark of a folder of pictures.

    Attributes:
        path: Its file.
        fingerprint: What our pictures depend on.
    """

    path: Path
    fingerprint: str

    @property
    def held(self) -> bool:
        """Whether the file has our fingerprint."""
        try:
            written = read_json(self.path, _Written, "the mark of pictures", follow=False)
        except InputError:
            return False
        return written.pictures == self.fingerprint

    @property
    def text(self) -> str:
        """What the file holds then."""
        return json.dumps({"pictures": self.fingerprint}) + "\n"

    def check(self) -> None:
        """Check that no other process has its own pictures in the folder by now.

        Raises:
            RenderError: one has, or is about to.
        """
        if not self.held:
            raise RenderError("another process took the scene over, and its pictures are others")

    def as_dict(self) -> dict[str, str]:
        """Return JSON-ready values."""
        return {"path": str(self.path), "fingerprint": self.fingerprint}
