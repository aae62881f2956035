# SPDX-License-Identifier: GPL-3.0-or-later
"""The content of a job file: its entries and their options."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, make_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..dataset.names import performance_key
from ..foundation.findings import Finding
from ..options.face import FaceOptions
from ..options.movie import MovieOptions
from ..schema.fields import Option, get, options_of, put
from ..schema.kinds import ByActor
from ..schema.paths import moved

__all__ = ["Job", "JobEntry", "JobOptions", "job_options"]

_T = TypeVar("_T")


@functools.cache
def job_options() -> tuple[Option, ...]:
    """Return the options that a job file can set."""
    declared = (*options_of(MovieOptions), *options_of(FaceOptions))
    return tuple(each for each in declared if each.spec.toml)


def _by_actor() -> list[str]:
    return [each.name for each in job_options() if isinstance(each.kind, ByActor)]


class _OptionValues:
    """Methods of :class:`JobOptions`, whose fields are generated from the options that job files have."""

    __slots__ = ()

    def values(self) -> dict[str, Any]:
        """Return the options that are set: name -> value."""
        values = {each.name: getattr(self, each.name) for each in job_options()}
        return {name: value for name, value in values.items() if value is not None and value != {}}

    def but(self, **values: Any) -> JobOptions:
        """Return a copy with some values changed."""
        return JobOptions(**(self.values() | values))

    def over(self, defaults: JobOptions) -> JobOptions:
        """Return these options, with ``defaults`` for those that are not set; what is by actor is merged."""
        values, before = self.values(), defaults.values()
        merged = {name: {**before.get(name, {}), **values.get(name, {})} for name in _by_actor()}
        return JobOptions(**(before | values | merged))

    def with_paths(self, change: Callable[[Path], Path]) -> JobOptions:
        """Return a copy with each path changed."""
        kinds = {each.name: each.kind for each in job_options()}
        return JobOptions(**{name: moved(kinds[name], v, change) for name, v in self.values().items()})

    def apply(self, base: _T) -> _T:
        """Return ``base`` (movie or face options) with the values that are set here.

        Raises:
            UsageError: the values are invalid together.
        """
        values = self.values()
        if isinstance(base, MovieOptions):
            for each in options_of(MovieOptions):
                if each.name in values and isinstance(each.kind, ByActor):
                    values[each.name] = {**get(base, each), **values[each.name]}
        return put(base, values)


if TYPE_CHECKING:

    class JobOptions(_OptionValues):
        """Options that a job file sets for a movie; None or an empty cast leaves them to the caller."""

        def __init__(self, **values: Any) -> None: ...

        def __getattr__(self, name: str) -> Any: ...

else:
    JobOptions = make_dataclass(
        "JobOptions",
        [
            (each.name, Any, field(default_factory=dict) if each.default == {} else field(default=None))
            for each in job_options()
        ],
        bases=(_OptionValues,),
        frozen=True,
        slots=True,
        namespace={"__module__": __name__},
    )
    JobOptions.__doc__ = (
        "Options that a job file sets for a movie; None or an empty cast leaves them to the caller."
    )


@dataclass(frozen=True, slots=True)
class JobEntry:
    """One movie that a job file requests.

    Attributes:
        key: The scene's key, such as ``20231119_051``.
        line: Its line in the file, from 1; None if unknown.
        actor: For a face the actor's id, such as ``001``; None for a whole scene.
        output: What the files are called, without an ending.
        dataset: The dataset folder, or None if the file does not name one.
        options: The options that the file sets for it, including the file's defaults.
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
        return performance_key(self.key, self.actor)

    @property
    def name(self) -> str:
        """What its files are called, without an ending."""
        return self.output or self.word.replace("@", "_")


@dataclass(frozen=True, slots=True)
class Job:
    """The content of a job file.

    Attributes:
        path: The file.
        entries: In the file's order.
        findings: Findings, such as scenes that are named more than once.
    """

    path: Path
    entries: tuple[JobEntry, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The scenes' keys, in the file's order, each once; for a face the key of its scene."""
        return tuple(dict.fromkeys(entry.key for entry in self.entries))
