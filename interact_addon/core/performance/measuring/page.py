# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures as one page of HTML: tables, plots over time, and what each measure is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ...foundation.web_page import whole_page
from ...measures import MEASURES, Measure, Measured
from .plots import plot
from .result import SceneMeasures
from .summary import Summary, main_measures, summaries, worst
from .thresholds import Violation
from .usual import light_of
from .values import number

__all__ = ["measures_page"]

_STYLE = """
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: .9rem;
  margin: .8rem 0; }
.plots figure { padding: .5rem .65rem; } .plots figcaption { padding: 0 0 .3rem; }
svg { display: block; width: 100%; height: 64px; overflow: visible; }
svg * { vector-effect: non-scaling-stroke; }
svg polyline { fill: none; stroke: var(--link); stroke-width: 1.2; stroke-linejoin: round; }
svg .axis { stroke: var(--line); } svg .worst { stroke: var(--bad); stroke-dasharray: 3 3; }
svg .dot { stroke: var(--bad); stroke-width: 6; stroke-linecap: round; }
.ends { display: flex; justify-content: space-between; }
.scene { margin-top: 2.2rem; border-top: 1px solid var(--line); } .scene > summary { cursor: pointer;
  font-weight: 600; padding: .6rem 0; } dt { font-weight: 600; margin-top: .7rem; } dd { margin: .1rem 0 0; }
.wide { overflow-x: auto; }
"""
_COLOURS = {"good": "good", "fair": "odd", "poor": "bad", "": ""}
_MANY = 12  # scenes; the plots of more are coarser, so that a page of hundreds stays readable
_POINTS, _FEW_POINTS = 160, 50


def measures_page(
    scenes: Sequence[SceneMeasures],
    *,
    dataset: str,
    against: str = "",
    asked: frozenset[str] | None = None,
    violated: Sequence[Violation] = (),
) -> str:
    """Return the page.

    Args:
        scenes: What was measured.
        dataset: The dataset's name.
        against: That of the other versions, if there are any.
        asked: The measures that were asked for; None for all.
        violated: The values that fail the thresholds.
    """
    alone = len(scenes) == 1
    title = f"{scenes[0].key}: measures" if alone else f"Measures of {len(scenes)} scenes"
    about = f"{dataset}, compared with {against}" if against else dataset
    parts = [f"<h1>{escape(title)}</h1>", f'<p class="soft">{escape(about)}</p>']
    parts += [f'<p class="note failed">{escape(str(each))}</p>' for each in violated]
    failed = [scene for scene in scenes if scene.error is not None]
    parts += [f'<p class="note failed"><b>{escape(s.key)}</b> {escape(str(s.error))}</p>' for s in failed]
    there = [scene for scene in scenes if scene.error is None]
    if not alone:
        parts += ["<h2>Over all scenes</h2>", *_over_all(summaries(there))]
        parts += ["<h2>Scenes</h2>", *_by_scene(there, main_measures(there, asked))]
    for scene in there:
        parts += _scene(scene, alone=alone, points=_POINTS if len(there) <= _MANY else _FEW_POINTS)
    shown = {each.measure for scene in there for each in scene.values}
    parts += _definitions([measure for name, measure in MEASURES.items() if name in shown])
    return whole_page(title, parts, _STYLE)


def _over_all(rows: Sequence[Summary]) -> Iterator[str]:
    yield '<div class="wide"><table><tbody><tr class="head"><th>Measure</th><th class="n">Mean</th>'
    yield '<th class="n">Worst</th><th></th><th>Scene</th><th>Who</th><th class="n">Frame</th></tr>'
    for row in rows:
        frame = "" if row.worst.frame is None else str(row.worst.frame + 1)
        yield (
            f"<tr><td>{_name(row.measure)}</td>{_number(row.mean, 'mean')}{_number(row.worst.value, 'worst')}"
            f"<td>{escape(row.measure.unit)}</td><td>{_link(row.key)}</td>"
            f'<td>{escape(row.worst.who)}</td><td class="n" data-of="frame">{frame}</td></tr>'
        )
    yield "</tbody></table></div>"


