# SPDX-License-Identifier: GPL-3.0-or-later
"""What is chosen of a dataset, and what of it is here already."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import DatasetError, UsageError, WorkError
from interact_addon.core.hub import (
    DownloadOptions,
    DownloadPlan,
    HubClient,
    known_dataset,
    plan_download,
    readable_size,
    run_download,
)
from interact_addon.core.hub.record import RECORD
from tests.hub_server import COMMIT, OTHER_COMMIT, HubServer

Plan = Callable[..., DownloadPlan]
KNOWN = known_dataset("interact")
ALWAYS = {"README.md", "actors.db", "scenarios.db"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def plan(client: HubClient, root: Path) -> Plan:
    return lambda **options: plan_download(client, KNOWN, DownloadOptions(**options), root)


@pytest.fixture
def download(client: HubClient, root: Path) -> Callable[..., None]:
    def run(**options: object) -> None:
        chosen = DownloadOptions(**options)  # type: ignore[arg-type]
        run_download(client, plan_download(client, KNOWN, chosen, root), chosen)

    return run


def names(plan: DownloadPlan) -> set[str]:
    return {file.path for file in plan.fetch}


def test_all_that_belongs_to_scenes_by_default(plan: Plan, hub: HubServer, root: Path) -> None:
    whole = plan()
    folders = {"bvhs", "bvhs_retarget", "face_arkit", "face_ict", "wav", "face_ict_templates"}
    wanted = {name for name in hub.files if name.partition("/")[0] in folders}
    assert names(whole) == wanted | ALWAYS | {"blendshape_ict.npy"}
    assert {part.name for part in whole.left_out} == {"lip_acc", "other", "render"}
    assert whole.revision == COMMIT
    assert whole.size == sum(len(hub.files[name]) for name in names(whole))
    assert [file.path for file in whole.fetch[:3]] == ["actors.db", "scenarios.db", "README.md"]
    assert not root.exists(), "planning writes nothing"


def test_scenes_folders_and_filters_narrow_it(plan: Plan, hub: HubServer) -> None:
    chosen = plan(scenes=("20231119_51",), where=("emotion=joy",), only=("bvhs", "wav"))
    stems = ("20231119_001_051", "20231119_002_051")
    assert names(chosen) == ALWAYS | {f"bvhs/{s}.bvh" for s in stems} | {f"wav/{s}.wav" for s in stems}
    assert names(plan(where=("emotion=joy",), only=("wav",))) == ALWAYS | {
        f"wav/{stem}.wav" for stem in (*stems, "20231126_003_319", "20231126_007_319")
    }
    assert names(plan(where=("text=toast", "actor=7"), only=("bvhs",))) == ALWAYS | {
        f"bvhs/20231126_{actor}_319.bvh" for actor in ("003", "007")
    }
    asked = {each.path.rpartition("/")[2] for each in hub.requests if "/resolve/" in each.path}
    assert asked == {"actors.db", "scenarios.db"}, "a plan needs no more than the databases"


def test_without_a_filter_no_file_is_needed(plan: Plan, hub: HubServer) -> None:
    assert plan(scenes=("20231119_001_051",))  # a performance's key stands for its scene
    assert len(hub.requests) == 1


def test_heads_are_those_of_the_actors(plan: Plan) -> None:
    chosen = names(plan(scenes=("20231126_319",), only=("face_ict_templates",)))
    heads = {"blendshape_ict.npy", "face_ict_templates/003.obj", "face_ict_templates/007.obj"}
    assert chosen == ALWAYS | heads


def test_folders_that_are_none_of_scenes_are_named_or_left_out(plan: Plan) -> None:
    lips = {"lip_acc/wav/20240128_006_001.wav", "lip_acc_sentences.txt"}
    assert names(plan(only=("lip_acc",), scenes=("20231119_051",))) == ALWAYS | lips
    assert names(plan(only=("render",))) == ALWAYS | {"render/render_add_audio.py"}
    assert names(plan(only=("other",))) == ALWAYS | {"body_to_render.blend", ".gitattributes"}


def test_a_folder_that_a_later_revision_adds(plan: Plan, hub: HubServer) -> None:
    hub.files["labels/20231119_001_051.npy"] = b"walk"
    hub.files["videos/20231126_319.mp4"] = b"film"
    hub.files["videos/notes.txt"] = b"notes"
    chosen = names(plan(scenes=("20231119_051",)))
    assert "labels/20231119_001_051.npy" in chosen
    assert "videos/notes.txt" in chosen
    assert "videos/20231126_319.mp4" not in chosen


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"only": ("bodies",)}, "no folder 'bodies'.*Choose among bvhs, bvhs_retarget, face_arkit"),
        ({"scenes": ("20231119_053",)}, "20231119_053 is not in InterAct.*Similar keys: 20231119_05"),
        ({"scenes": ("joy",)}, "'joy' is not a scene key"),
        ({"where": ("mood=joy",)}, "invalid filter 'mood=joy'"),
        ({"where": ("emotion=bliss",)}, "none of the 3 scenes of InterAct matches emotion=bliss"),
        (
            {"scenes": ("20231119_052",), "where": ("emotion=joy",)},
            "none of the 1 named scenes matches emotion=joy",
        ),
    ],
)
def test_what_cannot_be_chosen(plan: Plan, options: dict[str, tuple[str, ...]], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        plan(**options)


def test_only_what_is_missing(plan: Plan, download: Callable[..., None], root: Path) -> None:
    download(only=("bvhs",))
    assert names(plan(only=("bvhs",))) == set()
    assert names(plan(only=("bvhs", "wav"))) == {f"wav/{path.stem}.wav" for path in root.glob("bvhs/*")}
    (root / "bvhs" / "20231119_001_051.bvh").unlink()
    again = plan(only=("bvhs",))
    assert names(again) == {"bvhs/20231119_001_051.bvh"}
    assert "1 file to download" in str(again)
    assert "here already" in str(again)


def test_the_dataset_ignores_the_record(download: Callable[..., None], root: Path, hub: HubServer) -> None:
    download()
    record = json.loads((root / RECORD).read_text("utf-8"))
    assert (record["repo"], record["revision"]) == ("leohocs/interact", COMMIT)
    assert record["files"]["README.md"] == [len(hub.files["README.md"]), hub.entry("README.md")["oid"]]
    dataset = Dataset.open(root)
    assert dataset.keys() == ["20231119_051", "20231119_052", "20231126_319"]
    assert dataset.findings == ()


def test_the_users_files_are_kept(plan: Plan, download: Callable[..., None], root: Path) -> None:
    download(only=("bvhs",))
    mine = root / "bvhs" / "20231119_001_051.bvh"
    mine.write_bytes(b"edited")
    kept = plan(only=("bvhs",))
    assert (names(kept), [file.path for file in kept.kept]) == (set(), ["bvhs/20231119_001_051.bvh"])
    assert "1 file differs from the Hub's" in str(kept.findings[0])
    assert names(plan(only=("bvhs",), replace=True)) == {"bvhs/20231119_001_051.bvh"}


def test_damage_of_the_same_size_is_found_by_verifying(
    plan: Plan, download: Callable[..., None], root: Path
) -> None:
    download(only=("bvhs",))
    path = root / "bvhs" / "20231119_001_051.bvh"
    path.write_bytes(path.read_bytes().swapcase())
    assert plan(only=("bvhs",)).kept == ()
    assert [file.path for file in plan(only=("bvhs",), verify=True).kept] == ["bvhs/20231119_001_051.bvh"]
    assert names(plan(only=("bvhs",), verify=True, replace=True)) == {"bvhs/20231119_001_051.bvh"}


def test_another_revision_replaces_what_was_downloaded_and_not_changed(
    plan: Plan, download: Callable[..., None], root: Path, hub: HubServer
) -> None:
    download(only=("bvhs",))
    stems = ("20231119_001_051", "20231119_002_051", "20231119_001_052")
    for stem in stems[:2]:  # of the same size, and of another
        hub.files[f"bvhs/{stem}.bvh"] = hub.files[f"bvhs/{stem}.bvh"].swapcase()
    hub.files[f"bvhs/{stems[2]}.bvh"] += b"more"
    (root / "bvhs" / f"{stems[1]}.bvh").write_bytes(b"mine")
    later = plan(only=("bvhs",), revision="main")
    assert later.revision == OTHER_COMMIT
    assert names(later) == {f"bvhs/{stems[0]}.bvh", f"bvhs/{stems[2]}.bvh"}
    assert [file.path for file in later.kept] == [f"bvhs/{stems[1]}.bvh"]


def test_what_is_waiting_need_not_come_again(plan: Plan, hub: HubServer, root: Path) -> None:
    from interact_addon.core.hub.fetch import partial_name

    before = plan(only=("wav",))
    file = next(file for file in before.fetch if file.folder == "wav")
    (root / "wav").mkdir(parents=True)
    (root / "wav" / partial_name(file)).write_bytes(b"x" * 1000)
    after = plan(only=("wav",))
    assert (after.waiting, after.size) == (1000, before.size)


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"format": 2}', '{"format": 1, "files": {"a": 1}}', '{"format": 1}']
)
def test_a_record_that_is_none(plan: Plan, root: Path, text: str) -> None:
    root.mkdir()
    (root / RECORD).write_text(text)
    with pytest.raises(DatasetError, match="the record of downloads is damaged"):
        plan()


def test_a_folder_that_is_a_file(plan: Plan, root: Path) -> None:
    root.write_text("")
    with pytest.raises(UsageError, match="this is a file, not a folder"):
        plan()


def test_no_room(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = plan()
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1 << 20))
    with pytest.raises(WorkError, match=r"kB to download, and 1.0 MB free on this disk.*fewer scenes"):
        whole.check_room()


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (123456, "123 kB"),
        (2.3e9, "2.3 GB"),
        (5e13, "50000 GB"),
    ],
)
def test_sizes_as_people_read_them(size: float, text: str) -> None:
    assert readable_size(size) == text


def test_an_unknown_dataset() -> None:
    with pytest.raises(UsageError, match=r"'Inter-X' is known.*Choose among InterAct"):
        known_dataset("Inter-X")
