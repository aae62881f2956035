# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.foundation.errors import JobError, UsageError, WorkError
from interact_addon.core.jobs import (
    JobEntry,
    JobFaultsError,
    JobOptions,
    job_text,
    job_toml,
    read_job,
    write_job,
)
from interact_addon.core.jobs.toml_lines import Lines
from interact_addon.core.options.movie import FrameRange, MovieOptions

REPOSITORY = Path(__file__).resolve().parents[3]


def read(tmp_path: Path, text: str):
    path = tmp_path / "job.toml"
    path.write_text(text, encoding="utf-8")
    return read_job(path)


def faults(tmp_path: Path, text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(JobFaultsError) as caught:
        read(tmp_path, text)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_scenes_override_the_defaults_and_leave_the_rest_to_the_caller(tmp_path: Path) -> None:
    job = read(
        tmp_path,
        """
        dataset = "data"
        [defaults]
        preset = "final"
        size = "640x360"
        cast = { 1 = "jonas", 002 = "clara" }
        characters = "mine.blend"
        [[scene]]
        key = "20231119_51"
        [[scene]]
        key = "20231119_051"
        output = "close"
        camera = "close_a"
        size = "64x36"
        frames = "3-9"
        fps = "30000/1001"
        stereo = true
        [scene.cast]
        001 = "marcus"
        """,
    )
    plain, close = job.entries
    assert job.keys == ("20231119_051",)
    assert [entry.name for entry in job.entries] == ["20231119_051", "close"]
    assert [entry.line for entry in job.entries] == [9, 11]
    assert plain.dataset == tmp_path / "data"
    base = MovieOptions()
    first, second = plain.options.apply(base), close.options.apply(base)
    assert (first.compose.picture.preset, first.compose.picture.width) == ("final", 640)
    assert (first.compose.camera, first.frames, first.stereo) == ("front", None, False)
    assert first.compose.cast == {"001": "jonas", "002": "clara"}
    assert first.compose.characters == tmp_path / "mine.blend"
    assert first.compose.take.bodies == "auto"  # as on the command line
    assert (second.compose.picture.preset, second.compose.picture.width) == ("final", 64)
    assert (second.compose.camera, second.frames, second.stereo) == ("close_a", FrameRange(3, 9), True)
    assert second.compose.cast == {"001": "marcus", "002": "clara"}
    assert second.compose.take.rate == Fraction(30000, 1001)


def test_two_movies_of_one_name_are_a_fault_whatever_the_case(tmp_path: Path) -> None:
    scene = '[[scene]]\nkey = "20231119_051"\n'
    assert faults(tmp_path, scene + scene)[0][0] == 4
    named = f'{scene}output = "A"\n{scene}output = "a"\n'
    assert "line 2" in faults(tmp_path, named)[0][1]


@pytest.mark.parametrize(
    "name", ["../up", "a/b", "a\\\\b", "", ".hidden", "CON", "nul.x", "a.part", "x.", "ä", "a b", "a" * 101]
)
def test_names_that_no_folder_should_get_are_refused(tmp_path: Path, name: str) -> None:
    found = faults(tmp_path, f'[[scene]]\nkey = "20231119_051"\noutput = "{name}"\n')
    assert found[0][0] == 3
    assert "invalid output" in found[0][1]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("scene = 3", 1, "[[scene]]"),
        ('scene = ["20231119_051"]', 1, "not a table"),
        ("[defaults]\ncast = 3\n", 2, "cast"),
        ('[scene]\nkey = "20231119_051"\n', 1, "[[scene]]"),
        ("defaults = 1", 1, "not a table"),
        ("[[scene]]\nkey = 20231119\n", 2, "not a text"),
        ('scene = [{ key = "x y" }]', 1, "'x y'"),
        ('[[scene]]\n"key" = "x y"\n', 2, "'x y'"),
    ],
)
def test_things_of_the_wrong_kind_are_told_with_their_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    found = faults(tmp_path, text)
    assert found[0][0] == line
    assert word in found[0][1]


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(JobError) as caught:
        read(tmp_path, '[[scene]]\nkey = "20231119_051\n')
    assert caught.value.line == 2
    with pytest.raises(JobError, match="names no scene"):
        read(tmp_path, '[defaults]\npreset = "final"\n')


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('dataset = "a\\u0000b"\n[[scene]]\nkey = "20231119_051"\n', 1, "not a path"),
        ('dataset = "~no-such-user/data"\n[[scene]]\nkey = "20231119_051"\n', 1, "no home of that user"),
        ('[defaults]\ncharacters = "~no-such-user/a.blend"\n', 2, "no home of that user"),
    ],
)
def test_places_that_cannot_be_are_told_with_their_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    assert [(number, word in message) for number, message in faults(tmp_path, text)] == [(line, True)]


