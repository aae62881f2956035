# SPDX-License-Identifier: GPL-3.0-or-later
"""What in another .blend writes files wherever that file says, while a frame is only shown or rendered.

*File Output* nodes of the compositor write pictures with each frame; a liquid or smoke simulation of the
cache type *Replay* writes its cache, and so does a physics cache in an external folder that is not baked. All
name any folder. Nodes and simulations are removed, since muting can be animated away, and physics caches are
kept in memory; what is baked is read as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import bpy

from ...core.foundation.findings import Finding
from ...core.foundation.wording import some

__all__ = ["every_block", "remove_writers", "writers_finding"]

_SHOWN = 6
_OUTPUT = "CompositorNodeOutputFile"
_CACHES = ("use_auto_generate_texture_cache", "use_render_cache")  # of a scene; some Blenders lack the first


def every_block() -> set[Any]:
    """Return all datablocks of the main file, also linked ones."""
    data: Any = bpy.data
    kinds = [prop.identifier for prop in data.bl_rna.properties if prop.type == "COLLECTION"]
    return {block for kind in kinds for block in getattr(data, kind)}


def remove_writers(blocks: Iterable[Any]) -> tuple[str, ...]:
    """Remove what writes files from datablocks; return its names.

    Args:
        blocks: The datablocks, of which none is evaluated again before this.
    """
    names: list[str] = []
    for block in sorted(blocks, key=lambda block: (type(block).__name__, block.name)):
        tree = getattr(block, "node_tree", None)
        for each in (block, tree) if tree is not None and tree.is_embedded_data else (block,):
            if isinstance(each, bpy.types.NodeTree):
                names += [f"{block.name}: {name}" for name in _without_outputs(each)]
        if isinstance(block, bpy.types.Object):
            names += [f"{block.name}: {name}" for name in _without_replays(block)]
        names += [f"{block.name}: {name}" for name in _brought_home(_point_caches(block))]
        if isinstance(block, bpy.types.Scene):
            render: Any = block.render
            for cache in _CACHES:
                if getattr(render, cache, False):
                    setattr(render, cache, False)
    return tuple(names)


def writers_finding(names: tuple[str, ...], path: Path, who: str = "") -> tuple[Finding, ...]:
    """Return what to report about what was removed, if anything was.

    Args:
        names: From :func:`remove_writers`.
        path: The .blend.
        who: For whom it was read, such as ``actor 001``; empty for a scene of it.
    """
    if not names:
        return ()
    text = f"{who and f'{who}: '}left out what writes files elsewhere: {some(names, _SHOWN)}"
    cure = "Bake simulations in that file, with the cache type All or Modular"
    return (Finding("left-writers", f"{text}. {cure}" if _any_replay(names) else text, str(path)),)


def _without_outputs(tree: Any) -> list[str]:
    nodes = [node for node in tree.nodes if node.bl_idname == _OUTPUT]
    names = [node.name for node in nodes]
    for node in nodes:
        tree.nodes.remove(node)
    return names


def _without_replays(thing: Any) -> list[str]:
    found = [each for each in thing.modifiers if _replays(each)]
    names = [each.name for each in found]
    for each in found:
        thing.modifiers.remove(each)
    return [f"{name} (simulation)" for name in names]


def _replays(modifier: Any) -> bool:
    if modifier.type != "FLUID" or modifier.fluid_type != "DOMAIN":
        return False
    domain = modifier.domain_settings
    return domain is not None and domain.cache_type == "REPLAY"


def _point_caches(block: Any) -> Iterator[Any]:
    """Yield the physics caches of an object or a scene."""
    world = getattr(block, "rigidbody_world", None)
    owners = [] if world is None else [world]
    for modifier in block.modifiers if isinstance(block, bpy.types.Object) else ():
        canvas = getattr(modifier, "canvas_settings", None)
        system = getattr(modifier, "particle_system", None)
        owners += [modifier, system, *([] if canvas is None else canvas.canvas_surfaces)]
    for owner in owners:
        cache = getattr(owner, "point_cache", None)
        if cache is not None:
            yield from (cache, *cache.point_caches)


def _brought_home(caches: Iterable[Any]) -> list[str]:
    names = []
    for cache in caches:
        if cache.use_external and not cache.is_baked:
            cache.use_external = False
            cache.use_disk_cache = False
            names.append(f"physics cache {cache.name}".rstrip())
    return names


def _any_replay(names: tuple[str, ...]) -> bool:
    return any(name.endswith("(simulation)") for name in names)
