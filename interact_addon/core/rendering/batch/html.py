# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch's report as a page of HTML."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...foundation.findings import finding_text
from ...foundation.web_page import whole_page
from ...foundation.wording import some
from ...performance.motion_kind import motions_text

__all__ = ["duration", "embedded", "linked", "page"]

_STATES = {"done": "made now", "kept": "made before", "failed": "failed", "left": "not begun"}
_COLOURS = {"done": "good", "kept": "good", "failed": "bad", "left": "soft"}
_OPEN_WARNINGS = 8
"""Maximum number of scenes whose warnings are shown at once; those of more scenes are collapsed."""


def page(values: Mapping[str, Any], pictures: Mapping[str, str], folder: Path) -> str:
    """Return the page.

    Args:
        values: As :func:`report_values` gives them.
        pictures: Scene name -> the address of its picture, from `embedded` or `linked`.
        folder: The page's folder; links are relative to it.
    """
    counts, scenes = values["counts"], values["scenes"]
    delivered = counts["done"] + counts["kept"]
    title = f"{delivered} of {len(scenes)} movies delivered"
    parts = [f"<h1>{escape(title)}</h1>", *_summary(values)]
    parts += [f'<p class="note warned">{escape(finding_text(finding))}</p>' for finding in values["findings"]]
    failed = [scene for scene in scenes if scene["state"] == "failed"]
    if failed:
        parts.append(f'<h2 class="bad">Failed ({len(failed)})</h2>')
        parts += [_failure(scene, folder) for scene in failed]
    odd = [scene for scene in scenes if scene["findings"]]
    if odd:
        parts.append('<h2 class="odd">Warnings</h2>')
        parts += _warnings(odd)
    there = [scene for scene in scenes if scene["movie"]]
    if there:
        parts += ["<h2>Contact sheet</h2>", '<div class="sheet">']
        parts += [_figure(scene, pictures.get(scene["name"]), folder) for scene in there]
        parts.append("</div>")
    parts += ["<h2>All scenes</h2>", *_table(scenes, folder)]
    return whole_page(title, parts)


def embedded(picture: bytes) -> str:
    """Return the address of a JPEG that the page itself holds."""
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"


def linked(picture: Path, folder: Path) -> str:
    """Return the address of a JPEG beside the page, which is in ``folder``."""
    return _link(str(picture), folder)


def _summary(values: Mapping[str, Any]) -> Iterator[str]:
    counts = [
        f'<span class="{_COLOURS[state]}">{count} {_STATES[state]}</span>'
        for state, count in sorted(values["counts"].items(), key=lambda pair: list(_COLOURS).index(pair[0]))
        if count
    ]
    length = sum(scene["duration"] for scene in values["scenes"])
    yield f"<p>{', '.join(counts)}; {values['frames']} frames, {_length(length)} of movie</p>"
    for text in _runs(values):
        yield f'<p class="soft fine">{escape(text)}</p>'
    pictures = {scene["picture"] for scene in values["scenes"] if scene["picture"]}
    if len(pictures) == 1:
        yield f'<p class="soft fine">Picture: {escape(pictures.pop())}</p>'
    if devices := values["in_all"]["devices"]:
        yield f'<p class="soft fine">Rendered on {escape(some(devices))}</p>'
    if values["interrupted"]:
        yield '<p class="note">The batch was interrupted: run the same command again to continue</p>'


