# SPDX-License-Identifier: GPL-3.0-or-later
"""What could not be reached, as findings with centimetres and frames."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..contacts import FLOOR
from ..contacts.wording import part_text
from ..foundation.findings import Finding
from .reach import misses
from .role_pose import RolePose
from .tasks import Task

__all__ = ["missed"]

_CLOSE = 0.02
_FIRST_FRAME = 1  # frames are counted from 1, as on Blender's timeline


def missed(
    tasks: Sequence[Task], placed: Sequence[RolePose], poses: Sequence[RolePose], actors: Sequence[str]
) -> tuple[Finding, ...]:
    """Report the contacts that are not kept within 2 cm, one line for each two parts.

    Args:
        tasks: What the contacts asked.
        placed: Everyone before their limbs reached.
        poses: Everyone after it.
        actors: Their ids.
    """
    frames: dict[tuple[str, str], list[NDArray[np.intp]]] = {}
    worst: dict[tuple[str, str], float] = {}
    for task in _leading(tasks):
        during = np.arange(task.contact.start, min(task.contact.end, placed[task.person].frames))
        off = np.linalg.norm(misses(task, placed, poses)[during], axis=1)
        if np.any(off > _CLOSE):
            key = _names(task, actors)
            frames.setdefault(key, []).append(during[off > _CLOSE])
            worst[key] = max(worst.get(key, 0.0), float(off.max()))
    return tuple(_finding(key, np.concatenate(found), worst[key]) for key, found in frames.items())


def _leading(tasks: Sequence[Task]) -> list[Task]:
    """Return of each contact the task that counts most while it lasts."""
    best: dict[int, tuple[float, Task]] = {}
    for task in tasks:
        counts = float(task.mix[task.contact.start : task.contact.end].mean())
        if id(task.contact) not in best or counts > best[id(task.contact)][0]:
            best[id(task.contact)] = (counts, task)
    return [task for _, task in best.values()]


def _names(task: Task, actors: Sequence[str]) -> tuple[str, str]:
    part = part_text(task.contact.part)
    if task.other is None:
        return f"{actors[task.person]}'s {part}", f"the {FLOOR}"
    on = part_text(task.contact.on)
    whose = "their own" if task.other == task.person else f"{actors[task.other]}'s"
    return f"{actors[task.person]}'s {part}", f"{whose} {on}"


def _finding(key: tuple[str, str], frames: NDArray[np.intp], worst: float) -> Finding:
    first, last = int(frames.min()) + _FIRST_FRAME, int(frames.max()) + _FIRST_FRAME
    where = f"frame {first}" if first == last else f"{len(np.unique(frames))} frames from {first} to {last}"
    text = f"{key[0]} misses its place at {key[1]} by up to {100 * worst:.0f} cm in {where}"
    return Finding("contact-not-reached", text, level="warning" if worst > 0.05 else "info")
