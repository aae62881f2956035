# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as Blender properties: generated from the options' fields, and read back into them.

A property has the name of its field. An option that can be None has a second property, ``use_<name>``, or a
number that means None (0 samples). A range of frames is two numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ...core.foundation.choices import Choice
from ...core.schema.fields import Option, Spec, get, options_of, put
from ...core.schema.frames import FrameRange
from ...core.schema.kinds import File, Frames, Names, Number, OneOf, Rate, Switch, Whole
from .translations import CONTEXT

__all__ = [
    "draw_optional",
    "enum_items",
    "option_mixin",
    "option_properties",
    "panel_help",
    "panel_values",
    "property_group",
    "read_properties",
    "write_properties",
]

_FINEST = 1001  # the denominator of 29.97 and its like; Blender's numbers have seven digits


def enum_items(choices: Sequence[Choice]) -> list[tuple[str, str, str, int]]:
    """Return the items of an EnumProperty. Their numbers are what a .blend stores."""
    return [(choice.id, choice.label, choice.about, choice.number) for choice in choices]


def option_properties(options: type, names: Collection[str] | None = None) -> dict[str, Any]:
    """Return the properties of an options class, to annotate a PropertyGroup or an operator.

    Args:
        options: The class.
        names: Only the options of these names.
    """
    made: dict[str, Any] = {}
    for each in options_of(options):
        if names is None or each.name in names:
            made |= _properties(each)
    return made


def option_mixin(options: type, *names: str) -> Any:
    """Create a class with the properties of an options class, for operators and groups to inherit from.

    Args:
        options: The class.
        names: Only the options of these names; default: all.
    """
    return type(
        f"{options.__name__}Properties", (), {"__annotations__": option_properties(options, names or None)}
    )


def property_group(name: str, module: str, properties: Mapping[str, Any], doc: str) -> Any:
    """Create a PropertyGroup class with these properties.

    Blender never frees such classes. So the class holds texts, as with postponed annotations, which
    Blender evaluates in the module when it registers the class: what the properties call does not outlive the
    extension. (On Blender 4.2, a Python with bpy would crash at its end.)

    Args:
        name: The class's name.
        module: The module's name, in which the properties are called ``_PROPERTIES``.
        properties: Name -> property.
        doc: The class's docstring.
    """
    annotations = {each: f"_PROPERTIES[{each!r}]" for each in properties}
    values = {"__doc__": doc, "__module__": module, "__annotations__": annotations}
    return type(name, (bpy.types.PropertyGroup,), values)


def _properties(each: Option) -> dict[str, Any]:
    if not each.panel:
        return {}
    if isinstance(each.kind, Frames):
        start: FrameRange = each.spec.starts
        return {
            "use_frames": _use_property(each),
            "frame_first": IntProperty(
                name="First Frame", description="The first frame to render", default=start.first, min=1
            ),
            "frame_last": IntProperty(
                name="Last Frame", description="The last frame to render", default=start.last, min=1
            ),
        }
    defaults = each.default if each.spec.joined is not None else (each.default,)
    made = {
        name: _property(spec, default)
        for name, spec, default in zip(each.panel, each.parts, defaults, strict=True)
    }
    if each.default is None and each.spec.none is None and not isinstance(each.kind, File):
        made = {f"use_{each.panel[0]}": _use_property(each), **made}
    return made


def _use_property(each: Option) -> Any:
    return BoolProperty(name=each.spec.own[0], description=each.spec.own[1])


def draw_optional(layout: Any, settings: Any, name: str) -> None:
    """Draw a value that can be None: its tick box, and the value."""
    row = layout.row(heading=settings.bl_rna.properties[name].name)
    row.prop(settings, f"use_{name}", text="")
    value = row.row()
    value.active = getattr(settings, f"use_{name}")
    value.prop(settings, name, text="")


def panel_help(spec: Spec) -> str:
    """Return the tooltip of an option."""
    return spec.help if spec.none is None else f"{spec.help}; {spec.none[0]} for {spec.none[1]}"


