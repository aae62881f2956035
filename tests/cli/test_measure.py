# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from interact_addon.cli import main
from tests.stand_in_measures import write_moved

pytestmark = pytest.mark.usefixtures("stand_in_measures")
KEY = "20260101_001"


def test_a_scene_as_a_table_and_as_files(demo_root: Path, tmp_path: Path, capsys) -> None:
    names = {"--json": "all.json", "--csv": "all.csv", "--html": "deep/all.html"}
    files = [word for flag, name in names.items() for word in (flag, str(tmp_path / name))]
    assert main(["measure", KEY, "--dataset", str(demo_root), *files]) == 0
    shown = capsys.readouterr().out
    assert "height   001" in shown
    assert "apart    001+002" in shown
    assert "1 scene, 0 failed; 3 values, 0 beyond a threshold" in shown
    told = json.loads((tmp_path / "all.json").read_text())
    assert [each["measure"] for each in told["scenes"][0]["values"]] == ["height", "height", "apart"]
    rows = list(csv.DictReader((tmp_path / "all.csv").open()))
    assert [float(row["value"]) for row in rows] == [each["value"] for each in told["scenes"][0]["values"]]
    assert "<svg" in (tmp_path / "deep" / "all.html").read_text()
    assert main(["measure", KEY, "--dataset", str(demo_root), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scenes"] == told["scenes"]


def test_one_actor_and_some_measures(demo_root: Path, capsys) -> None:
    words = [
        "measure",
        f"{KEY[:8]}_002_001",
        "--dataset",
        str(demo_root),
        "--measures",
        "height",
        "--json",
        "-",
    ]
    assert main(words) == 0
    (scene,) = json.loads(capsys.readouterr().out)["scenes"]
    assert [(each["measure"], each["who"]) for each in scene["values"]] == [("height", "002")]


def test_against_another_version_and_thresholds(demo_root: Path, tmp_path: Path, capsys) -> None:
    other = write_moved(demo_root, tmp_path / "other", "002", 7.0)
    words = ["measure", "--dataset", str(other), "--against", str(demo_root), "--fail-on"]
    assert main([*words, "moved>7.5"]) == 0
    assert main([*words, "moved > 6.5,apart>90"]) == 1
    told = capsys.readouterr()
    assert f"fails: {KEY}, 002: Moved (moved) is 7 cm: moved>6.5" in told.err
    assert "1 beyond a threshold" in told.out
    assert main([*words, "moved>6.5", "--json"]) == 1
    (violation,) = json.loads(capsys.readouterr().out)["violations"]
    assert (violation["scene"], violation["measure"], violation["who"]) == (KEY, "moved", "002")


def test_a_dataset_with_a_scene_that_cannot_be_read(sample_root: Path, tmp_path: Path, capsys) -> None:
    root = Path(shutil.copytree(sample_root, tmp_path / "own"))
    (root / "bvhs" / "20231119_001_051.bvh").write_text("HIERARCHY")
    page = tmp_path / "page.html"
    words = ["measure", "--dataset", str(root), "--workers", "1", "--no-cache"]
    assert main([*words, "--html", str(page)]) == 1
    told = capsys.readouterr()
    assert "20231119_051  failed" in told.out
    assert "failed: 20231119_051: " in told.err
    assert "3 scenes, 1 failed" in told.out
    assert "height [cm]" in told.out
    assert 'id="20231126_319"' in page.read_text()
    assert main(["measure", "20231119_051", "--dataset", str(root)]) == 2


def test_nothing_can_be_compared_also_where_the_scenes_are_kept(
    demo_root: Path, sample_root: Path, capsys
) -> None:
    words = ["measure", "--dataset", str(sample_root), "--workers", "1"]
    assert main(words) == 0
    assert "\nmeasure" in capsys.readouterr().out
    assert main([*words, "--against", str(demo_root)]) == 1
    told = capsys.readouterr()
    assert told.err.count("is not in the dataset") == 3
    assert "\nmeasure" not in told.out


def test_a_job_file(sample_root: Path, tmp_path: Path, capsys) -> None:
    job = tmp_path / "job.toml"
    job.write_text(
        f'dataset = "{sample_root}"\n\n[[scene]]\nkey = "20231126_319"\n\n'
        '[[scene]]\nkey = "20240126_034"\nfps = 15\n'
    )
    assert main(["measure", str(job), "--json"]) == 0
    scenes = json.loads(capsys.readouterr().out)["scenes"]
    assert [(each["key"], each["rate"]) for each in scenes] == [
        ("20231126_319", "30"),
        ("20240126_034", "15"),
    ]


def test_which_measures_there_are(capsys) -> None:
    assert main(["measure", "--measures", "list"]) == 0
    assert "height   cm    Height <of> hips  actor  high" in capsys.readouterr().out
    assert main(["measure", "--measures", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (list(told), told["apart"]["unit"]) == (["height", "apart", "moved", "frames"], "m")


def test_names_of_measures_can_have_spaces_and_commas(sample_root: Path, tmp_path: Path, capsys) -> None:
    page = tmp_path / "page.html"
    words = ["measure", "--dataset", str(sample_root), "--measures", " height , apart,", "--html", str(page)]
    assert main([*words, "--workers", "1"]) == 0
    assert "3 scenes, 0 failed; 9 values" in capsys.readouterr().out
    assert '<th class="n">Distance, m</th>' in page.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--measures", "weight"], "no measure is called weight"),
        (["--measures", "moved"], "compares with another version"),
        (["--fail-on", "height"], "is no threshold"),
        (["--fail-on", "weight>3"], "no measure is called weight"),
        (["--fail-on", "moved>3"], "moved has a threshold and is not measured"),
        (["--measures", "height", "--fail-on", "apart>3"], "apart has a threshold and is not measured"),
        (["--workers", "0"], "0 workers measure nothing"),
        (["--against", "nowhere"], "nowhere"),
        (["--json", KEY], "does not end in .json"),
        (["--csv", "one.txt", "--html", "./one.txt"], "two files have one name"),
        (["--measures", ", "], "no measure is named"),
        (["--fail-on", "height>1e999"], "is no threshold"),
        (["20990101_001"], "is not in the dataset"),
    ],
)
def test_wrong_use(demo_root: Path, words: list[str], said: str, capsys) -> None:
    assert main(["measure", "--dataset", str(demo_root), *words]) == 2
    assert said in capsys.readouterr().err


def test_nothing_is_named(capsys) -> None:
    assert main(["measure"]) == 2
    assert "Name a dataset (--dataset ROOT) or a job file" in capsys.readouterr().err
