# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures as text, as JSON for programs, and as a CSV for tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ...foundation.version import __version__
from ...measures import MEASURES, Measured
from .result import SceneMeasures
from .summary import summaries

__all__ = ["amount", "csv_text", "json_values", "number"]

_COLUMNS = ("scene", "measure", "who", "value", "unit", "frame", "seconds", "note")


def number(value: float) -> str:
    """Return a value with three digits that count, and none of thousands lost."""
    if value == 0 or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def amount(each: Measured) -> str:
    """Return a value with its unit, or that there is none."""
    if each.value is None:
        return "not measured"
    unit = MEASURES[each.measure].unit
    return f"{number(each.value)} {unit}".rstrip()


def json_values(scenes: Sequence[SceneMeasures]) -> dict[str, Any]:
    """Return all of it, JSON-ready, with the measures' definitions; frames are counted from 0."""
    there = {each.measure for scene in scenes for each in scene.values}
    return {
        "format": 1,
        "interact": __version__,
        "measures": {name: asdict(measure) for name, measure in MEASURES.items() if name in there},
        "scenes": [_scene(each) for each in scenes],
        "summary": {
            each.measure.id: {
                "values": each.count,
                "mean": each.mean,
                "worst": each.worst.value,
                "scene": each.key,
                "who": each.worst.who,
                "frame": each.worst.frame,
            }
            for each in summaries(scenes)
        },
    }


def _scene(scene: SceneMeasures) -> dict[str, Any]:
    return {
        "key": scene.key,
        "rate": str(scene.rate) if scene.rate else None,
        "frames": scene.frames,
        "error": None if scene.error is None else str(scene.error),
        "findings": [finding.as_dict() for finding in scene.findings],
        "values": [
            {
                "measure": each.measure,
                "who": each.who,
                "value": each.value,
                "unit": MEASURES[each.measure].unit,
                "frame": each.frame,
                "note": each.why,
            }
            for each in scene.values
        ],
    }


def csv_text(scenes: Sequence[SceneMeasures]) -> str:
    """Return one row a value, with headings; frames are counted from 0."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for scene in scenes:
        if scene.error is not None:
            writer.writerow((scene.key, "", "", "", "", "", "", str(scene.error)))
        for each in scene.values:
            seconds = "" if each.frame is None else f"{scene.seconds(each.frame):.3f}"
            value, frame = ("" if one is None else one for one in (each.value, each.frame))
            unit = MEASURES[each.measure].unit
            writer.writerow((scene.key, each.measure, each.who, value, unit, frame, seconds, each.why))
    return text.getvalue()
