# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn below the faces of a scene: labels, words and contacts over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..dataset import Scene
from ..face.plot import Band, label_bands, touch_bands
from ..foundation.errors import InputError
from ..foundation.findings import Finding
from ..labels import Labels
from ..options.take import TakeOptions
from .contacts import scene_contacts
from .labels import scene_labels

__all__ = ["SceneBands", "scene_bands"]


@dataclass(frozen=True, eq=False)
class SceneBands:
    """The bands of a scene.

    Attributes:
        bands: Performance key -> its bands.
        labels: Performance key -> its labels; without those of which nothing is known.
        findings: What is odd, and files that cannot be read.
    """

    bands: Mapping[str, tuple[Band, ...]]
    labels: Mapping[str, Labels]
    findings: tuple[Finding, ...]


def scene_bands(
    scene: Scene, options: TakeOptions | None = None, *, find: bool = True, contacts: bool = False
) -> SceneBands:
    """Return what is drawn below the faces of a scene.

    Args:
        scene: The scene.
        options: How bodies are read.
        find: Whether labels are found from the motion where the dataset has none.
        contacts: Whether contacts are found too, which reads all bodies.
    """
    done = scene_labels(scene, options, find=find)
    findings = list(done.findings)
    touches = None
    if contacts:
        try:
            found = scene_contacts(scene, options)
            touches = found.contacts
            findings += [each for each in found.findings if each not in findings]
        except InputError as error:
            what = f"contacts are not drawn: {error.message}"
            findings.append(Finding("no-contacts", what, path=error.path, line=error.line))
    bands = {
        each.key: (
            *label_bands(done.labels.get(each.key), done.words.get(each.key, ())),
            *(() if touches is None else touch_bands(touches, each.actor_id)),
        )
        for each in scene.performances
    }
    return SceneBands(bands, done.labels, tuple(findings))
