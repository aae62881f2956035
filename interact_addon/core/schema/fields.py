# SPDX-License-Identifier: GPL-3.0-or-later
"""How options are declared: each once, as a field of a frozen dataclass that says all there is to say.

::

    @dataclass(frozen=True, slots=True)
    class PictureOptions:
        preset: str = option("preview", OneOf(PRESETS), label="Preset", help="How the pictures are rendered")

Command line, TOML jobs, JSON requests, panels, farm paths and the fingerprint of a record are derived from
that (the other modules of this package, and ``ui/common/option_properties.py``). Options of options are
fields declared with :func:`nested`.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from .kinds import Kind

__all__ = [
    "FRAMES",
    "MOVIE",
    "NOTHING",
    "Nested",
    "Option",
    "Spec",
    "check_fields",
    "default_of",
    "get",
    "nested",
    "nested_of",
    "option",
    "options_of",
    "put",
    "spec_of",
]

FRAMES, MOVIE, NOTHING = "frames", "movie", "nothing"
_SPEC, _NESTED = "interact_option", "interact_nested"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Spec:
    """What a field says about itself.

    Attributes:
        kind: What values it takes, beside None where that is the default.
        label: Its name in panels.
        help: What it is, as a sentence without a full stop.
        name: Its name in job files and, with hyphens, on the command line; the field's own by default.
        joined: The kind of the whole, for such fields.
        whole: What the whole is, said by the first of them.
        flag: Whether the command line has it.
        toml: Whether job files have it.
        panel: The property of the panel that holds it: the field's own name by default, empty for none.
        group: Under which heading the command line lists it.
        metavar: What stands for the value there.
        none: The number that stands for None in panels, and what None means; without it, a panel has a
            tick box for that.
        own: Label and help of that tick box.
        starts: Where a panel's value begins whose default is None.
        affects: What another value makes another: ``frames``, only the ``movie``, or ``nothing``.
        new: Whether it came after the first records: then it stays out of requests and records at its
            default, so that those of before stay valid. True for everything that is added from now on.
        travels: Whether it goes along with a job to other machines, of options that are not the movie's.
    """

    kind: Kind
    label: str
    help: str
    name: str = ""
    joined: Kind | None = None
    whole: str = ""
    flag: bool = True
    toml: bool = True
    panel: str | None = None
    group: str = ""
    metavar: str = ""
    none: tuple[int, str] | None = None
    own: tuple[str, str] = ("", "")
    starts: Any = None
    affects: str = FRAMES
    new: bool = False
    travels: bool = False


@dataclass(frozen=True, slots=True)
class Nested:
    """What a field that holds other options says: their class, and whether JSON holds them one level up."""

    options: type
    inline: bool = False


def option(default: Any, kind: Kind, *, label: str, help: str, **more: Any) -> Any:  # noqa: A002 (argparse's word)
    """Declare a field of an options dataclass.

    Args:
        default: Its default; a dictionary is copied for each object.
        kind: What values it takes.
        label: Its name in panels.
        help: What it is.
        more: What else :class:`Spec` says.
    """
    metadata = {_SPEC: Spec(kind, label, help, **more)}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


def nested(options: type[_T], *, inline: bool = False) -> Any:
    """Declare a field that holds other options."""
    return field(default_factory=options, metadata={_NESTED: Nested(options, inline)})


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen, wherever in nested options its field lies.

    Attributes:
        name: As in job files: ``fps``.
        paths: The attributes that lead to its value; several where the value has several parts.
        kind: The kind of the whole value.
        spec: What the (first) field says.
        parts: What each of the fields says.
        default: The whole value's default.
    """

    name: str
    paths: tuple[tuple[str, ...], ...]
    kind: Kind
    spec: Spec
    parts: tuple[Spec, ...]
    default: Any

    @property
    def flag(self) -> str:
        """``--segment-frames``; ``--no-body`` for what is on by default."""
        no = "no-" if self.default is True else ""
        return f"--{no}{self.name.replace('_', '-')}"

    @property
    def panel(self) -> tuple[str, ...]:
        """The panel's properties, one a part; empty for none."""
        if self.spec.panel == "":
            return ()
        return tuple(self.spec.panel or path[-1] for path in self.paths)

    def read(self, form: str, value: Any) -> Any:
        """A value out of ``plain`` (TOML), ``text`` or ``json``; None stays None where that is the default.

        Raises:
            UsageError: it is invalid.
        """
        if self.default is None and value is None:
            return None
        return getattr(self.kind, f"from_{form}")(self.flag if form == "text" else self.words, value)

    @property
    def words(self) -> str:
        """What messages call it."""
        return self.name.replace("_", " ")


