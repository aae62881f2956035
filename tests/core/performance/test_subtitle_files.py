# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset, Scene, survey
from interact_addon.core.foundation.errors import DatasetError, InputError, UsageError
from interact_addon.core.jobs import JobEntry
from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.labels import Interval
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.performance.lengths import measure_lengths
from interact_addon.core.performance.subtitle_files import (
    scene_subtitles,
    shown_files,
    spoken_lines,
    subtitle_files,
)
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


@pytest.fixture
def captioned(root: Path) -> Scene:
    (root / "texts.txt").write_text("They meet and hug.\nTwo people hug.\n")
    return replace(Dataset.open(root).scene("20260101_001"), caption_file=root / "texts.txt")


def test_a_caption_is_shown_throughout(root: Path, captioned: Scene) -> None:
    found, odd = scene_subtitles(root, captioned, "auto")
    assert found is not None
    assert odd == ()
    length = Fraction(4)
    assert found.cues(Fraction(1), length) == (Cue(Fraction(0), length, "They meet and hug."),)
    assert shown_files(root, captioned) == {captioned.key: captioned.caption_file}
    assert scene_subtitles(root, captioned, "off") == (None, ())
    assert scene_subtitles(root, captioned, "auto", captioned.actor_ids[0]) == (None, ())


def test_what_is_spoken_goes_before_captions(root: Path, captioned: Scene) -> None:
    own = captioned.performances[0]
    (root / "a.TextGrid").write_text(_textgrid([("hello", 0.5, 1.0), ("there", 1.0, 1.5), ("bye", 3.0, 3.5)]))
    speaking = replace(captioned, performances=(replace(own, words=root / "a.TextGrid"),))
    found, _ = scene_subtitles(root, speaking, "auto")
    assert found is not None
    half = Fraction(1, 2)
    assert found.source == (Cue(half, 3 * half, "hello there"), Cue(6 * half, 7 * half, "bye"))
    assert shown_files(root, speaking) == {own.key: root / "a.TextGrid"}
    (root / "subtitles").mkdir()
    srt = root / "subtitles" / f"{captioned.key}.srt"
    write_srt(srt, [Cue(Fraction(0), Fraction(1), "By hand")])
    found, _ = scene_subtitles(root, speaking, "auto")
    assert found is not None
    assert found.source == (Cue(Fraction(0), Fraction(1), "By hand"),)
    assert shown_files(root, speaking) == {captioned.key: srt}


def test_a_long_line_of_words_is_broken() -> None:
    words = [Interval(n * 0.2, n * 0.2 + 0.2, f"word{n:02d}") for n in range(20)]
    lines = spoken_lines(words)
    assert " ".join(line.text for line in lines).split() == [word.text for word in words]
    assert max(len(line.text) for line in lines) <= 42
    assert all(a.end <= b.start for a, b in itertools.pairwise(lines))


def test_captions_that_cannot_be_read_are_told(root: Path, captioned: Scene) -> None:
    (root / "texts.txt").write_bytes(b"\xff\xff\xff")
    found, (finding,) = scene_subtitles(root, captioned, "auto")
    assert found is None
    assert finding.code == "unreadable-captions"


def test_the_record_has_the_caption_that_is_shown(root: Path, captioned: Scene, tmp_path: Path) -> None:
    hashes = Hashes(tmp_path / "hashes.json")

    def now(choice: str = "auto") -> Inputs:
        options = MovieOptions(subtitles=choice)
        again = replace(captioned)  # another scene object: the file is read again
        return read_inputs(again, RenderRequest(root, captioned.key, tmp_path, options), hashes)

    before, without = now(), now("off")
    assert f"{captioned.key} subtitles" in [file.role for file in before.files]
    (root / "texts.txt").write_text("They meet and fight.\n")
    after = now()
    assert after.fingerprint != before.fingerprint
    assert after.pictures == before.pictures
    assert now("off").fingerprint == without.fingerprint


def _textgrid(words: list[tuple[str, float, float]]) -> str:
    rows = "".join(f'{start}\n{end}\n"{word}"\n' for word, start, end in words)
    head = '"ooTextFile"\n"TextGrid"\n0\n4\n<exists>\n1\n"IntervalTier"\n"words"\n0\n4\n'
    return f"{head}{len(words)}\n{rows}"
