# SPDX-License-Identifier: GPL-3.0-or-later
"""Code in another .blend, which must not run here nor stay in what is saved.

Appending brings along whatever a datablock uses. Drivers with Python expressions run where the preference
*Auto Run Python Scripts* is on, on any kind of datablock; shaders in OSL run in Cycles, and can write files.
So drivers are muted before anything is evaluated, and text blocks and shaders do not come along, nor what
writes files (see :mod:`..common.file_writers`). The preference itself is the user's: it counts for the user's
own file too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.findings import Finding
from ...core.foundation.wording import some
from ..common.file_writers import every_block, remove_writers, writers_finding

__all__ = ["ForeignCode", "disarm"]

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """What was code in appended or linked datablocks, by name.

    Attributes:
        drivers: Drivers that are Python expressions, muted now.
        texts: Text blocks, removed again.
        shaders: Nodes and cameras with a shader in OSL, which is empty now.
        writers: What writes files anywhere, removed or turned off.
    """

    drivers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    shaders: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()

    def findings(self, path: Path, who: str) -> tuple[Finding, ...]:
        """Return what to report.

        Args:
            path: The .blend.
            who: For whom it was appended, such as ``actor 001``.
        """
        out = []
        if number := len(self.drivers):
            what = "a driver that is a" if number == 1 else f"{number} drivers that are"
            word = "expression" if number == 1 else "expressions"
            message = f"{who}: muted {what} Python {word}: {some(self.drivers, _SHOWN)}"
            out.append(Finding("muted-drivers", message, str(path)))
        if code := (*self.texts, *self.shaders):
            message = f"{who}: text blocks and OSL shaders of the file stay behind: {some(code, _SHOWN)}"
            out.append(Finding("left-code", message, str(path)))
        return (*out, *writers_finding(self.writers, path, who))


def disarm(before: set[Any]) -> ForeignCode:
    """Mute, remove and empty the code in all datablocks that were not there before.

    To be called at once after loading: nothing may be evaluated in between.

    Args:
        before: From `every_block`, before loading.
    """
    data: Any = bpy.data
    new = sorted(every_block() - before, key=lambda block: (type(block).__name__, block.name))
    texts = [block for block in new if isinstance(block, bpy.types.Text)]
    new = [block for block in new if block not in texts]
    names = tuple(text.name for text in texts)
    for text in texts:  # before the shaders, which Blender would compile as they change
        data.texts.remove(text)
    writers = remove_writers(new)
    drivers, shaders = [], []
    for block in new:
        for part in _parts(block):
            drivers += [f"{type(block).__name__} {block.name}: {name}" for name in _muted(part)]
            shaders += [f"{block.name}: {name}" for name in _emptied(part)]
    return ForeignCode(tuple(drivers), names, tuple(shaders), writers)


def _parts(block: Any) -> Iterator[Any]:
    """Yield a datablock, and the node tree that is embedded in it: that has drivers of its own."""
    yield block
    tree = getattr(block, "node_tree", None)
    if tree is not None and tree.is_embedded_data:
        yield tree


def _muted(block: Any) -> list[str]:
    data = getattr(block, "animation_data", None)
    names = []
    for curve in () if data is None else data.drivers:
        driver = curve.driver
        if driver.type == "SCRIPTED" and not driver.is_simple_expression and not curve.mute:
            curve.mute = True
            names.append(f"{curve.data_path}[{curve.array_index}]")
    return names


def _emptied(block: Any) -> list[str]:
    """Empty the OSL shaders of a node tree or camera; return their names."""
    names = []
    for node in _scripts(block):
        node.filepath, node.bytecode, node.bytecode_hash = "", "", ""
        names.append(node.name)
    if isinstance(block, bpy.types.Camera) and getattr(block, "custom_bytecode", None) is not None:
        own: Any = block  # from Blender 4.5 on
        if own.type == "CUSTOM" or own.custom_filepath or own.custom_bytecode:
            own.custom_filepath, own.custom_bytecode, own.custom_bytecode_hash = "", "", ""
            names.append("custom shader")
    return names


def _scripts(block: Any) -> Iterable[Any]:
    nodes = block.nodes if isinstance(block, bpy.types.NodeTree) else ()
    return [node for node in nodes if node.bl_idname == "ShaderNodeScript"]
