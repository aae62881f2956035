# SPDX-License-Identifier: GPL-3.0-or-later
"""What earlier versions wrote stays valid: requests, records, job files.

The people have changed since, so that the movies of 0.1 are rendered anew, and so has how the demo's
people walk; but nothing else of a record has.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.jobs import JobOptions, read_job
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.results.inputs import Hashes, read_inputs
from interact_addon.core.rendering.results.record import read_record
from interact_addon.core.schema import fingerprint
from interact_addon.core.schema.frames import FrameRange

SAMPLES = Path(__file__).with_name("samples")
REQUESTS = json.loads((SAMPLES / "requests_0_1.json").read_text())
KEY = "20260101_001"


@pytest.fixture
def people_of_0_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "RESULT_NUMBER", 0)


@pytest.fixture
def demo_of_0_1(demo_root: Path, tmp_path: Path) -> Hashes:
    """Hashes that take the demo's files for those of 0.1."""
    hashes = {}
    for name, sha256 in json.loads((SAMPLES / "demo_0_1.json").read_text()).items():
        status = (demo_root / name).stat()
        hashes[str((demo_root / name).absolute())] = [status.st_size, status.st_mtime_ns, sha256]
    (tmp_path / "hashes").write_text(json.dumps(hashes))
    return Hashes(tmp_path / "hashes")


@pytest.mark.usefixtures("people_of_0_1")
@pytest.mark.parametrize("name", REQUESTS)
def test_requests_and_their_fingerprints(name: str, demo_root: Path, demo_of_0_1: Hashes) -> None:
    sample = REQUESTS[name]
    values = sample["request"] | {"dataset": str(demo_root)}
    request = RenderRequest.from_dict(values)
    assert request.as_dict() == values
    inputs = read_inputs(Dataset.open(demo_root).scene(KEY), request, demo_of_0_1)
    assert inputs.options == sample["options"]
    assert inputs.fingerprint == sample["fingerprint"]
    assert inputs.pictures == sample["pictures"]


@pytest.mark.usefixtures("people_of_0_1")
def test_a_record_still_proves_its_scene(demo_root: Path, demo_of_0_1: Hashes, tmp_path: Path) -> None:
    record = read_record(SAMPLES / "record_0_1.json")
    assert record is not None
    options = MovieOptions(ComposeOptions(picture=PictureOptions(width=320, height=180)), FrameRange(40, 44))
    request = RenderRequest(demo_root, KEY, tmp_path, options)
    inputs = read_inputs(Dataset.open(demo_root).scene(KEY), request, demo_of_0_1)
    assert record.fingerprint == inputs.fingerprint
    assert record.values["options"] == inputs.options


def test_another_result_number_makes_all_records_stale(
    demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = RenderRequest(demo_root, KEY, tmp_path)
    scene = Dataset.open(demo_root).scene(KEY)
    before = read_inputs(scene, request, Hashes(tmp_path / "hashes"))
    number = fingerprint.RESULT_NUMBER
    assert before.options["result"] == number
    monkeypatch.setattr(fingerprint, "RESULT_NUMBER", number + 1)
    after = read_inputs(scene, request, Hashes(tmp_path / "hashes"))
    assert after.options["result"] == number + 1
    assert after.fingerprint != before.fingerprint
    assert after.pictures != before.pictures


def test_a_job_file() -> None:
    first, second = read_job(SAMPLES / "job_0_1.toml").entries
    assert first.options == JobOptions(
        preset="final",
        size=(640, 360),
        samples=4,
        frames=FrameRange(1, 20),
        camera="side",
        focal=35.0,
        cast={"001": "jonas", "002": "clara"},
        characters=SAMPLES.parent / "people.blend",
        bodies="bvhs",
        units="m",
        up="Z",
        fps=Fraction(30000, 1001),
        lights="none",
        stereo=True,
    )
    assert first.dataset == SAMPLES.parent / "data"
    assert (second.name, second.options.camera, second.options.focal) == ("close", "close_a", 85.0)
    assert (second.options.frames, second.options.fps) == (FrameRange(7, 7), Fraction(25))
    assert second.options.stereo is False
    assert second.options.preset == "final"
