# SPDX-License-Identifier: GPL-3.0-or-later
"""Options on a command line: the arguments of a parser, what they ask for, and the words that ask for it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from typing import Any

from .fields import Option, get, options_of
from .kinds import ByActor, Kind, Number, OneOf, Switch, Whole

__all__ = ["add_arguments", "argument_values", "argument_words"]


_MANY = 6  # choices that are not explained one by one
_NAMES = ("Workbench", "Cycles", "Blender")


def add_arguments(
    parser: argparse.ArgumentParser,
    options: type,
    names: Collection[str] | None = None,
    *,
    helps: dict[str, str] | None = None,
) -> None:
    """Add the arguments of an options class, in groups.

    Arguments that are not given are None, so that :func:`argument_values` knows what was said.

    Args:
        parser: Gets them.
        options: The class.
        names: Only these options.
        helps: Help texts for this command, instead of the options' own.
    """
    groups: dict[str, argparse._ArgumentGroup] = {}
    for each in options_of(options):
        if not each.spec.flag or (names is not None and each.name not in names):
            continue
        title = each.spec.group
        if title not in groups:
            groups[title] = parser.add_argument_group(title or None)
        _add(groups[title], each, (helps or {}).get(each.name))


def _add(group: argparse._ArgumentGroup, each: Option, about: str | None) -> None:
    about = about or _help(each)
    kind = each.kind
    if isinstance(kind, Switch):
        if each.default:
            about, action = f"leave out: {about}", "store_false"
        else:
            action = "store_true"
        group.add_argument(each.flag, dest=each.name, action=action, default=None, help=about)
        return
    more: dict[str, Any] = {}
    if isinstance(kind, OneOf) and kind.closed:
        more["choices"] = kind.names
    else:
        more["metavar"] = each.spec.metavar or each.name.upper()
    number = _number(kind)
    if number is not None:
        more["type"] = number
    if isinstance(kind, ByActor):
        more["action"] = "append"
    group.add_argument(each.flag, dest=each.name, help=about, **more)


def _number(kind: Kind) -> Callable[[str], Any] | None:
    if isinstance(kind, Whole):
        return int
    return float if isinstance(kind, Number) else None


def _help(each: Option) -> str:
    about = _lower(each.spec.whole or each.spec.help)
    if isinstance(each.kind, OneOf) and len(each.kind.choices) < _MANY:
        about += "; " + "; ".join(f"{choice.id}: {_lower(choice.about)}" for choice in each.kind.choices)
    elif isinstance(each.kind, OneOf) and not each.kind.closed:
        about += f"; one of {', '.join(each.kind.names)}"
    if each.spec.none is not None:
        about += f" (default: {each.spec.none[1]})"
    if each.default not in (None, (), (0.0, None)) and not isinstance(each.kind, Switch | ByActor):
        about += f" (default: {each.kind.to_text(each.default)})"
    return about.replace("%", "%%")


def _lower(text: str) -> str:
    """Without the capital of a sentence; names keep theirs."""
    word = text.split(" ", 1)[0].rstrip(",:")
    plain = len(word) == 1 or word[1:].islower()
    return text[:1].lower() + text[1:] if plain and word not in _NAMES else text


def argument_values(args: argparse.Namespace, options: type) -> dict[str, Any]:
    """What the arguments say, option name -> value; for :func:`.put`.

    Raises:
        UsageError: a value is invalid.
    """
    said: dict[str, Any] = {}
    for each in options_of(options):
        value = getattr(args, each.name, None) if each.spec.flag else None
        if value is None:
            continue
        if isinstance(each.kind, ByActor):
            said[each.name] = {k: v for text in value for k, v in each.read("text", text).items()}
        elif isinstance(value, str):
            said[each.name] = each.read("text", value)
        else:
            said[each.name] = each.read("plain", value)
    return said


def argument_words(tree: Any) -> list[str]:
    """The words that ask for an options object; what is None, or an empty cast, is not named."""
    words: list[str] = []
    for each in options_of(type(tree)):
        value = get(tree, each)
        if not each.spec.flag or value is None or value == {}:
            continue
        if isinstance(each.kind, Switch):
            if value != each.default:
                words.append(each.flag)
        elif isinstance(each.kind, ByActor):
            for actor, one in value.items():
                words += [each.flag, each.kind.to_text({actor: one})]
        else:
            text = each.kind.to_text(value)
            words += [f"{each.flag}={text}"] if text.startswith("-") else [each.flag, text]
    return words