def _by_scene(scenes: Sequence[SceneMeasures], columns: Sequence[Measure]) -> Iterator[str]:
    """Yield one row a scene, with the worst value of its people in each column."""
    heads = "".join(f'<th class="n">{escape(_titled(each))}</th>' for each in columns)
    yield '<div class="wide"><table><tbody>'
    yield f'<tr class="head"><th>Scene</th><th class="n">Seconds</th>{heads}</tr>'
    for scene in scenes:
        cells = []
        for column in columns:
            value = worst(scene.of(column.id))
            cells.append(_number(value.value if value else None, column.title, value))
        length = f"{scene.seconds(scene.frames):.1f}"
        yield f'<tr><td>{_link(scene.key)}</td><td class="n">{length}</td>{"".join(cells)}</tr>'
    yield "</tbody></table></div>"


def _scene(scene: SceneMeasures, *, alone: bool, points: int) -> Iterator[str]:
    facts = f"{scene.frames} frames, {scene.seconds(scene.frames):.2f} s"
    if alone:
        yield f'<p class="soft">{facts}</p>'
    else:
        is_open = " open" if points == _POINTS else ""
        yield f'<details class="scene" id="{escape(scene.key)}"{is_open}><summary>{escape(scene.key)} '
        yield f'<small class="soft">{facts}</small></summary>'
    yield from (f'<p class="note warned">{escape(str(finding))}</p>' for finding in scene.findings)
    yield '<table><tbody><tr class="head"><th>Measure</th><th>Who</th><th class="n">Value</th><th></th>'
    yield '<th class="n">Worst frame</th><th></th></tr>'
    before = ""
    for each in scene.values:
        yield _row(scene, each, named=each.measure != before)
        before = each.measure
    yield "</tbody></table>"
    plots = [(each, drawn) for each in scene.values if (drawn := _plot(scene, each, points))]
    if plots:
        yield '<div class="plots">'
        for each, drawn in plots:
            who = f"<small>{escape(each.who)}</small>" if each.who else ""
            head = escape(_titled(MEASURES[each.measure]))
            yield f"<figure><figcaption>{head}{who}</figcaption>{drawn}</figure>"
        yield "</div>"
    if not alone:
        yield "</details>"


def _row(scene: SceneMeasures, each: Measured, *, named: bool) -> str:
    measure, frame = MEASURES[each.measure], each.frame
    place = "" if frame is None else f"{frame + 1} <small>({scene.seconds(frame):.2f} s)</small>"
    value = (
        _number(each.value, "", each) if each.value is not None else '<td class="n soft">not measured</td>'
    )
    return (
        f"<tr><td>{_name(measure) if named else ''}</td><td>{escape(each.who)}</td>{value}"
        f"<td>{escape(measure.unit) if each.value is not None else ''}</td>"
        f'<td class="n" data-of="worst frame">{place}</td><td class="soft">{escape(each.why)}</td></tr>'
    )


def _plot(scene: SceneMeasures, each: Measured, points: int) -> str:
    return "" if each.series is None else plot(each.series, float(scene.rate), each.frame, points)


def _definitions(measures: Sequence[Measure]) -> Iterator[str]:
    better = {"low": "lower is better", "high": "higher is better", "none": "neither is better"}
    yield "<h2>What the measures are</h2><dl>"
    for each in measures:
        unit = each.unit or "a number"
        yield f'<dt id="of-{each.id}">{escape(each.title)} <small>{each.id}, {escape(unit)}; '
        yield f"{better[each.better]}</small></dt><dd>{escape(each.definition)} "
        yield f'<span class="soft">Source: {escape(each.source)}.</span></dd>'
    yield '</dl><p class="soft fine">Frames are counted from 1, as in Blender. '
    yield "Colours are by values that are usual in captures.</p>"


def _titled(measure: Measure) -> str:
    return f"{measure.title}, {measure.unit}" if measure.unit else measure.title


def _name(measure: Measure) -> str:
    return f'<a href="#of-{measure.id}">{escape(measure.title)}</a>'


def _link(key: str) -> str:
    return f'<a href="#{escape(key)}">{escape(key)}</a>'


def _number(value: float | None, of: str, each: Measured | None = None) -> str:
    colour = _COLOURS[light_of(each)] if each is not None else ""
    said = f' data-of="{escape(of)}"' if of else ""
    return f'<td class="n {colour}"{said}>{"" if value is None else number(value)}</td>'
