# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the extension's manifest, and write the one for a zip for some platforms."""

from __future__ import annotations

import platform
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..core.foundation.errors import UsageError, WorkError

__all__ = ["MANIFEST", "Manifest", "Wheel", "this_platform"]

MANIFEST = "blender_manifest.toml"
_SYSTEMS = {"linux": "linux", "win": "windows", "macosx": "macos"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}
_ARRAY = r"^{key}\s*=\s*\[[^\]]*\]\n"


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that the manifest lists, described by its file name.

    Attributes:
        path: As in the manifest, ``./wheels/NAME.whl``.
    """

    path: str

    @property
    def file(self) -> str:
        """The file's name."""
        return PurePosixPath(self.path).name

    @property
    def requirement(self) -> str:
        """The requirement for a package installer: ``name==version``."""
        name, version = self.file.split("-")[:2]
        return f"{name.replace('_', '-')}=={version}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The platforms as Python names them, ``manylinux_2_28_x86_64``; ``any`` for pure Python."""
        return tuple(self.file.removesuffix(".whl").rpartition("-")[2].split("."))

    def runs_on(self, blender_platform: str) -> bool:
        """Return whether it is for a platform as Blender names it, ``linux-x64``."""
        return self.tags == ("any",) or any(_blender_name(tag) == blender_platform for tag in self.tags)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest's text and the values that the build needs.

    Attributes:
        text: All of it.
        id: The extension's id.
        version: Its version.
        platforms: The platforms that it has wheels for, as Blender names them.
        wheels: The wheels that it lists.
    """

    text: str
    id: str
    version: str
    platforms: tuple[str, ...]
    wheels: tuple[Wheel, ...]

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read a manifest.

        Raises:
            WorkError: It is missing, or not a manifest.
        """
        try:
            text = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise WorkError(f"the manifest cannot be read ({error})", path=path) from error
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: Path) -> Manifest:
        """Parse a manifest's text; ``path`` is named in errors.

        Raises:
            WorkError: It is not a manifest.
        """
        try:
            values = tomllib.loads(text)
            # Blender's tool adds this to the manifest of a zip for one platform of several.
            values |= values.get("build", {}).get("generated", {})
            return cls(
                text,
                str(values["id"]),
                str(values["version"]),
                tuple(map(str, values.get("platforms", ()))),
                tuple(Wheel(str(name)) for name in values.get("wheels", ())),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise WorkError(f"not an extension's manifest ({error})", path=path) from error

    def wheels_for(self, platforms: Sequence[str]) -> tuple[Wheel, ...]:
        """Return the wheels that these platforms need.

        Raises:
            UsageError: A platform is not one of the manifest's.
        """
        for name in platforms:
            if name not in self.platforms:
                raise UsageError(
                    f"unknown platform {name!r}", cure=f"Choose among {', '.join(self.platforms)}"
                )
        return tuple(wheel for wheel in self.wheels if any(map(wheel.runs_on, platforms)))

    def text_for(self, platforms: Sequence[str]) -> str:
        """Return the text for these platforms and their wheels; without platforms, for all and no wheels."""
        wheels = [wheel.path for wheel in self.wheels_for(platforms)] if platforms else []
        return _with_array(_with_array(self.text, "platforms", platforms), "wheels", wheels)


def this_platform() -> str:
    """Return this machine's platform as Blender names it."""
    system = {"darwin": "macos"}.get(platform.system().lower(), platform.system().lower())
    machine = platform.machine().lower()
    return f"{system}-{_MACHINES.get(machine, machine)}"


def _blender_name(tag: str) -> str:
    match = re.fullmatch(r"(?:many|musl)?(linux|win|macosx)\w*?_(x86_64|amd64|arm64|aarch64)", tag)
    return f"{_SYSTEMS[match[1]]}-{_MACHINES[match[2]]}" if match else tag


def _with_array(text: str, key: str, values: Sequence[str]) -> str:
    """Return the text with the values of an array replaced; an empty array is removed."""
    lines = "".join(f'  "{value}",\n' for value in values)
    new = f"{key} = [\n{lines}]\n" if values else ""
    return re.sub(_ARRAY.format(key=key), lambda _: new, text, count=1, flags=re.MULTILINE)
