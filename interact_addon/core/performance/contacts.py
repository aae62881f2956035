# SPDX-License-Identifier: GPL-3.0-or-later
"""The contacts of a scene: who touches whom, and the floor."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..contacts import Contacts, find_contacts
from ..dataset import Scene
from ..foundation.findings import Finding
from ..options.movie import TakeOptions
from .take import SceneTakes, load_scene

__all__ = ["SceneContacts", "contacts_of", "scene_contacts"]


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
    bodies = tuple(replace(each, face_arkit=None, voice=None) for each in scene.performances)
    takes = load_scene(replace(scene, performances=bodies), options)
    return SceneContacts(contacts_of(takes), takes.findings)


def contacts_of(takes: SceneTakes) -> Contacts:
    """Return the contacts of takes that have been read."""
    actors = [take.performance.actor_id for take in takes.takes]
    return find_contacts([take.body for take in takes.takes], actors)