def _property(spec: Spec, default: Any) -> Any:
    texts: dict[str, Any] = {
        "name": spec.label,
        "description": panel_help(spec),
        "translation_context": CONTEXT,
    }
    if default is None:
        default = spec.starts if spec.none is None else spec.none[0]
    kind = spec.kind
    if isinstance(kind, OneOf) and kind.switch is not None:
        return BoolProperty(default=default == kind.switch[1], **texts)
    if isinstance(kind, OneOf):
        return EnumProperty(items=enum_items(kind.choices), default=default, **texts)
    if isinstance(kind, Switch):
        return BoolProperty(default=default, **texts)
    if isinstance(kind, Whole):
        least = kind.least if spec.none is None else min(kind.least, spec.none[0])
        return IntProperty(
            default=default, min=least, max=min(kind.most, 2**31 - 1), step=2 if kind.even else 1, **texts
        )
    if isinstance(kind, Number):
        return FloatProperty(default=default, min=kind.least, max=kind.most, **texts)
    if isinstance(kind, Rate):
        return FloatProperty(default=float(default), min=1.0, max=1000.0, precision=3, **texts)
    if isinstance(kind, Names):
        return StringProperty(default=kind.to_plain(default), **texts)
    if isinstance(kind, File):
        return StringProperty(subtype="DIR_PATH" if kind.folder else "FILE_PATH", **texts)
    raise TypeError(f"{spec.label}: no property for {type(kind).__name__}")


def read_properties(settings: Any, base: Any, more: Mapping[str, Any] | None = None) -> Any:
    """Return ``base`` with the values of the properties.

    Args:
        settings: The object with the properties of the options' class.
        base: An options object.
        more: Option name -> value, for options that the panel stores elsewhere.

    Raises:
        UsageError: the values are invalid together.
    """
    return put(base, panel_values(settings, type(base)) | dict(more or {}))


def panel_values(settings: Any, options: type) -> dict[str, Any]:
    """Return option name -> value of the options for which ``settings`` has properties."""
    values: dict[str, Any] = {}
    for each in options_of(options):
        if each.panel and hasattr(settings, _first(each)):
            values[each.name] = _value(settings, each)
    return values


def _first(each: Option) -> str:
    return "use_frames" if isinstance(each.kind, Frames) else each.panel[0]


def _value(settings: Any, each: Option) -> Any:
    if isinstance(each.kind, Frames):
        return FrameRange(settings.frame_first, settings.frame_last) if settings.use_frames else None
    values = tuple(getattr(settings, name) for name in each.panel)
    if each.spec.joined is not None:
        return values
    value, kind = values[0], each.kind
    if isinstance(kind, OneOf) and kind.switch is not None:
        return kind.switch[bool(value)]
    if isinstance(kind, Names):
        return kind.from_plain(each.words, value)
    if isinstance(kind, File):
        return Path(bpy.path.abspath(value)) if value else None
    if each.default is None and each.spec.none is not None:
        return None if value == each.spec.none[0] else value
    if each.default is None and not isinstance(kind, File) and not getattr(settings, f"use_{each.panel[0]}"):
        return None
    return Fraction(value).limit_denominator(_FINEST) if isinstance(kind, Rate) else value


def write_properties(settings: Any, tree: Any) -> None:
    """Inverse of :func:`read_properties`: set the properties to the values of an options object."""
    for each in options_of(type(tree)):
        if each.panel and hasattr(settings, _first(each)):
            _write(settings, each, get(tree, each))


def _write(settings: Any, each: Option, value: Any) -> None:
    kind, spec = each.kind, each.spec
    if isinstance(kind, Frames):
        settings.use_frames = value is not None
        if value is not None:
            settings.frame_first, settings.frame_last = value.first, value.last
        return
    if spec.joined is not None:
        for name, part in zip(each.panel, value, strict=True):
            setattr(settings, name, part)
        return
    if isinstance(kind, File):
        setattr(settings, each.panel[0], "" if value is None else str(value))
        return
    if each.default is None and spec.none is None:
        setattr(settings, f"use_{each.panel[0]}", value is not None)
        if value is None:
            return
    if value is None:
        value = spec.none and spec.none[0]
    elif isinstance(kind, OneOf) and kind.switch is not None:
        value = value == kind.switch[1]
    elif isinstance(kind, OneOf) and value not in kind.names:
        return  # a camera about an actor: the menu has no such item
    elif isinstance(kind, Rate):
        value = float(value)
    elif isinstance(kind, Names):
        value = kind.to_plain(value)
    setattr(settings, each.panel[0], value)
