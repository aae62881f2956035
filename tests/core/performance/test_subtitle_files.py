# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset, survey
from interact_addon.core.foundation.errors import DatasetError, InputError, UsageError
from interact_addon.core.jobs import JobEntry
from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.performance.lengths import measure_lengths
from interact_addon.core.performance.subtitle_files import scene_subtitles, subtitle_files
from interact_addon.core.rendering.batch.planning import plan_tasks
from interact_addon.core.rendering.batch.task import Task
from interact_addon.core.rendering.results.inputs import Hashes, Inputs, read_inputs
from interact_addon.core.video.subtitles import Cue, spoken_span, write_srt

KEY = "20260102_001"


@pytest.fixture
def root(lip_root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(lip_root, tmp_path / "own"))


def test_sentences_are_scenes_of_one_face(lip_root: Path) -> None:
    dataset = Dataset.open(lip_root)
    assert KEY not in dataset.keys()  # noqa: SIM118 (no mapping)
    for word in (KEY, "20260102_002_001"):
        scene = dataset.scene(word)
        assert (scene.key, scene.faces_only, scene.missing, scene.findings) == (KEY, True, (), ())
        (performance,) = scene.performances
        assert (performance.sentence, performance.sex) == ("Please come in.", "female")
        assert performance.body_path() is None
    own = Dataset.open(lip_root / "lip_acc")
    assert own.keys() == [KEY, "20260102_002"]
    assert own.scene(KEY) == scene
    assert [row.frames for row in map(measure_lengths, own.scenes())] == [120, 120]
    assert [each.text for each in survey(own).scenes] == ["Please come in.", "Would you like some tea?"]
    with pytest.raises(DatasetError, match="number of scenes: 2"):
        own.scene("20260102_009")
    with pytest.raises(DatasetError, match="number of scenes: 1"):
        dataset.scene("20260102_009")


def test_a_scene_goes_before_a_sentence_of_its_key(root: Path) -> None:
    for kind, ending in (("face_ict", "npy"), ("wav", "wav")):
        place = root / "lip_acc" / kind / f"20260102_002_002.{ending}"
        place.rename(place.with_name(f"20260101_002_001.{ending}"))
    assert not Dataset.open(root).scene("20260101_001").faces_only
    assert Dataset.open(root / "lip_acc").scene("20260101_001").faces_only


def test_the_sentence_while_it_is_spoken(lip_root: Path) -> None:
    scene = Dataset.open(lip_root).scene(KEY)
    found, odd = scene_subtitles(lip_root, scene, "auto", "002")
    start, end = spoken_span(scene.performances[0].voice)
    assert found is not None
    assert (found.source, found.burn_in, odd) == ((Cue(start, end, "Please come in."),), False, ())
    assert 0 <= start < end <= 4
    burnt, _ = scene_subtitles(lip_root, scene, "burn", "002")
    assert burnt is not None
    assert burnt.burn_in
    assert scene_subtitles(lip_root, scene, "off", "002") == (None, ())
    mute = replace(scene, performances=(replace(scene.performances[0], voice=None),))
    found, (finding,) = scene_subtitles(lip_root, mute, "auto")
    assert found is not None
    assert found.cues(Fraction(1), Fraction(3)) == (Cue(Fraction(0), Fraction(3), "Please come in."),)
    assert finding.code == "subtitle-all-the-time"


def test_files_of_the_dataset(root: Path) -> None:
    scene = Dataset.open(root).scene("20260101_001")
    assert scene_subtitles(root, scene, "auto") == (None, ())
    folder = root / "subtitles"
    folder.mkdir()
    cue = Cue(Fraction(1), Fraction(2), "Hello.")
    write_srt(folder / "20260101_001_001.srt", [cue])
    for actor, there in ((None, True), ("001", True), ("002", False)):
        found, _ = scene_subtitles(root, scene, "auto", actor)
        assert (found is not None) == there
    write_srt(folder / "20260101_001.srt", [replace(cue, text="All.")])
    assert [*subtitle_files(root, scene)] == ["20260101_001"]
    assert [*subtitle_files(root, scene, "001")] == ["20260101_001_001"]
    write_srt(folder / f"{KEY}.srt", [replace(cue, text="Corrected.")])
    found, _ = scene_subtitles(root, Dataset.open(root).scene(KEY), "auto")
    assert found is not None
    assert [each.text for each in found.cues(Fraction(0), Fraction(9))] == ["Corrected."]
    (folder / "20260101_001.srt").write_text("nonsense")
    with pytest.raises(InputError, match="not a SubRip file"):
        scene_subtitles(root, scene, "auto")


def inputs(root: Path, key: str, folder: Path, subtitles: str = "auto") -> Inputs:
    request = RenderRequest(root, key, folder, MovieOptions(subtitles=subtitles), face=FaceRequest("002"))
    return read_inputs(Dataset.open(root).scene(key), request, Hashes(folder / "hashes.json"))


def test_another_sentence_is_another_movie_of_the_same_pictures(root: Path, tmp_path: Path) -> None:
    def states() -> list[Inputs]:
        return [inputs(root, KEY, tmp_path, choice) for choice in ("auto", "burn", "off")]

    before = states()
    assert len({each.fingerprint for each in before}) == 3
    assert len({each.pictures for each in before}) == 1
    (root / "lip_acc" / "lip_acc_sentences.txt").write_text("Do come in.\nWould you like some tea?\n")
    after = states()
    assert [a.fingerprint == b.fingerprint for a, b in zip(before, after, strict=True)] == [
        False,
        False,
        True,
    ]
    (root / "subtitles").mkdir()
    write_srt(root / "subtitles" / "20260102_002_001.srt", [Cue(Fraction(0), Fraction(1), "x")])
    last = states()
    assert [a.fingerprint == b.fingerprint for a, b in zip(after, last, strict=True)] == [False, False, True]
    assert {each.pictures for each in last} == {before[0].pictures}


def test_the_key_of_a_sentence_means_the_face(lip_root: Path, tmp_path: Path) -> None:
    def task(entry: JobEntry, root: Path = lip_root) -> Task:
        (made,) = plan_tasks([entry], tmp_path, MovieOptions(), dataset=root)
        return made

    for entry, name in ((JobEntry(KEY), KEY), (JobEntry(KEY, actor="002"), "20260102_002_001")):
        for root in (lip_root, lip_root / "lip_acc"):
            made = task(entry, root)
            assert (made.error, made.name, made.frames) == (None, name, 120)
            assert made.request.face is not None
            assert made.request.face.actor == "002"


def test_the_choice(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="invalid subtitles"):
        MovieOptions(subtitles="on")
    for choice in ("auto", "burn"):
        request = RenderRequest(tmp_path, KEY, tmp_path, MovieOptions(subtitles=choice))
        assert RenderRequest.from_dict(request.as_dict()) == request
