# SPDX-License-Identifier: GPL-3.0-or-later
"""The contacts of a scene: who touches whom, and the floor."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..contacts import Contacts, find_contacts
from ..contacts.figures import Figures, figures_of
from ..dataset import Scene
from ..foundation.findings import Finding
from ..options.take import TakeOptions
from .casting.placement import Placement, placed_takes
from .take import SceneTakes, load_scene

__all__ = ["SceneContacts", "contacts_of", "scene_contacts", "scene_figures"]


@dataclass(frozen=True, eq=False)
class SceneContacts:
    """The contacts of a scene.

    Attributes:
        contacts: The contacts; its people are the actors' ids in the scene's order.
        findings: What is odd about the motions.
    """

    contacts: Contacts
    findings: tuple[Finding, ...]


def scene_contacts(scene: Scene, options: TakeOptions | None = None) -> SceneContacts:
    """Read the bodies of a scene and find their contacts.

    Args:
        scene: The scene.
        options: How the bodies are read.

    Raises:
        DatasetError: an actor has no body.
        MotionError: a body cannot be read.
    """
    takes = _bodies(scene, options)
    return SceneContacts(contacts_of(takes), takes.findings)


def scene_figures(
    scene: Scene, options: TakeOptions | None = None, placement: Placement | None = None
) -> Figures:
    """Read the bodies of a scene, and return its contacts to be drawn where a placement has its people.

    Other arguments and errors as above.
    """
    takes = placed_takes(_bodies(scene, options), placement or Placement())
    return figures_of([take.body for take in takes.takes], contacts_of(takes))


def _bodies(scene: Scene, options: TakeOptions | None) -> SceneTakes:
    bodies = tuple(replace(each, face_arkit=None, voice=None) for each in scene.performances)
    return load_scene(replace(scene, performances=bodies), options)


def contacts_of(takes: SceneTakes) -> Contacts:
    """Return the contacts of takes that have been read."""
    actors = [take.performance.actor_id for take in takes.takes]
    return find_contacts([take.body for take in takes.takes], actors)
