# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from interact_addon.core.foundation.findings import Finding
from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.rendering.batch import reports
from interact_addon.core.rendering.batch.html import duration, linked, page
from interact_addon.core.rendering.batch.reports import write_reports
from interact_addon.core.rendering.results.layout import Layout
from interact_addon.core.rendering.results.thumbnails import thumbnail
from interact_addon.core.video import find_ffmpeg


class Page(HTMLParser):
    """What a page holds, and whether its elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.images: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag == "img":
            self.images.append(values["src"] or "")
        if tag not in ("img", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_failures_come_first_and_nothing_is_needed_from_elsewhere(batch_of: Callable) -> None:
    batch = batch_of("crash('<script>alert(1)</script>') if order['name'] == 'z' else movie(order)")
    result = batch.run("a", "z", retries=0)
    page = write_reports(result, batch.out, [Finding("odd", "scenes & scenes")])
    text = page.read_text()
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    shown = Page(text)
    assert shown.open == []
    words = "".join(shown.words)
    assert "1 of 2 movies delivered" in words
    assert words.index("Failed (1)") < words.index("Contact sheet") < words.index("All scenes")
    assert "SIGSEGV" in words
    assert "scenes & scenes" in words
    assert set(shown.links) == {"logs/z.log", "body_renders/a.mp4"}
    for link in shown.links:
        assert (batch.out / link).is_file()
    told = json.loads((batch.out / "report.json").read_text())
    assert [scene["name"] for scene in told["scenes"]] == ["a", "z"], "the job's order"
    assert told["counts"] == {"done": 1, "kept": 0, "failed": 1, "left": 0}


def test_totals_are_of_all_runs_and_the_order_is_the_jobs(batch_of: Callable) -> None:
    """A run that was begun before delivered ``b``: its frames, seconds and attempts count too."""
    fails = batch_of("crash('no') if order['name'] == 'c' else movie(order)")
    assert fails.run("b", retries=0).counts["done"] == 1
    result = fails.run("a", "c", "b", retries=0)
    text = write_reports(result, fails.out).read_text()
    told = json.loads((fails.out / "report.json").read_text())
    assert [(scene["name"], scene["state"]) for scene in told["scenes"]] == [
        ("a", "done"),
        ("c", "failed"),
        ("b", "kept"),
    ]
    one = told["scenes"][2]["frames"]
    assert told["this_run"]["scenes"] == 1
    assert told["this_run"]["attempts"] == 2
    assert told["this_run"]["frames"] == one
    assert told["in_all"]["scenes"] == 2
    assert told["in_all"]["frames"] == 2 * one
    assert told["in_all"]["attempts"] == 2
    made = sum(sum(scene["seconds"].values()) for scene in told["scenes"])
    assert told["in_all"]["seconds"] == pytest.approx(made, abs=0.1)
    assert told["in_all"]["hosts"] == [told["host"]]
    assert told["in_all"]["started"] <= told["in_all"]["finished"] <= told["finished"]
    assert told["scenes"][2]["attempts"] == 1
    words = "".join(Page(text).words)
    assert "This run: 1 movie" in words
    assert "In all: 2 movies" in words
    again = fails.run("b")
    write_reports(again, fails.out)
    later = json.loads((fails.out / "report.json").read_text())
    assert later["finished"] == later["in_all"]["finished"], "nothing was made: it is as old as its movies"


def _scene(
    name: str,
    *,
    attempts: int = 1,
    picture: str = "preview 160x90, front",
    odd: int = 0,
    device: str = "",
) -> dict:
    findings = [{"level": "warning" if n else "info", "message": f"{name}: <odd> {n}"} for n in range(odd)]
    return {
        "name": name,
        "state": "done",
        "movie": f"/out/{name}.mp4",
        "frames": 30,
        "duration": 1.0,
        "error": None,
        "findings": findings,
        "seconds": {"compose": 2.0, "render": 60.0},
        "attempts": attempts,
        "expected_frames": 30,
        "picture": picture,
        "device": device,
        "log": None,
    }


def _page(*scenes: dict, pictures: dict[str, str] | None = None) -> tuple[str, Page]:
    counts = {"done": len(scenes), "kept": 0, "failed": 0, "left": 0}
    values = {"counts": counts, "scenes": scenes, "findings": [], "frames": 30 * len(scenes), "host": "here"}
    values |= {"seconds": 70.0, "finished": "2026-11-21T12:00:00+00:00", "interrupted": False}
    totals = {"scenes": len(scenes), "frames": 30 * len(scenes), "attempts": 1, "seconds": 70.0}
    devices = sorted({scene["device"] for scene in scenes if scene["device"]})
    whole = {"started": None, "finished": None, "hosts": [], "devices": devices}
    values |= {"this_run": totals, "in_all": totals | whole}
    text = page(values, pictures or {}, Path("/out"))
    return text, Page(text)


def test_what_is_the_same_for_all_has_no_column() -> None:
    text, _ = _page(_scene("a"), _scene("b"))
    assert text.count("preview 160x90") == 1
    assert "Attempts" not in text
    text, shown = _page(_scene("a"), _scene("b", attempts=3, picture="final 1280x720, orbit"))
    assert (text.count("preview 160x90"), text.count("final 1280x720")) == (1, 1)
    assert "Attempts" in "".join(shown.words)


def test_it_says_what_was_rendered_on(batch_of: Callable) -> None:
    batch = batch_of("movie(order, made={'device': {'a': 'OPTIX <H100>', 'b': 'CPU EPYC'}[order['name']]})")
    for _ in range(2):  # also where both are kept
        text = write_reports(batch.run("a", "b"), batch.out).read_text()
        assert "Rendered on CPU EPYC, OPTIX &lt;H100&gt;" in text
    told = json.loads((batch.out / "report.json").read_text())
    assert [scene["device"] for scene in told["scenes"]] == ["OPTIX <H100>", "CPU EPYC"]
    text, shown = _page(_scene("a", device="CPU EPYC"), _scene("b", device="CUDA H100"))
    assert shown.open == []
    assert (text.count("CPU EPYC"), text.count("CUDA H100")) == (2, 2)
    text, _ = _page(_scene("a", device="CPU EPYC"), _scene("b", device="CPU EPYC"))
    assert text.count("CPU EPYC") == 1, "one line, no column"
    assert "Rendered on" not in _page(_scene("a"))[0]


def test_each_scene_says_which_motion_is_seen_where_that_is_known() -> None:
    text, _ = _page(_scene("a"), _scene("b"))
    assert "Motion" not in text
    kinds = {"001": "contact", "002": "capture"}
    one, other = _scene("a") | {"motion": kinds}, _scene("b") | {"motion": {"003": "edited"}}
    text, shown = _page(one, other)
    words = " ".join(shown.words)
    assert shown.open == []
    assert "Motion" in words
    assert "001 contact, 002 capture" in words
    assert "edited" in words


@pytest.mark.parametrize(("scenes", "folded"), [(1, 0), (8, 0), (9, 1)])
def test_warnings_are_shown_at_once_unless_there_are_many(scenes: int, folded: int) -> None:
    text, shown = _page(*(_scene(f"s{n}", odd=3) for n in range(scenes)), _scene("in order"))
    words = "".join(shown.words)
    assert shown.open == []
    assert text.count("<details") == folded
    assert all(f"s{n}: <odd> 2" in words for n in range(scenes))
    assert words.count("2 warnings, 1 remark") == 2 * scenes


def test_thumbnails_are_pictures_of_the_movie_and_kept(tmp_path: Path) -> None:
    ffmpeg = find_ffmpeg()
    movie = tmp_path / "x.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", "testsrc=size=320x180:duration=1:rate=10", "-y", str(movie)])
    kept = tmp_path / "kept" / "x.jpg"
    picture = thumbnail(movie, 1.0, kept, ffmpeg)
    assert picture is not None
    assert picture.startswith(b"\xff\xd8")
    assert kept.read_bytes() == picture
    kept.write_bytes(b"kept")
    assert thumbnail(movie, 1.0, kept, ffmpeg) == b"kept"
    movie.write_text("no movie")
    assert thumbnail(movie, 1.0, tmp_path / "other.jpg", ffmpeg) is None


def test_a_report_of_many_scenes_links_its_pictures_and_stays_small() -> None:
    scenes = [_scene(f"20231119_{number:04d}") for number in range(5000)]
    place = Path("/out/.interact/thumbnails")
    sources = {each["name"]: linked(place / f"{each['name']}.18a.jpg", Path("/out")) for each in scenes}
    text, shown = _page(*scenes, pictures=sources)
    assert len(text.encode()) < 3_000_000
    assert shown.open == []
    assert len(shown.images) == 5000
    assert shown.images[7] == ".interact/thumbnails/20231119_0007.18a.jpg"
    assert text.count('loading="lazy"') == 5000


@pytest.mark.parametrize("most", [0, 2])
def test_few_pictures_are_in_the_page_and_many_beside_it(
    batch_of: Callable, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(reports, "_EMBEDDED", most)
    batch = batch_of("movie(order)")
    result = batch.run("a")
    (movie,) = (outcome.report.movie for outcome in result.outcomes)
    kept = Layout(batch.out).thumbnail("a", format(movie.stat().st_mtime_ns, "x"))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"jpeg")
    (image,) = Page(write_reports(result, batch.out).read_text()).images
    assert image.startswith("data:image/jpeg;base64," if most else ".interact/thumbnails/a.")
    if not most:
        assert (batch.out / image).read_bytes() == b"jpeg"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s"), (7800, "2 h 10 min")]
)
def test_durations_are_told_as_people_do(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_pictures_are_told_by_their_set_and_faces_have_no_camera(batch_of: Callable) -> None:
    batch = batch_of("movie(order)")
    result = batch.run("a")
    (outcome,) = result.outcomes
    request = outcome.task.request
    compose = replace(request.options.compose, stage_set="room")
    for wanted, text in (
        (replace(request, options=replace(request.options, compose=compose)), "front, room"),
        (replace(request, face=FaceRequest("001")), "face"),
    ):
        shown = replace(outcome, task=replace(outcome.task, request=wanted))
        write_reports(replace(result, outcomes=(shown,)), batch.out)
        (scene,) = json.loads((batch.out / "report.json").read_text())["scenes"]
        assert scene["picture"].partition(", ")[2] == text
