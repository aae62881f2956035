# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in the zip, and what extensions of Blender must not do."""

from __future__ import annotations

import ast
import importlib.util
import tomllib
import zipfile
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError, WorkError
from interact_addon.packaging import BuildOptions, build_extension
from interact_addon.packaging.contents import check_contents
from interact_addon.packaging.manifest import Manifest, Wheel, this_platform
from interact_addon.packaging.wheels import fetch_wheels

ROOT = Path(__file__).resolve().parents[2]
# Programs, which Blender runs with --python; no part of what it loads as an extension.
PROGRAMS = {"interact_blender.py", "interact_addon/start.py"}

needs_blender = pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="Blender builds the zip")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_extension(BuildOptions(tmp_path_factory.mktemp("zip"), wheels=False), lambda text: None)[
        0
    ].path


@pytest.fixture(scope="module")
def sources(built: Path) -> dict[str, ast.Module]:
    with zipfile.ZipFile(built) as archive:
        return {
            name: ast.parse(archive.read(name), name) for name in archive.namelist() if name.endswith(".py")
        }


@needs_blender
def test_only_relative_imports_of_itself(sources: dict[str, ast.Module]) -> None:
    for name, tree in sources.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                module = "" if node.level else node.module or ""
                assert module.partition(".")[0] not in ("interact_addon", "bl_ext"), f"{name}:{node.lineno}"
            elif isinstance(node, ast.Import):
                assert not any(alias.name.startswith("interact_addon") for alias in node.names), name


@needs_blender
def test_sys_path_is_left_alone(sources: dict[str, ast.Module]) -> None:
    for name, tree in sources.items():
        if name in PROGRAMS:
            continue
        for node in ast.walk(tree):
            touches = isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.path", "site.addsitedir")
            assert not touches, f"{name}:{getattr(node, 'lineno', 0)}"


@needs_blender
def test_the_programs_are_imported_by_nothing(sources: dict[str, ast.Module]) -> None:
    for name, tree in sources.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert "start" not in (node.module, *(alias.name for alias in node.names)), name


@needs_blender
def test_it_is_small_and_without_what_does_not_run(built: Path) -> None:
    with zipfile.ZipFile(built) as archive:
        names = archive.namelist()
        manifest = tomllib.loads(archive.read("blender_manifest.toml").decode())
    assert built.stat().st_size < 7_000_000  # 1.3 MB of it are the pictures of the manual
    assert not [name for name in names if "test" in name or "packaging" in name or "__pycache__" in name]
    assert "interact_addon/cli/build_extension.py" not in names
    assert "interact_addon/py.typed" in names
    assert "wheels" not in manifest
    assert "platforms" not in manifest


@needs_blender
def test_what_does_not_belong_is_noticed(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.zip"
    copy.write_bytes(built.read_bytes())
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr("interact_addon/notes.txt", "mine")
    with pytest.raises(WorkError, match=r"holds unexpected files: interact_addon/notes\.txt"):
        check_contents(copy, ROOT)


@needs_blender
def test_what_is_missing_is_noticed(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.zip"
    with zipfile.ZipFile(built) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            if not name.endswith("/render.py"):
                target.writestr(name, source.read(name))
    with pytest.raises(WorkError, match=r"lacks .*render\.py"):
        check_contents(copy, ROOT)


def test_the_manifest_keeps_the_platforms_rules() -> None:
    manifest = tomllib.loads((ROOT / "blender_manifest.toml").read_text("utf-8"))
    assert len(manifest["tagline"]) <= 64
    assert manifest["tagline"][-1].isalnum()
    for reason in manifest["permissions"].values():
        assert len(reason) <= 64
        assert reason[-1].isalnum()


def test_the_wheels_are_those_that_the_project_pins() -> None:
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    manifest = Manifest.read(ROOT / "blender_manifest.toml")
    assert manifest.wheels
    for wheel in manifest.wheels:
        assert wheel.requirement in pins
    for platform in manifest.platforms:
        assert manifest.wheels_for([platform]), platform
    assert "http" not in manifest.text


@pytest.mark.parametrize(
    ("tags", "platform"),
    [
        ("manylinux_2_28_x86_64", "linux-x64"),
        ("manylinux2014_x86_64.manylinux_2_17_x86_64", "linux-x64"),
        ("win_amd64", "windows-x64"),
        ("win_arm64", "windows-arm64"),
        ("macosx_10_13_x86_64", "macos-x64"),
        ("macosx_12_0_arm64", "macos-arm64"),
    ],
)
def test_platforms_of_wheels(tags: str, platform: str) -> None:
    wheel = Wheel(f"./wheels/some_thing-1.2.3-py3-none-{tags}.whl")
    assert wheel.requirement == "some-thing==1.2.3"
    assert wheel.runs_on(platform)
    others = {"linux-x64", "windows-x64", "windows-arm64", "macos-x64", "macos-arm64"} - {platform}
    assert not any(map(wheel.runs_on, others))


def test_pure_wheels_run_everywhere() -> None:
    assert Wheel("./wheels/attrs-1-py3-none-any.whl").runs_on("macos-arm64")


def test_a_manifest_for_one_platform() -> None:
    manifest = Manifest.read(ROOT / "blender_manifest.toml")
    one = tomllib.loads(manifest.text_for(["windows-x64"]))
    assert one["platforms"] == ["windows-x64"]
    whole = Manifest.read(ROOT / "blender_manifest.toml").wheels
    anywhere = [wheel.path for wheel in whole if wheel.path.endswith("-none-any.whl")]
    assert anywhere
    assert [name for name in one["wheels"] if name not in anywhere] == [
        wheel.path for wheel in whole if wheel.path.endswith("win_amd64.whl")
    ]
    with pytest.raises(UsageError, match="'amiga'"):
        manifest.text_for(["amiga"])


def test_what_blender_adds_for_one_platform_of_several_holds() -> None:
    manifest = Manifest.read(ROOT / "blender_manifest.toml")
    wheel = manifest.wheels_for(["macos-arm64"])[0]
    added = f'[build.generated]\nplatforms = ["macos-arm64"]\nwheels = ["{wheel.path}"]\n'
    one = Manifest.parse(manifest.text + added, ROOT)
    assert one.platforms == ("macos-arm64",)
    assert one.wheels == (wheel,)


def test_this_machine_is_one_of_the_platforms() -> None:
    assert this_platform() in Manifest.read(ROOT / "blender_manifest.toml").platforms


def test_a_wheel_that_cannot_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    fail = [sys.executable, "-c", "import sys; sys.exit('ERROR: no such thing')"]
    monkeypatch.setattr("interact_addon.packaging.wheels._installer", lambda: fail)
    with pytest.raises(WorkError, match=r"x-1-py3-none-any\.whl could not be fetched: ERROR: no such thing"):
        fetch_wheels([Wheel("./wheels/x-1-py3-none-any.whl")], tmp_path, lambda text: None)


def test_a_wheel_that_is_there_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "x-1-py3-none-any.whl", "w") as archive:
        archive.writestr("x.py", "")
    monkeypatch.setattr("interact_addon.packaging.wheels._installer", lambda: pytest.fail("asked"))
    fetch_wheels([Wheel("./wheels/x-1-py3-none-any.whl")], tmp_path, lambda text: None)
