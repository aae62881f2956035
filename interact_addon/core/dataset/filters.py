# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter the scenes of a dataset by what they are, what is missing, their texts, or their frames' labels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from ..foundation.errors import InteractError, UsageError
from ..labels import read_labels
from .model import Scene
from .names import pad_actor

__all__ = ["FILTER_FIELDS", "SceneFilter", "labels_in_files"]

_LABEL = "label"


def _contains(value: Callable[[Scene], str]) -> Callable[[Scene, str], bool]:
    def fits(scene: Scene, wanted: str) -> bool:
        there = value(scene).casefold()
        return there == wanted[1:] if wanted.startswith("=") else wanted in there

    return fits


def _has_actor(scene: Scene, wanted: str) -> bool:
    wanted = wanted.removeprefix("=")
    there = [actor.casefold() for actor in scene.actor_ids]
    return wanted in there or pad_actor(wanted) in there


def _is_missing(scene: Scene, wanted: str) -> bool:
    return wanted in (", ".join(scene.missing) or "none").casefold()


def _has_words(scene: Scene, wanted: str) -> bool:
    parts = (
        scene.key, scene.character_setup, scene.text, scene.relationship, scene.emotion, scene.action,
        *scene.captions,
    )  # fmt: skip
    text = "\n".join(part for part in parts if part).casefold()
    return all(word in text for word in wanted.split())


_TESTS: Mapping[str, Callable[[Scene, str], bool]] = {
    "key": _contains(lambda scene: scene.key),
    "date": _contains(lambda scene: scene.date),
    "actor": _has_actor,
    "relationship": _contains(lambda scene: scene.relationship or ""),
    "emotion": _contains(lambda scene: scene.emotion or ""),
    "missing": _is_missing,
    "action": _contains(lambda scene: scene.action or ""),
    "layout": _contains(lambda scene: scene.layout),
    "text": _has_words,
}
FILTER_FIELDS: tuple[str, ...] = (*_TESTS, _LABEL)
"""Fields of a filter. ``actor`` is an id (``1`` means ``001``); ``missing`` is ``none``, ``body``, ``face``,
``voice`` or ``partner``; ``text`` is words that all occur in the key, the texts, the captions, relationship,
emotion or action; ``label`` is a label, such as ``sit``, that an actor has in some frames; the others match
values that contain the text, or with ``==`` equal it. Case is ignored. Only ``text`` and ``label`` read files
(captions, and labels)."""


def labels_in_files(scene: Scene) -> frozenset[str]:
    """Return the labels that occur in a scene's files of labels; a file that cannot be read has none."""
    names: set[str] = set()
    for performance in scene.performances:
        if performance.labels is not None:
            try:
                names.update(read_labels(performance.labels).occurring)
            except InteractError:
                continue  # whoever shows the labels reports it
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class SceneFilter:
    """A filter for scenes; without terms it matches all.

    Attributes:
        terms: (field, text) pairs that must all match; the text is in lower case.
    """

    terms: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, words: Iterable[str]) -> SceneFilter:
        """Parse ``FIELD=TEXT`` words, as ``--where`` takes them.

        Raises:
            UsageError: a word does not have this form, or its field is not in ``FILTER_FIELDS``.
        """
        terms = []
        for word in words:
            field, equals, wanted = word.partition("=")
            if not equals or field.strip() not in FILTER_FIELDS:
                raise UsageError(
                    f"invalid filter {word!r}",
                    cure=f"Write FIELD=TEXT with FIELD one of {', '.join(FILTER_FIELDS)}",
                )
            terms.append((field.strip(), wanted.strip().casefold()))
        return cls(tuple(terms))

    def matches(self, scene: Scene, labels: Callable[[Scene], Collection[str]] = labels_in_files) -> bool:
        """Return whether a scene matches all terms.

        Args:
            scene: The scene.
            labels: Returns the labels that occur in a scene; called only for terms that ask for one.
        """
        # What needs no files decides first.
        if not all(_TESTS[field](scene, wanted) for field, wanted in self.terms if field != _LABEL):
            return False
        asked = [wanted.removeprefix("=") for field, wanted in self.terms if field == _LABEL]
        there = {name.casefold() for name in labels(scene)} if asked else set()
        return there.issuperset(asked)

    def asks_for(self, field: str) -> bool:
        """Whether a term is about a field."""
        return any(field == asked for asked, _ in self.terms)

    def __str__(self) -> str:
        return " ".join(f"{field}={wanted}" for field, wanted in self.terms)
