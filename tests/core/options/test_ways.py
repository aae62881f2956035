# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option goes through every way in and out, and comes back as it was."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from ways import CASES, CLASSES, NAMES, OTHER_CASES, PlotOptions, ReadOptions

from interact_addon.core.camera.choices import CAMERA_PRESETS
from interact_addon.core.characters import Detail
from interact_addon.core.dataset import Dataset
from interact_addon.core.jobs import JobEntry, JobOptions, read_job, write_job
from interact_addon.core.jobs.packed import options_text, pack_options, unpack_options
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import DETAILS, ComposeOptions, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.batch.detached import BatchSpec
from interact_addon.core.rendering.farms import PathMap
from interact_addon.core.rendering.results.inputs import Hashes, read_inputs
from interact_addon.core.schema.arguments import add_arguments, argument_values, argument_words
from interact_addon.core.schema.fields import FRAMES, MOVIE, NOTHING, Option, get, options_of, put, spec_of
from interact_addon.core.schema.fingerprint import affecting
from interact_addon.core.schema.json_form import from_json, to_json
from interact_addon.core.schema.kinds import FileByActor
from interact_addon.core.schema.paths import map_paths, paths_of

every = pytest.mark.parametrize(("cls", "option", "value"), CASES, ids=NAMES)

any_class = pytest.mark.parametrize(("cls", "option", "value"), [*CASES, *OTHER_CASES])


def chosen(cls: type, option: Option, value: Any) -> Any:
    """Options with one value that is not the default."""
    options = put(cls(), {option.name: value})
    assert get(options, option) == value
    assert options != cls()
    return options


@any_class
def test_json(cls: type, option: Option, value: Any) -> None:
    options = chosen(cls, option, value)
    text = json.dumps(to_json(options))
    assert from_json(cls, json.loads(text)) == options


@any_class
def test_command_line(cls: type, option: Option, value: Any) -> None:
    options = chosen(cls, option, value)
    parser = argparse.ArgumentParser()
    add_arguments(parser, cls)
    args = parser.parse_args(argument_words(options))
    again = put(cls(), argument_values(args, cls))
    assert (again == options) == option.spec.flag, "what the command line has comes back, and nothing else"


@every
def test_job_file(cls: type, option: Option, value: Any, tmp_path: Path) -> None:
    if not option.spec.toml:
        assert option.name not in {each.name for each in fields(JobOptions)}
        return
    entry = JobEntry("20260101_001", dataset=tmp_path, options=JobOptions(**{option.name: value}))
    write_job(tmp_path / "job.toml", [entry])
    (again,) = read_job(tmp_path / "job.toml").entries
    assert again.options.apply(cls()) == chosen(cls, option, value)


@every
def test_row_of_the_panels_job(cls: type, option: Option, value: Any) -> None:
    if option.spec.toml:
        options = JobOptions(**{option.name: value})
        assert unpack_options(pack_options(options)) == options
        assert options_text(options).startswith(option.name + " ")


@every
def test_background_batch(cls: type, option: Option, value: Any, tmp_path: Path) -> None:
    from interact_addon.cli import build_parser
    from interact_addon.cli.options import read_options

    options = chosen(cls, option, value)
    which = dict(zip(CLASSES, ("movie", "faces", "batch"), strict=True))[cls]
    order = BatchSpec(tmp_path / "job.toml", tmp_path / "out", launcher=["interact"], **{which: options})
    args = build_parser().parse_args(order.command()[1:])
    assert (read_options(args, cls()) == options) == option.spec.flag


@every
def test_request_and_fingerprint(
    cls: type, option: Option, value: Any, demo_root: Path, tmp_path: Path
) -> None:
    if cls is not MovieOptions:
        return
    scene = Dataset.open(demo_root).scene("20260101_001")
    options = chosen(cls, option, value)
    request = RenderRequest(demo_root, scene.key, tmp_path, options)
    assert RenderRequest.from_dict(json.loads(json.dumps(request.as_dict()))) == request

    def prints(options: MovieOptions) -> tuple[str, str]:
        inputs = read_inputs(
            scene, RenderRequest(demo_root, scene.key, tmp_path, options), Hashes(tmp_path / "hashes")
        )
        return inputs.fingerprint, inputs.pictures

    movie, pictures = (
        one != other for one, other in zip(prints(options), prints(MovieOptions()), strict=True)
    )
    expected = {FRAMES: (True, True), MOVIE: (True, False), NOTHING: (False, False)}[option.spec.affects]
    if option.name == "characters":  # what is in the file counts, and that other bodies go with it
        expected = (True, True)
    if option.name == "edit_style":  # counts where something is cut: see results/test_inputs.py
        expected = (False, False)
    assert (movie, pictures) == expected


@any_class
def test_a_farms_machine_finds_every_path(cls: type, option: Option, value: Any) -> None:
    options = chosen(cls, option, value)
    here = PathMap((("/somewhere", "/mnt/elsewhere"),))
    moved = map_paths(options, here.path)
    if isinstance(value, Path):
        assert paths_of(options) == {option.name: value}
        assert get(moved, option) == Path("/mnt/elsewhere", value.name)
    elif isinstance(option.kind, FileByActor):
        assert set(paths_of(options).values()) == set(value.values())
        assert get(moved, option) == {
            actor: Path("/mnt/elsewhere", path.name) for actor, path in value.items()
        }
    else:
        assert moved == options


@pytest.mark.parametrize("cls", [*CLASSES, PlotOptions, ReadOptions])
def test_every_field_is_declared(cls: type, walk: Callable[[type], list[Any]]) -> None:
    """No field hides from the schema, and each says what it is."""
    for declared in walk(cls):
        spec = spec_of(declared)
        assert spec is not None, f"{declared.name} is no option"
        assert spec.label
        assert spec.help
        assert not spec.help.endswith(".")
        assert spec.affects in (FRAMES, MOVIE, NOTHING)


@pytest.fixture
def walk() -> Callable[[type], list[Any]]:
    from interact_addon.core.schema.fields import nested_of

    def every_field(cls: type) -> list[Any]:
        found = []
        for declared in fields(cls):
            inner = nested_of(declared)
            found += [declared] if inner is None else every_field(inner.options)
        return found

    return every_field


@pytest.mark.parametrize("cls", CLASSES)
def test_names_and_flags_are_unlike_each_other(cls: type) -> None:
    names = [option.name for other in CLASSES for option in options_of(other)]
    assert len(names) == len(set(names))


def test_detail_is_full_where_hair_is_seen_well_unless_it_is_chosen() -> None:
    assert ComposeOptions().level == "playback"
    draft = PictureOptions("draft")
    assert ComposeOptions(picture=draft).level == "draft"
    assert ComposeOptions(camera="close_a", picture=draft).level == "playback"
    assert ComposeOptions(picture=PictureOptions("final")).level == "full"
    assert ComposeOptions(picture=PictureOptions("pathtraced")).level == "full"
    assert all(ComposeOptions(camera=name).level == "full" for name in CAMERA_PRESETS if "close" in name)
    assert ComposeOptions(picture=PictureOptions("final"), detail="draft").level == "draft"
    assert {choice.id for choice in DETAILS} == {"auto", *Detail}


def test_a_new_option_leaves_fingerprints_alone_at_its_default() -> None:
    """Whatever is declared new does not stand in the JSON of options at their defaults."""
    values = to_json(MovieOptions())
    for option in options_of(MovieOptions):
        if option.spec.new:
            assert option.paths[0][-1] not in values
    assert "subtitles" in affecting(MovieOptions, to_json(MovieOptions(subtitles="burn")), MOVIE)
