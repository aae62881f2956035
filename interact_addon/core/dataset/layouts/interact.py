# SPDX-License-Identifier: GPL-3.0-or-later
"""InterAct: bodies, faces and voices in a folder each, by date, actor and scenario, and two databases."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ...foundation.findings import Finding
from ..clips import list_clips
from ..databases import Actors, Scenarios, ScenarioText, Session, read_actors, read_scenarios
from ..folders import ABOUT_FOLDERS, FOLDERS, Listing, list_folders
from ..lip_acc import LIP_ACC, lip_scenes, read_lip_acc
from ..model import Performance, Scene
from ..names import PerformanceKey, SceneKey
from .layout import not_there

__all__ = ["LAYOUT", "InterActScenes"]

_NO_TEXT = ScenarioText(None, None, None, None)
_RATE = Fraction(30)


class InterActScenes:
    """A dataset folder in the InterAct layout. Reads only two small databases and five directory listings.

    Clips of the extra set ``lip_acc`` are found by their keys, unless a scene has the same key. To list them,
    open the folder ``lip_acc`` as a dataset.

    Attributes:
        root: The folder.
        findings: Problems of the dataset as a whole.
        rate: 30 frames per second.
    """

    rate = _RATE
    title = ""

    def __init__(self, root: Path, listing: Listing, actors: Actors, scenarios: Scenarios) -> None:
        self.root = root
        self.findings: tuple[Finding, ...] = (*listing.findings, *actors.findings, *scenarios.findings)
        self._listing, self._actors, self._scenarios = listing, actors, scenarios
        # Names are put in place of the last one, which costs a third of joining paths.
        self._folders = {folder: root / folder / "_" for folder in FOLDERS | ABOUT_FOLDERS}

    @functools.cached_property
    def lip_acc(self) -> Mapping[SceneKey, Scene]:
        """The clips of the extra set ``lip_acc`` as scenes; empty if the dataset has none.

        Raises:
            DatasetError: The folder or the list of sentences cannot be read.
        """
        lips = read_lip_acc(self.root)
        return {} if lips is None else lip_scenes(lips, self._actors.sexes)

    @functools.cached_property
    def _clips(self) -> Mapping[SceneKey, Path]:
        return list_clips(self.root)

    def keys(self) -> list[str]:
        """Return the keys of all scenes, sorted."""
        return [str(key) for key in self._listed()]

    def _listed(self) -> list[SceneKey]:
        return sorted(self.lip_acc if self.root.name == LIP_ACC else self._listing.files)

    def scene(self, key: str) -> Scene:
        """Return one scene.

        Args:
            key: Such as ``20231119_051``; also ``20231119_51``, or the key of a performance in it.

        Raises:
            UsageError: ``key`` is not a valid key.
            DatasetError: The scene is not in the dataset; the message lists similar keys.
        """
        wanted = SceneKey.parse(key)
        if wanted in self._listing.files or wanted in self.lip_acc:
            return self._scene(wanted)
        raise not_there(str(wanted), self.root, len(self._listed()), self._near(wanted))

    def _near(self, wanted: SceneKey) -> list[str]:
        keys = self.keys()
        same = [str(key) for key in self._listed() if key.scenario == wanted.scenario]
        alike = difflib.get_close_matches(str(wanted), keys, n=5, cutoff=0.7)
        return list(dict.fromkeys([*same, *alike]))[:5]

    def _scene(self, key: SceneKey) -> Scene:
        if key not in self._listing.files:
            return self.lip_acc[key]
        files = self._listing.files[key]
        findings: list[Finding] = []
        cast = self._cast(key, files, findings)
        text = self._scenarios.texts.get(key.scenario)
        if text is None and self._scenarios.readable:
            path = str(self.root / "scenarios.db")
            findings.append(Finding("unknown-scenario", f"{path} has no scenario {key.scenario}", path=path))
        text = text or _NO_TEXT
        performances = tuple(self._performance(key, actor, files[actor]) for actor in cast)
        for performance in performances:
            findings.extend(self._missing(performance))
        return Scene(
            key=str(key),
            date=key.date,
            scenario_id=key.scenario,
            performances=performances,
            relationship=text.relationship,
            emotion=text.emotion,
            character_setup=text.character_setup,
            text=text.text,
            findings=tuple(findings),
            video=self._clips.get(key),
        )

    def _cast(self, key: SceneKey, files: Mapping[str, object], findings: list[Finding]) -> list[str]:
        """Return the two actors: those of the session that have files, then others that have files."""

        def rank(actor: str) -> tuple[int, str]:
            return {"male": 0, "female": 1}.get(self._actors.sexes.get(actor, ""), 2), actor

        there = sorted(files, key=rank)
        session = self._session(key, there)
        pair = [] if session is None else [session.male_id, session.female_id]
        # The session's actors come first, in its order; then others that have files.
        cast = [actor for actor in pair if actor in files]
        cast += [actor for actor in there if actor not in cast]
        strangers = [actor for actor in cast if pair and actor not in pair]
        if strangers:
            findings.append(
                Finding(
                    "not-in-session",
                    f"scene {key}: the file names give {', '.join(strangers)}, "
                    f"but {self.root / 'actors.db'} has {' and '.join(pair)} in the session of {key.date}",
                    path=str(self.root / "actors.db"),
                )
            )
        if len(cast) > 2:
            findings.append(
                Finding(
                    "more-than-two-actors",
                    f"scene {key} has files of {len(cast)} actors ({', '.join(cast)}): "
                    f"{cast[0]} and {cast[1]} are used, the others ignored",
                    path=str(self.root),
                )
            )
        if len(cast) == 1:
            partner = next((actor for actor in pair if actor != cast[0]), None)
            name = f"{key.date}_{partner or '<actor>'}_{key.scenario:03d}.bvh"
            findings.append(
                Finding(
                    "one-actor-only",
                    f"scene {key} has files of actor {cast[0]} only: the partner's "
                    f"({self.root / 'bvhs' / name} and so on) are missing",
                    path=str(self.root / "bvhs" / name),
                )
            )
        return cast[:2]

    def _session(self, key: SceneKey, there: list[str]) -> Session | None:
        """Return the day's session; of several, the one with the most actors that have files."""
        sessions = self._actors.sessions.get(key.date, ())
        return max(sessions, key=lambda s: (s.male_id in there) + (s.female_id in there), default=None)

    def _performance(self, key: SceneKey, actor: str, files: Mapping[str, str]) -> Performance:
        def path(folder: str) -> Path | None:
            return self._folders[folder].with_name(files[folder]) if folder in files else None

        return Performance(
            key=str(PerformanceKey(key.date, actor, key.scenario)),
            actor_id=actor,
            sex=self._actors.sexes.get(actor),
            body=path("bvhs"),
            body_retarget=path("bvhs_retarget"),
            face_arkit=path("face_arkit"),
            face_ict=path("face_ict"),
            voice=path("wav"),
            labels=path("labels"),
            words=path("textgrids"),
        )

    def _missing(self, performance: Performance) -> list[Finding]:
        """Return a finding for each missing file that a movie needs, with its expected path."""
        wanted = (
            ("missing-body", performance.body_path(), "bvhs", ".bvh", "the actor cannot be shown"),
            ("missing-face", performance.face_arkit, "face_arkit", ".npy", "the face stays neutral"),
            ("missing-voice", performance.voice, "wav", ".wav", "the actor is not heard"),
        )
        findings = []
        for code, found, folder, extension, consequence in wanted:
            if found is None:
                path = str(self.root / folder / f"{performance.key}{extension}")
                findings.append(Finding(code, f"{path} is missing: {consequence}", path=path))
        return findings


@dataclass(frozen=True)
class _InterAct:
    name: str = "interact"
    title: str = "InterAct"

    def recognise(self, root: Path) -> str | None:
        """By the folders of bodies and faces; one of voices alone is not enough."""
        there = [folder for folder in FOLDERS if folder != "wav" and (root / folder).is_dir()]
        if not there and root.name == LIP_ACC:
            return LIP_ACC
        return ", ".join(there) or None

    def open(self, root: Path) -> InterActScenes:
        """List the five folders and read the databases; ``lip_acc`` is a dataset of its own, too."""
        if root.name == LIP_ACC and (lips := read_lip_acc(root)) is not None:
            return InterActScenes(
                root,
                Listing(findings=[*lips.findings]),
                read_actors(root.absolute().parent / "actors.db"),
                Scenarios({}, readable=False),
            )
        return InterActScenes(
            root, list_folders(root), read_actors(root / "actors.db"), read_scenarios(root / "scenarios.db")
        )


LAYOUT = _InterAct()
