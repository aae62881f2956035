# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from interact_addon.cli import main
from interact_addon.core.jobs import read_job

KEY = "20260101_001"


def test_new_writes_what_render_reads(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("job.txt", "job.toml"):
        out = tmp_path / name
        assert main(["job", "new", "--dataset", str(demo_root), "--where", "actor=1", "--out", str(out)]) == 0
        assert read_job(out).keys == (KEY,)
        assert "1 scene" in capfd.readouterr().out
    assert read_job(tmp_path / "job.toml").entries[0].dataset == demo_root.absolute()
    assert main(["job", "new", "--dataset", str(demo_root)]) == 0
    assert KEY in capfd.readouterr().out


def test_new_refuses_what_fits_nothing(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["job", "new", "--dataset", str(demo_root), "--out", str(tmp_path / "job.txt")]
    assert main([*arguments, "--where", "emotion=nothing of the kind"]) == 2
    assert main([*arguments, "--where", "colour=red"]) == 2
    assert "emotion" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["txt", "toml"])
def test_split_loses_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str], ending: str) -> None:
    keys = [f"20231119_{n:03d}" for n in range(1, 11)]
    job = tmp_path / f"all.{ending}"
    if ending == "txt":
        job.write_text("\n".join(keys))
    else:
        scenes = "".join(f'[[scene]]\nkey = "{key}"\nframes = "1-{9 + n}"\n' for n, key in enumerate(keys))
        job.write_text(f'dataset = "data"\n[defaults]\ncamera = "side"\n{scenes}')
    assert main(["job", "split", str(job), "--parts", "4", "--out", str(tmp_path / "parts"), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    parts = [read_job(path) for path in told["parts"]]
    assert len(parts) == 4
    assert [key for part in parts for key in part.keys] == keys
    whole = {entry.name: entry.options for entry in read_job(job).entries}
    assert {entry.name: entry.options for part in parts for entry in part.entries} == whole
    assert max(told["scenes"]) - min(told["scenes"]) <= 1
    if ending == "toml":
        assert {entry.dataset for part in parts for entry in part.entries} == {tmp_path / "data"}


def test_check_tells_what_will_fail_before_anything_is_rendered(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_root, data)
    body = data / "bvhs" / "20260101_001_001.bvh"
    (data / "wav" / "20260101_002_001.wav").unlink()
    job = tmp_path / "job.txt"
    job.write_text(f"{KEY}\n20260101_002\n20260101_009_001\n")
    out = tmp_path / "out"
    arguments = ["job", "check", str(job), "--dataset", str(data), "--out", str(out), "--json"]
    assert main(arguments) == 1
    told = json.loads(capfd.readouterr().out)
    assert [scene["error"] is None for scene in told["scenes"]] == [True, False, False]
    assert told["scenes"][0]["frames"] == told["frames"] == 120
    assert told["seconds"] > 0
    assert told["bytes"] > 0
    assert "missing-voice" in [finding["code"] for finding in told["scenes"][0]["findings"]]
    assert not out.exists()
    # Cut in the middle of its last rows: its header still tells all the frames.
    raw = body.read_bytes()
    body.write_bytes(raw[: len(raw) * 2 // 3])
    assert main(arguments) == 1
    told = json.loads(capfd.readouterr().out)
    assert told["scenes"][0]["error"] is None  # what is left of it can be played
    assert "bvh-truncated" in [finding["code"] for finding in told["scenes"][0]["findings"]]
    body.write_text("no motion at all")
    assert main(arguments) == 1
    told = json.loads(capfd.readouterr().out)
    assert str(body) in told["scenes"][0]["error"]
    assert told["failing"] == 3


def test_every_fault_of_a_job_file_is_told_at_once(
    demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = tmp_path / "job.toml"
    job.write_text(
        'preset = "final"\n'
        '[defaults]\nsize = "9x9"\nstereo = "yes"\n'
        '[[scene]]\nkey = "x"\n'
        '[[scene]]\nframes = "5-1"\n'
        f'[[scene]]\nkey = "{KEY}"\ncamera = "up"\noutput = "../up"\nsamples = 0\nlights = 3\n'
    )
    assert main(["job", "check", str(job), "--dataset", str(demo_root), "--json"]) == 2
    faults = json.loads(capfd.readouterr().out)["faults"]
    assert [fault["line"] for fault in faults] == [1, 3, 4, 6, 7, 8, 11, 12, 13, 14]
    assert main(["render", str(job), "--dataset", str(demo_root), "--out", str(tmp_path / "out")]) == 2
    shown = capfd.readouterr().err
    assert "10 faults" in shown
    assert "line 12: scene 3 (20260101_001): output" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "out").exists()