def test_a_dataset_whose_name_is_too_long_is_for_the_dataset_to_tell(tmp_path: Path) -> None:
    job = read(tmp_path, f'dataset = "{"x" * 300}"\n[[scene]]\nkey = "20231119_051"\n')
    assert job.entries[0].dataset == tmp_path / ("x" * 300)


@pytest.mark.parametrize("value", ["[" * 20_000 + "]" * 20_000, "9" * 5_000])
def test_toml_beyond_reason_is_told(tmp_path: Path, value: str) -> None:
    with pytest.raises(JobError, match="invalid TOML"):
        read(tmp_path, f"[[scene]]\nsamples = {value}\n")


def test_a_job_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkError, match="cannot be written"):
        write_job(tmp_path / "file" / "job.txt", [JobEntry("20231119_051")])


def test_a_folder_whose_name_is_no_unicode_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkError, match="not valid Unicode"):
        write_job(tmp_path / "job.toml", [JobEntry("20231119_051", dataset=Path("/d\udce9p"))])
    assert list(tmp_path.iterdir()) == []


def test_lines_end_where_toml_ends_them(tmp_path: Path) -> None:
    text = '# a\u2028b\x85c\r\n[[scene]]\r\nkey = "20231119_051"\r\nsamples = "many"\r\n'
    (tmp_path / "job.toml").write_bytes(text.encode())
    with pytest.raises(JobFaultsError) as caught:
        read_job(tmp_path / "job.toml")
    assert [fault.line for fault in caught.value.faults] == [4]


def test_the_example_can_be_read() -> None:
    job = read_job(REPOSITORY / "job_files" / "example.toml")
    assert len(job.entries) == 3
    assert {entry.kind for entry in read_job(REPOSITORY / "job_files" / "example_face_job.txt").entries} == {
        "face"
    }


def test_lines_are_not_misled_by_strings_and_arrays() -> None:
    text = 'a = """\n[b]\nc = 1\n"""\nd = [\n  1, # ]\n  "[[e]]",\n]\n'
    text += "[f]\ng = '#\"'\nh = 2\n[[i.j]]\nk = 1\n[[i.j]]\nk = 2\n"
    assert tomllib.loads(text)["i"]["j"][1]["k"] == 2
    lines = Lines(text)
    assert lines.of(("d",)) == 5
    assert lines.of(("f", "h")) == 11
    assert lines.of(("i", "j", 1, "k")) == 15
    assert lines.of(("f", "g", "deeper")) == 10
    assert lines.of(("b", "c")) is None


options = st.builds(
    JobOptions,
    preset=st.none() | st.sampled_from(["preview", "final"]),
    size=st.none() | st.sampled_from([(64, 36), (1280, 720)]),
    frames=st.none() | st.sampled_from([FrameRange(1, 9), FrameRange(4, 4)]),
    focal=st.none() | st.sampled_from([35.0, 85.5]),
    fps=st.none() | st.sampled_from([Fraction(24), Fraction(30000, 1001)]),
    stereo=st.none() | st.booleans(),
    characters=st.none() | st.just(Path('/somewhere/it\'s "mine" \\ \u00e4.blend')),
    cast=st.sampled_from([{}, {"001": "jonas"}]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(chosen=st.lists(options, min_size=1, max_size=4), defaults=options)
def test_what_is_written_is_what_is_read(tmp_path: Path, chosen: list, defaults: JobOptions) -> None:
    entries = [
        JobEntry("20231119_051", output=f"m{n}", dataset=Path("/data"), options=each.over(defaults))
        for n, each in enumerate(chosen)
    ]
    found = read(tmp_path, job_toml(entries, ["one", "", "two"], {"m0": "a\nnote"}, defaults=defaults))
    assert [(e.name, e.dataset, e.options) for e in found.entries] == [
        (e.name, e.dataset, e.options) for e in entries
    ]


def test_a_plain_file_holds_no_options() -> None:
    assert job_text([JobEntry("20231119_051", actor="001")]).strip() == "20231119_001_051"
    with pytest.raises(UsageError, match="toml"):
        job_text([JobEntry("20231119_051", options=JobOptions(camera="side"))])


def test_without_cattrs_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "interact_addon.core.jobs.toml_form", None)
    with pytest.raises(JobError, match="pip install cattrs"):
        read(tmp_path, '[[scene]]\nkey = "20231119_051"\n')


def test_one_fault_names_its_line_once_and_a_mistyped_name_what_it_may_be(tmp_path: Path) -> None:
    file = tmp_path / "job.toml"
    file.write_text('[[scene]]\nkey = "20231119_051"\ncamrea = "side"\n')
    with pytest.raises(JobError) as raised:
        read_job(file)
    text = str(raised.value)
    assert text.count("line 3") == 1
    assert "job.toml, line 3: scene 1 (20231119_051): camrea: " in text
    assert "unknown name 'camrea', perhaps 'camera'" in text