def _runs(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what this run made, and what all runs have made if there were others."""
    run, whole = values["this_run"], values["in_all"]
    if run is not None and (run["attempts"] or not whole["scenes"]):
        text = f"This run: {_counted_as(run['scenes'], 'movie')}, {_counted_as(run['frames'], 'frame')},"
        text += f" {_counted_as(run['attempts'], 'attempt')}"
        yield f"{text}, in {duration(run['seconds'])} on {values['host']}, until {_time(values['finished'])}"
    if whole["scenes"] and (run is None or run["scenes"] < whole["scenes"]):
        text = f"In all: {_counted_as(whole['scenes'], 'movie')}, {_counted_as(whole['frames'], 'frame')},"
        text += f" {_counted_as(whole['attempts'], 'attempt')}, {duration(whole['seconds'])} of work"
        if whole["hosts"]:
            text += f" on {some(whole['hosts'])}"
        if whole["started"] is not None and whole["finished"] is not None:
            text += f", between {_time(whole['started'])} and {_time(whole['finished'])}"
        yield text


def _counted_as(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _time(moment: str) -> str:
    return moment.replace("T", " ").replace("+00:00", " UTC")


def _failure(scene: Mapping[str, Any], folder: Path) -> str:
    log = f'<a href="{_link(scene["log"], folder)}">log</a>' if scene["log"] else ""
    tries = f" after {scene['attempts']} attempts" if scene["attempts"] > 1 else ""
    name = escape(scene["name"])
    error = escape(scene["error"] or "")
    return f'<div class="note failed"><p><b>{name}</b>{tries}{log}</p><p>{error}</p></div>'


def _warnings(scenes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield all findings of each scene."""
    many = len(scenes) > _OPEN_WARNINGS
    if many:
        yield f'<details class="note warned"><summary>{len(scenes)} scenes</summary>'
    for scene in scenes:
        items = "".join(f"<li>{escape(finding_text(finding))}</li>" for finding in scene["findings"])
        head = f"<b>{escape(scene['name'])}</b> <small>{_counted(scene['findings'])}</small>"
        yield f'<div class="note warned"><p>{head}</p><ul>{items}</ul></div>'
    if many:
        yield "</details>"


def _counted(findings: Sequence[Mapping[str, Any]]) -> str:
    """Return how many findings there are: ``1 warning, 2 remarks``."""
    warnings = sum(finding["level"] == "warning" for finding in findings)
    counts = {"warning": warnings, "remark": len(findings) - warnings}
    return ", ".join(f"{count} {word}{'s' * (count > 1)}" for word, count in counts.items() if count)


def _figure(scene: Mapping[str, Any], picture: str | None, folder: Path) -> str:
    name = escape(scene["name"])
    shown = f'<img alt="" loading="lazy" src="{picture}">'
    image = '<div class="none"></div>' if picture is None else shown
    facts = f"<small>{scene['frames']} frames, {_length(scene['duration'])}</small>"
    if scene["findings"]:
        facts += f'<small class="odd">{_counted(scene["findings"])}</small>'
    caption = f"<figcaption>{name}{facts}</figcaption>"
    return f'<figure><a href="{_link(scene["movie"], folder)}">{image}{caption}</a></figure>'


def _table(scenes: Sequence[Mapping[str, Any]], folder: Path) -> Iterator[str]:
    """Yield one row per scene; columns with the same value in all rows are left out."""
    pictures = len({scene["picture"] for scene in scenes if scene["picture"]}) > 1
    devices = {scene["device"] for scene in scenes if scene["device"]}
    again = any(scene["attempts"] > 1 for scene in scenes)
    columns = ["Scene", "State", "Frames", "Length", "Made in"]
    columns += ["Motion"] * any(scene.get("motion") for scene in scenes)
    columns += ["Attempts"] * again + ["Picture"] * pictures
    columns += ["Rendered on"] * (len(devices) > 1)
    numbers = {"Frames", "Length", "Made in", "Attempts"}
    kinds = {name: ' class="n"' if name in numbers else "" for name in columns}
    yield "<table><tbody>"
    yield f'<tr class="head">{"".join(f"<th{kinds[name]}>{name}</th>" for name in columns)}</tr>'
    for scene in scenes:
        name, made, state = escape(scene["name"]), sum(scene["seconds"].values()), scene["state"]
        steps = ", ".join(f"{step} {duration(seconds)}" for step, seconds in scene["seconds"].items())
        cells = {
            "Scene": f'<a href="{_link(scene["movie"], folder)}">{name}</a>' if scene["movie"] else name,
            "State": f'<span class="{_COLOURS[state]}">{_STATES[state]}</span>',
            "Frames": str(scene["frames"] or scene["expected_frames"] or ""),
            "Length": _length(scene["duration"]) if scene["movie"] else "",
            "Made in": f'<span title="{escape(steps)}">{duration(made)}</span>' if made else "",
            "Motion": escape(motions_text(scene.get("motion") or {})),
            "Attempts": str(scene["attempts"] or ""),
            "Picture": escape(scene["picture"]),
            "Rendered on": escape(scene["device"]),
        }
        of = {column: f' data-of="{column}"' for column in numbers}
        row = "".join(f"<td{kinds[column]}{of.get(column, '')}>{cells[column]}</td>" for column in columns)
        yield f"<tr>{row}</tr>"
    yield "</tbody></table>"


def _length(seconds: float) -> str:
    """Return a movie's length, to the frame if it is short."""
    return duration(seconds) if seconds >= 60 else f"{seconds:.2f} s"


def _link(path: str, folder: Path) -> str:
    try:
        link = os.path.relpath(path, folder)
    except ValueError:  # another drive
        link = path
    return escape(quote(os.fsencode(Path(link).as_posix())))


def duration(seconds: float) -> str:
    """Return a duration as text: ``42 s``, ``3 min 5 s``, ``2 h 10 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
