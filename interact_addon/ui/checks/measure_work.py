# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring the chosen scene while the window stays responsive: one at a time, in a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    IntProperty,
    StringProperty,
)

from ...blender.common.actors import actors_of
from ...blender.common.frame_rate import scene_rate
from ...blender.io.sampled_people import sample_people
from ...blender.scene.again.made import placement_of
from ...core.foundation.background_task import Work
from ...core.measures import MEASURES
from ...core.performance.casting.placement import placed_takes
from ...core.performance.measuring import MeasureTask, SceneMeasures, measure_tasks
from ...core.performance.measuring.cache import MeasureCache
from ...core.performance.measuring.people import people_of
from ...core.performance.measuring.scene import measured_people
from ...core.performance.measuring.usual import light_of
from ...core.performance.measuring.values import amount
from ...core.performance.take import load_scene
from ..common.addon import user_folder
from ..common.choices import compose_options
from ..common.live_work import LiveWork, OneWork, Progress, StoppingOperator, WaitingOperator, work_factory
from ..common.reporting import FINISHED, Result, report_findings
from ..common.translations import iface
from ..dataset.catalog import chosen_scene, scene_missing

__all__ = ["MEASURING", "measures_of"]

MEASURING = OneWork("interact_measures")
LIGHT_ITEMS = [
    ("NONE", "Unknown", "No usual values are known"),
    ("GOOD", "Usual", "As in good captures"),
    ("FAIR", "Fair", "More than in good captures"),
    ("POOR", "Poor", "Far from what captures have"),
]


def _chosen(measures: InteractMeasures, context: bpy.types.Context) -> None:
    """Show the worst frame of the clicked line."""
    rows: Any = measures.rows
    if 0 <= measures.row < len(rows) and rows[measures.row].frame > 0:
        scene: Any = context.scene
        scene.frame_current = rows[measures.row].frame


class InteractMeasure(bpy.types.PropertyGroup):
    """One line of the result."""

    measure: StringProperty()
    who: StringProperty()
    title: StringProperty()
    amount: StringProperty()
    message: StringProperty()
    light: EnumProperty(items=LIGHT_ITEMS)
    frame: IntProperty()  # Blender's; 0 for none


class InteractMeasures(Progress, bpy.types.PropertyGroup):
    """The latest measures; ``WindowManager.interact_measures``. No methods: see ``checks_panel``."""

    rows: CollectionProperty(type=InteractMeasure)
    row: IntProperty(name="Measure", description="Click a line to go to its worst frame", update=_chosen)
    scene_uid: IntProperty()
    key: StringProperty()
    keyed: BoolProperty()


def measures_of(context: Any) -> InteractMeasures:
    """Return the latest measures."""
    manager: Any = context.window_manager
    return manager.interact_measures


def _work(context: Any) -> tuple[Work[SceneMeasures], bool]:
    """Return what is to be done in the thread, and whether it is about what the scene's actors play.

    Raises:
        InteractError: the choices are invalid, or an actor cannot be sampled.
    """
    source, options = chosen_scene(context), compose_options(context).take
    there = {actor.key: actor for actor in actors_of(context.scene)}
    actors = {each.actor_id: there[each.key] for each in source.performances if each.key in there}
    if not actors:
        cache = MeasureCache(user_folder("measures"))

        def of_files(on_step: Callable[[float, str], None], cancelled: Callable[[], bool]) -> SceneMeasures:
            (found,) = measure_tasks([MeasureTask(source, options)], cache=cache, cancelled=cancelled)
            if found.error is not None:
                raise found.error
            return found

        return of_files, False
    place = placement_of(context.scene, source.key)
    played = sample_people(context.scene, actors, options.rate, place.start)

    def of_keys(on_step: Callable[[float, str], None], cancelled: Callable[[], bool]) -> SceneMeasures:
        capture = people_of(placed_takes(load_scene(source, options), place))
        voices = {person.actor: person.voice for person in capture}
        people = [replace(person, voice=voices[person.actor]) for person in played]
        return measured_people(source.key, people, capture)

    return of_keys, True


class INTERACT_OT_measure_scene(WaitingOperator, bpy.types.Operator):
    """Measure the chosen scene."""

    bl_idname = "interact.measure_scene"
    bl_label = "Measure"
    bl_description = (
        "Measure the chosen scene: feet, joints, touches, faces, sync. Where it is composed here, what its"
        " actors play is measured and compared with the capture; else the capture's files"
    )
    one = MEASURING
    stopped = "Measuring was cancelled"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Whether a scene is chosen, and nothing is being measured."""
        operator: Any = cls
        if MEASURING.current is not None:
            operator.poll_message_set("A scene is being measured")
            return False
        return not scene_missing(cls, context)

    def prepared(self, context: Any) -> LiveWork:
        """Return what measures the scene, which is remembered."""
        work, self._keyed = _work(context)
        self._scene_uid = context.scene.session_uid
        return LiveWork(work)

    def finish(self, context: Any, result: SceneMeasures) -> Result:
        """Show the result."""
        scene = next((one for one in bpy.data.scenes if one.session_uid == self._scene_uid), None)
        if scene is None:
            return self._stopped()
        fill(measures_of(context), scene, result, keyed=self._keyed)
        report_findings(self, result.findings)
        text = iface("{key}: {count} values, see the Checks panel")
        self.report({"INFO"}, text.format(key=result.key, count=len(result.values)))
        return FINISHED


class INTERACT_OT_cancel_measuring(StoppingOperator, bpy.types.Operator):
    """Cancel measuring."""

    bl_idname = "interact.cancel_measuring"
    bl_label = "Cancel Measuring"
    bl_description = "Stop measuring; the measures shown before stay"
    one = MEASURING
    idle = "No scene is being measured"


def fill(measures: InteractMeasures, scene: bpy.types.Scene, found: SceneMeasures, *, keyed: bool) -> None:
    """Show the values of a scene."""
    rows: Any = measures.rows
    rows.clear()
    first = placement_of(scene, found.key).start
    for each in found.values:
        measure, row = MEASURES[each.measure], rows.add()
        row.measure, row.who = each.measure, each.who
        row.title = f"{each.who}: {measure.title}" if each.who else measure.title
        row.amount = amount(each)
        row.light = light_of(each).upper() or "NONE"
        if each.frame is not None:
            row.frame = first + round(each.frame * scene_rate(scene) / found.rate)
        source = iface("Source: {}").format(measure.source)
        parts = [f"{row.title}: {row.amount}", each.why, measure.definition, source]
        row.message = ". ".join(part.rstrip(".") for part in parts if part) + "."
    measures.scene_uid, measures.key, measures.keyed = scene.session_uid, found.key, keyed
    measures.property_unset("row")  # setting it would go to a frame


register, unregister = work_factory(
    MEASURING.stop,
    (InteractMeasure, InteractMeasures, INTERACT_OT_measure_scene, INTERACT_OT_cancel_measuring),
    [(bpy.types.WindowManager, "interact_measures", InteractMeasures)],
)
