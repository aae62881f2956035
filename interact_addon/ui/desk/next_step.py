# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done next: from a dataset to a movie, a step at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Desk", "NextStep", "next_step"]


@dataclass(frozen=True, slots=True)
class Desk:
    """How far the work is.

    Attributes:
        page: The page that is shown.
        dataset: Whether a dataset is chosen and can be read; None while it is read.
        key: The chosen scene's key, or empty.
        composed: The keys of the scenes that are composed here.
        actors: Whether the scene has actors, composed or imported.
        checked: Whether the chosen scene was checked.
        face: Whether this is the scene of one face.
        movie: Whether a movie is finished.
    """

    page: str
    dataset: bool | None = False
    key: str = ""
    composed: tuple[str, ...] = ()
    actors: bool = False
    checked: bool = False
    face: bool = False
    movie: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step.

    Attributes:
        text: What the button says, English; ``{}`` stands for the scene's key.
        operator: The operator of its button; empty for a step that is not done by a button.
        icon: Its icon.
        values: The operator's properties.
    """

    text: str
    operator: str = ""
    icon: str = "NONE"
    values: dict[str, str] = field(default_factory=dict)


def next_step(desk: Desk) -> NextStep:
    """Return the next step.

    On the pages *Scene* and *Actors* a chosen scene is composed first; on *Shot* and *Render* the work goes
    on with what there is.
    """
    if desk.face:
        return NextStep("Back to the Scene", "interact.show_face", "LOOP_BACK", {"key": ""})
    early = desk.page in ("SCENE", "ACTORS")
    waiting = bool(desk.dataset and desk.key) and desk.key not in desk.composed
    if waiting and (early or not desk.actors):
        return NextStep("Compose {}", "interact.compose_scene", "COMMUNITY")
    if not desk.actors:
        return _choose(desk)
    if early:
        return _show("Set the Camera", "SHOT")
    if desk.page == "SHOT":
        if desk.key and desk.dataset and not desk.checked:
            return NextStep("Check {}", "interact.check_scene", "VIEWZOOM")
        return _show("Render", "RENDER")
    if desk.movie:
        return NextStep("Open Movie", "interact.open_movie", "PLAY")
    return NextStep("Render Scene in Background", "interact.render_scene", "RENDER_ANIMATION")


def _choose(desk: Desk) -> NextStep:
    if desk.dataset is None:
        return NextStep("Reading...", icon="SORTTIME")
    if not desk.dataset:
        return NextStep("Choose a Dataset", "interact.choose_dataset", "FILE_FOLDER")
    if desk.page == "SCENE":
        return NextStep("Choose a scene in the list", icon="TRIA_DOWN")
    return _show("Choose a Scene", "SCENE")


def _show(text: str, page: str) -> NextStep:
    return NextStep(text, "interact.show_page", "FORWARD", {"page": page})
