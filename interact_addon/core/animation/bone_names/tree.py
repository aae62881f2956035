# SPDX-License-Identifier: GPL-3.0-or-later
"""Where roles hang in a body: which of several bones of one name is meant, and which name must be wrong.

A forearm hangs on an upper arm, or on whatever is above one; where it hangs on a thigh, or an upper arm
on its forearm, the names mean something else. Bones that hang on none with a role say nothing: control
rigs are so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .table import ARM, FINGERS, LIMBS

__all__ = ["Tree", "implausible", "resolved"]

_TRUNK = ("hips", "spine", "neck", "head", "head_end")
_FINGER = 10  # further out than any other part of a limb


class Tree:
    """The ancestors of each joint.

    Args:
        parents: By joint, its parent's index; -1 for none. In a circle, nothing has an ancestor.
    """

    def __init__(self, parents: Sequence[int]) -> None:
        self._above: list[tuple[int, ...]] = []
        self._carried = [0] * len(parents)
        for joint in range(len(parents)):
            line: list[int] = []
            parent = parents[joint]
            while parent >= 0 and len(line) <= len(parents):
                line.append(parent)
                parent = parents[parent]
            self._above.append(tuple(line))
        if any(len(line) > len(parents) for line in self._above):
            self._above = [()] * len(parents)
        for ancestors in self._above:
            for joint in ancestors:
                self._carried[joint] += 1

    def above(self, joint: int) -> tuple[int, ...]:
        """Return a joint's ancestors, nearest first."""
        return self._above[joint]

    def carried(self, joint: int) -> int:
        """Return the number of a joint's descendants."""
        return self._carried[joint]

    def depth(self, joint: int) -> int:
        """Return the number of a joint's ancestors."""
        return len(self._above[joint])


def resolved(candidates: Mapping[str, Sequence[Sequence[int]]], tree: Tree | None) -> dict[str, int]:
    """Return one joint for each role, none for two roles.

    Args:
        candidates: Role to its possible names, likeliest first, each as the joints that have it.
        tree: The hierarchy, if it is known.

    Returns:
        For each role a joint with the likeliest name; of several, the one that hangs on most of the roles
        above, and the hips that carry the most.
    """
    out: dict[str, int] = {}
    taken: set[int] = set()
    for role, spellings in candidates.items():
        free = [[joint for joint in joints if joint not in taken] for joints in spellings]
        same = next((joints for joints in free if joints), None)
        if same is None:
            continue
        chosen = same[0]
        if tree is not None and len(same) > 1:
            over = {joint for other, joint in out.items() if _is_above(other, role)}
            ranks = [
                (tree.carried(joint) if role == "hips" else len(over.intersection(tree.above(joint))), -place)
                for place, joint in enumerate(same)
            ]
            chosen = same[-max(ranks)[1]]
        out[role] = chosen
        taken.add(chosen)
    return out


def implausible(roles: Mapping[str, int], tree: Tree) -> dict[str, int]:
    """Return the roles that cannot be right, each with the joint that it wrongly hangs on."""
    wrong: dict[str, int] = {}
    names = {joint: role for role, joint in roles.items()}
    for role, joint in sorted(roles.items(), key=lambda item: tree.depth(item[1])):
        holder = next((one for one in tree.above(joint) if one in names), None)
        if holder is not None and not _is_above(names[holder], role):
            wrong[role] = holder
            del names[joint]
    return wrong


def _is_above(upper: str, lower: str) -> bool:
    """Return whether ``lower`` may hang on ``upper``, with nothing else that has a role between them."""
    side, limb, rank = _place(upper)
    own_side, own_limb, own_rank = _place(lower)
    if (
        side
    ):  # a limb carries its own further parts; InterAct's thumbs hang on the index, its pinkies on the ring
        return (side, limb) == (own_side, own_limb) and (rank < own_rank or rank == own_rank >= _FINGER)
    if upper.startswith("head"):
        return (upper, lower) == ("head", "head_end")
    if not own_side:  # backs and necks are numbered later, by how they hang
        return rank // 100 <= own_rank // 100 or (lower == "hips" and upper.startswith("spine"))
    return own_limb == "arm" or not upper.startswith("neck")


def _place(role: str) -> tuple[str, str, int]:
    """Return a role's side, limb, and how far out it is; side and limb are empty for the trunk."""
    stem, _, number = role.partition(".")
    if stem in _TRUNK:
        return "", "", 100 * _TRUNK.index(stem) + int(number or 0)
    side, _, part = stem.partition("_")
    if part in FINGERS:
        return side, "arm", _FINGER + int(number)
    return side, "arm" if part in ARM else "leg", LIMBS.index(part)
