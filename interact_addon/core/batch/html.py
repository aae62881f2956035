# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch's report as one page of HTML, with its pictures in it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

__all__ = ["duration", "page"]

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem;
       color: #1c1e21; background: #fff; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p.sum { margin: 0 0 1rem; } .bad { color: #a3201b; } a { color: #1a5a96; }
.failed { border-left: 4px solid #a3201b; padding: .2rem .8rem; margin: .7rem 0; background: #fbf1f0; }
.failed p { margin: .2rem 0; overflow-wrap: anywhere; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid #d8dbdf; border-radius: 4px; overflow: hidden; }
figure img { display: block; width: 100%; background: #e9ebee; } figcaption { padding: .4rem .6rem; }
figcaption small { color: #5b6067; display: block; } .none { height: 135px; background: #e9ebee; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .7rem .25rem 0;
  border-bottom: 1px solid #e3e5e8; vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin: .15rem 0; } summary { cursor: pointer; }
@media (prefers-color-scheme: dark) { body { color: #e3e5e8; background: #17191c; } a { color: #7db7ee; }
  .failed { background: #2c1d1c; } .bad { color: #ef8a83; } figure { border-color: #34383d; }
  th, td { border-color: #2c3035; } figcaption small { color: #9aa0a7; } .none, figure img { background:
  #24272b; } }
"""
_STATES = {"done": "made now", "kept": "done before", "failed": "failed", "left": "not begun"}


def page(values: Mapping[str, Any], pictures: Mapping[str, bytes], folder: Path) -> str:
    """The page.

    Args:
        values: As :func:`report_values` gives them.
        pictures: JPEG files by scene name.
        folder: Where the page will lie; links are told from there.
    """
    counts, scenes = values["counts"], values["scenes"]
    delivered = counts["done"] + counts["kept"]
    title = f"{delivered} of {len(scenes)} movies delivered"
    parts = [
        "<!doctype html>",
        '<html lang="en"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f"<h1>{escape(title)}</h1>",
        f'<p class="sum">{escape(_summary(values))}</p>',
    ]
    parts += [f"<p>{escape(finding['message'])}</p>" for finding in values["findings"]]
    failed = [scene for scene in scenes if scene["state"] == "failed"]
    if failed:
        parts.append(f'<h2 class="bad">Failed ({len(failed)})</h2>')
        parts += [_failure(scene, folder) for scene in failed]
    there = [scene for scene in scenes if scene["movie"]]
    if there:
        parts += ["<h2>Contact sheet</h2>", '<div class="sheet">']
        parts += [_figure(scene, pictures.get(scene["name"]), folder) for scene in there]
        parts.append("</div>")
    parts += ["<h2>All scenes</h2>", *_table(scenes), "</html>"]
    return "\n".join(parts) + "\n"


def _summary(values: Mapping[str, Any]) -> str:
    counts = values["counts"]
    told = [f"{count} {_STATES[state]}" for state, count in counts.items() if count]
    text = f"{', '.join(told)}; {values['frames']} frames; {duration(values['seconds'])}"
    text += f" on {values['host']}, until {values['finished']}"
    if values["interrupted"]:
        text += ". It was interrupted: the same command goes on where it stopped"
    return text + "."


def _failure(scene: Mapping[str, Any], folder: Path) -> str:
    log = f' <a href="{_link(scene["log"], folder)}">log</a>' if scene["log"] else ""
    tries = f" after {scene['attempts']} attempts" if scene["attempts"] > 1 else ""
    name = escape(scene["name"])
    return f'<div class="failed"><p><b>{name}</b>{tries}{log}</p><p>{escape(scene["error"] or "")}</p></div>'


def _figure(scene: Mapping[str, Any], picture: bytes | None, folder: Path) -> str:
    name = escape(scene["name"])
    if picture is None:
        image = '<div class="none"></div>'
    else:
        image = f'<img alt="{name}" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">'
    link = _link(scene["movie"], folder)
    facts = f"{scene['frames']} frames, {scene['duration']:.2f} s"
    warnings = len(scene["findings"])
    if warnings:
        facts += f", {warnings} finding" + "s" * (warnings > 1)
    caption = f"<figcaption>{name}<small>{escape(facts)}</small></figcaption>"
    return f'<figure><a href="{link}">{image}</a>{caption}</figure>'


def _table(scenes: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "<table><tr><th>Scene</th><th>State</th><th class=n>Frames</th><th class=n>Length</th>"
    yield "<th class=n>Made in</th><th class=n>Attempts</th><th>Picture</th><th>Findings</th></tr>"
    for scene in scenes:
        findings = scene["findings"]
        told = ""
        if findings:
            items = "".join(f"<li>{escape(finding['message'])}</li>" for finding in findings)
            told = f"<details><summary>{len(findings)}</summary><ul>{items}</ul></details>"
        made = sum(scene["seconds"].values())
        bad = " class=bad" if scene["state"] == "failed" else ""
        length = f"{scene['duration']:.2f} s" if scene["movie"] else ""
        cells = f"<td>{escape(scene['name'])}</td><td{bad}>{_STATES[scene['state']]}</td>"
        cells += (
            f"<td class=n>{scene['frames'] or scene['expected_frames'] or ''}</td><td class=n>{length}</td>"
        )
        cells += (
            f"<td class=n>{duration(made) if made else ''}</td><td class=n>{scene['attempts'] or ''}</td>"
        )
        yield f"<tr>{cells}<td>{escape(scene['picture'])}</td><td>{told}</td></tr>"
    yield "</table>"


def _link(path: str, folder: Path) -> str:
    try:
        told = os.path.relpath(path, folder)
    except ValueError:  # another drive
        told = path
    return escape(quote(Path(told).as_posix()))


def duration(seconds: float) -> str:
    """``42 s``, ``3 min 5 s``, ``2 h 10 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