def spec_of(declared: dataclasses.Field[Any]) -> Spec | None:
    """What a field says; None for one that holds other options."""
    found = declared.metadata.get(_SPEC)
    return found if isinstance(found, Spec) else None


def nested_of(declared: dataclasses.Field[Any]) -> Nested | None:
    """What a field of options says; None for another."""
    found = declared.metadata.get(_NESTED)
    return found if isinstance(found, Nested) else None


def default_of(declared: dataclasses.Field[Any]) -> Any:
    """A field's default."""
    if declared.default_factory is not dataclasses.MISSING:
        return declared.default_factory()
    return declared.default


def options_of(options: Any) -> tuple[Option, ...]:
    """All that can be chosen in an options dataclass and those nested in it, in the order of the fields."""
    return _options_of(options)


@functools.cache
def _options_of(options: Any) -> tuple[Option, ...]:
    found: dict[str, Option] = {}
    for path, declared, spec in _walk(options, ()):
        name = spec.name or declared.name
        if spec.joined is None:
            found[name] = Option(name, (path,), spec.kind, spec, (spec,), default_of(declared))
            continue
        known = found.get(name)
        paths, parts, defaults = (known.paths, known.parts, known.default) if known else ((), (), ())
        found[name] = Option(
            name,
            (*paths, path),
            spec.joined,
            known.spec if known else spec,
            (*parts, spec),
            (*defaults, default_of(declared)),
        )
    return tuple(found.values())


def _walk(
    options: type, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], dataclasses.Field[Any], Spec]]:
    for declared in fields(options):
        here = (*path, declared.name)
        if (spec := spec_of(declared)) is not None:
            yield here, declared, spec
        elif (inner := nested_of(declared)) is not None:
            yield from _walk(inner.options, here)


def get(tree: Any, option: Option) -> Any:
    """An option's value in an options object."""
    values = tuple(functools.reduce(getattr, path, tree) for path in option.paths)
    return values[0] if option.spec.joined is None else values


def put(tree: _T, values: Mapping[str, Any]) -> _T:
    """The same options with some values changed, all at once.

    Args:
        tree: An options object.
        values: Option name -> value; names that the object's class does not have are left alone.

    Raises:
        UsageError: the values are invalid together.
    """
    changes: dict[tuple[str, ...], Any] = {}
    for each in options_of(type(tree)):
        if each.name in values:
            value = values[each.name]
            parts = (value,) if each.spec.joined is None else value
            changes |= dict(zip(each.paths, parts, strict=True))
    return _put(tree, changes)


def _put(tree: _T, changes: Mapping[tuple[str, ...], Any]) -> _T:
    if not changes:
        return tree
    own = {path[0]: value for path, value in changes.items() if len(path) == 1}
    below: dict[str, dict[tuple[str, ...], Any]] = {}
    for path, value in changes.items():
        if len(path) > 1:
            below.setdefault(path[0], {})[path[1:]] = value
    own |= {name: _put(getattr(tree, name), part) for name, part in below.items()}
    return replace(tree, **own)  # type: ignore[type-var]  # every options class is a dataclass


def check_fields(tree: Any) -> None:
    """Check every field of an options object; for ``__post_init__``.

    Raises:
        UsageError: a value is invalid.
    """
    for declared in fields(tree):
        spec = spec_of(declared)
        if spec is None:
            continue
        value = getattr(tree, declared.name)
        if value is None and declared.default is None:
            continue
        words = (spec.name or declared.name) if spec.joined is None else declared.name
        spec.kind.check(words.replace("_", " "), value)
