# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.foundation.errors import JobError
from interact_addon.core.jobs import read_job

REPOSITORY = Path(__file__).resolve().parents[3]
KEYS = ("20231119_051", "20231126_319")


def job(path: Path, raw: str | bytes) -> Path:
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return path


@pytest.mark.parametrize(
    "raw",
    [
        "20231119_051\n20231126_319",
        "20231119_051\n20231126_319\n",
        "20231119_051\r\n20231126_319",
        "20231119_051\r20231126_319\r",
        "\ufeff20231119_051\n20231126_319\n",
        "# these two\n\n  20231119_051  \n\t20231126_319 # the second\n\n#20240126_034\n",
        "20231119_51\n20231126_319\n",
        "20231119_001_051\n20231126_003_319\n",  # the original's face job
        "20231119_051\n20231126_319\n".encode("utf-16"),
    ],
)
def test_the_usual_forms(tmp_path: Path, raw: str | bytes) -> None:
    found = read_job(job(tmp_path / "job.txt", raw))
    assert found.keys == KEYS
    assert found.findings == ()


def test_the_example_can_be_read() -> None:
    assert read_job(REPOSITORY / "job_files" / "example_body_job.txt").keys == KEYS


def test_a_scene_named_twice_is_done_once_and_told(tmp_path: Path) -> None:
    text = "20231126_319\n20231119_51\n\n20231119_051\n20231126_319\n"
    found = read_job(job(tmp_path / "job.txt", text))
    assert found.keys == ("20231126_319", "20231119_051")
    assert [finding.code for finding in found.findings] == ["repeated-scene"]
    assert "20231119_051 (lines 2 and 4), 20231126_319 (lines 1 and 5)" in found.findings[0].message


def test_a_face_is_a_task_of_its_own(tmp_path: Path) -> None:
    found = read_job(job(tmp_path / "job.txt", "20231119_001_051\n20231119_2_51\n20231119_051\n"))
    assert [(entry.kind, entry.actor, entry.word) for entry in found.entries] == [
        ("face", "001", "20231119_001_051"),
        ("face", "002", "20231119_002_051"),
        ("scene", None, "20231119_051"),
    ]
    assert found.keys == ("20231119_051",)
    assert found.findings == ()


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    with pytest.raises(JobError) as caught:
        read_job(job(tmp_path / "job.txt", "20231119_051\n../secret\n\n# fine\n20231119.\nfirst second\n"))
    message = str(caught.value)
    assert caught.value.line == 2
    for part in ("3 lines", "line 2: '../secret'", "line 5: '20231119.'", "line 6: 'first second'"):
        assert part in message


def test_a_wrong_file_does_not_fill_the_screen(tmp_path: Path) -> None:
    with pytest.raises(JobError) as caught:
        read_job(job(tmp_path / "job.txt", "some poem\n" * 1000))
    assert "1000 lines" in str(caught.value)
    assert "and 950 more" in str(caught.value)
    assert len(str(caught.value)) < 3000


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ("", "names no scene"),
        ("\n\n# 20231119_051\n", "names no scene"),
        (b"20231119_051\n\xff\xfe\xfd\n", "not a text file"),
        (b"\x00\x01\x02", "not a text file"),
        (b"#" * ((1 << 24) + 1), "16 MiB"),
    ],
)
def test_what_is_no_job_file(tmp_path: Path, raw: str | bytes, complaint: str) -> None:
    with pytest.raises(JobError, match=complaint):
        read_job(job(tmp_path / "job.txt", raw))


def test_what_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.txt", tmp_path):
        with pytest.raises(JobError, match="cannot be read"):
            read_job(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=100)
@given(raw=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_file_gives_keys_or_a_clear_error(tmp_path: Path, raw: bytes) -> None:
    path = job(tmp_path / "job.txt", raw)
    try:
        found = read_job(path)
    except JobError as error:
        told = str(error)
        assert str(path) in told
    else:
        assert found.keys
