# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact download``, from a Hub on this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import interact_addon as interact
from interact_addon.cli import main
from tests.hub_server import HubServer, interact_files, serving


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with serving(interact_files(tmp_path)) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        for name in ("HF_TOKEN", "HF_HUB_OFFLINE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "no token"))
        yield server


def files_in(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and p.name[0] != ".")


def test_some_folders_of_a_scene(hub: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "InterAct"
    words = ["download", "interact", "--out", str(root), "--scenes", "20231119_051", "--only", "bvhs,wav"]
    assert main([*words, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "CC BY-NC-SA 4.0" in said
    assert "files to download" in said
    assert not root.exists()
    assert main(words) == 0
    assert {"bvhs/20231119_001_051.bvh", "wav/20231119_002_051.wav", "actors.db"} <= set(files_in(root))
    assert not any(name.startswith(("face_arkit", "lip_acc")) for name in files_in(root))
    capsys.readouterr()
    asked = len(hub.requests)
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["fetch"] == []
    assert answer["there"] > 3
    assert all("/resolve/" not in each.path for each in hub.requests[asked:])
    assert [scene.key for scene in interact.open_dataset(root).scenes()] == ["20231119_051"]


def test_scenes_by_what_the_databases_say(hub: HubServer, tmp_path: Path) -> None:
    root = tmp_path / "InterAct"
    assert main(["download", "InterAct", "--out", str(root), "--where", "emotion=joy"]) == 0
    assert {name for name in files_in(root) if name.startswith("bvhs/")} == {
        "bvhs/20231119_001_051.bvh",
        "bvhs/20231119_002_051.bvh",
        "bvhs/20231126_003_319.bvh",
        "bvhs/20231126_007_319.bvh",
    }


def test_python_gets_the_same(hub: HubServer, tmp_path: Path) -> None:
    result = interact.download(
        "InterAct", tmp_path / "d", interact.DownloadOptions(scenes=("20231119_051",), only=("wav",))
    )
    assert result.complete
    assert {file.path for file in result.fetched} >= {"wav/20231119_001_051.wav"}


@pytest.mark.parametrize(
    ("words", "variables", "says", "code"),
    [
        (["Interact-X"], {}, "no dataset 'Interact-X'", 2),
        (["InterAct", "--scenes", "20990101_001"], {}, "is not in InterAct", 2),
        (["InterAct"], {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE", 2),
        (["InterAct"], {"HF_ENDPOINT": "http://127.0.0.1:9"}, "127.0.0.1|refused|reached", 1),
    ],
)
def test_what_cannot_be(
    hub: HubServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    variables: dict[str, str],
    says: str,
    code: int,
) -> None:
    monkeypatch.setattr("interact_addon.core.hub.waiting._PAUSES", (0.0, 0.0))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["download", *words, "--out", str(tmp_path / "d")]) == code
    assert re.search(says, capsys.readouterr().err)
