# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job file asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, make_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..foundation.findings import Finding
from ..options.face import FaceOptions
from ..options.movie import MovieOptions
from ..schema.fields import Option, options_of, put
from ..schema.kinds import File

__all__ = ["Job", "JobEntry", "JobOptions", "job_options"]

_T = TypeVar("_T")


def job_options() -> tuple[Option, ...]:
    """The options that a job file can say."""
    declared = (*options_of(MovieOptions), *options_of(FaceOptions))
    return tuple(each for each in declared if each.spec.toml)


class _Said:
    """What :class:`JobOptions` does; its fields are made of the options that job files have."""

    __slots__ = ()

    def said(self) -> dict[str, Any]:
        """Option name -> value, of those that are said."""
        values = {each.name: getattr(self, each.name) for each in job_options()}
        return {name: value for name, value in values.items() if value is not None and value != {}}

    def but(self, **said: Any) -> JobOptions:
        """The same with some of them said otherwise."""
        return JobOptions(**(self.said() | said))

    def over(self, defaults: JobOptions) -> JobOptions:
        """These options, and where they say nothing the defaults; the casts together."""
        said, before = self.said(), defaults.said()
        cast = {"cast": {**before.get("cast", {}), **said.get("cast", {})}}
        return JobOptions(**(before | said | cast))

    def with_paths(self, change: Callable[[Path], Path]) -> JobOptions:
        """The same with each path changed."""
        said = self.said()
        paths = {each.name for each in job_options() if isinstance(each.kind, File)}
        return JobOptions(**{name: change(v) if name in paths else v for name, v in said.items()})

    def apply(self, base: _T) -> _T:
        """``base``, movie or face options, with everything that is said here.

        Raises:
            UsageError: the values are invalid together.
        """
        said = self.said()
        if "cast" in said and isinstance(base, MovieOptions):
            said["cast"] = {**base.compose.cast, **said["cast"]}
        return put(base, said)


if TYPE_CHECKING:

    class JobOptions(_Said):
        """What a job file says about a scene's movie; None and an empty cast leave it to the caller."""

        def __init__(self, **said: Any) -> None: ...

        def __getattr__(self, name: str) -> Any: ...

else:
    JobOptions = make_dataclass(
        "JobOptions",
        [
            (each.name, Any, field(default_factory=dict) if each.default == {} else field(default=None))
            for each in job_options()
        ],
        bases=(_Said,),
        frozen=True,
        slots=True,
        namespace={"__module__": __name__},
    )
    JobOptions.__doc__ = (
        "What a job file says about a scene's movie; None and an empty cast leave it to the caller."
    )


@dataclass(frozen=True, slots=True)
class JobEntry:
    """One movie that a job file asks for.

    Attributes:
        key: The scene's key, such as ``20231119_051``.
        line: Where it stands in the file; None where it cannot be told.
        actor: For a face: whose, such as ``001``; None for a whole scene.
        output: What the files are called, without an ending.
        dataset: The dataset folder, or None where the file leaves it open.
        options: What the file says about it, the file's defaults included.
    """

    key: str
    line: int | None = None
    actor: str | None = None
    output: str = ""
    dataset: Path | None = None
    options: JobOptions = field(default_factory=JobOptions)

    @property
    def kind(self) -> str:
        """``scene``, or ``face`` for one actor's face as in the original's face jobs."""
        return "scene" if self.actor is None else "face"

    @property
    def word(self) -> str:
        """The entry as a line of a plain job file."""
        if self.actor is None:
            return self.key
        date, _, scenario = self.key.partition("_")
        return f"{date}_{self.actor}_{scenario}"

    @property
    def name(self) -> str:
        """What its files are called, without an ending."""
        return self.output or self.word


@dataclass(frozen=True, slots=True)
class Job:
    """What a job file asks for.

    Attributes:
        path: The file.
        entries: In the file's order.
        findings: What is odd, such as scenes that are named more than once.
    """

    path: Path
    entries: tuple[JobEntry, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The scenes' keys, in the file's order, each once; a face means the scene it belongs to."""
        return tuple(dict.fromkeys(entry.key for entry in self.entries))
