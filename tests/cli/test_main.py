# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame around the subcommands: exit codes, and words instead of tracebacks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from interact_addon import cli
from interact_addon.cli import COMMANDS, main
from interact_addon.core.rendering.blender_faults import missing_module

ROOT = Path(__file__).resolve().parents[2]


def test_no_command_is_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "COMMAND" in capfd.readouterr().err


def test_an_unknown_command_is_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    assert "dance" in capfd.readouterr().err


def test_the_version_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capfd.readouterr().out.startswith("interact 0.")


def test_errors_for_machines_are_json(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.bvh"
    assert main(["bvh", str(missing), "--json"]) == 2
    shown = capfd.readouterr()
    assert json.loads(shown.out)["error"]["path"] == str(missing)
    assert "missing.bvh" in shown.err


HIDE_BPY = """
import importlib, pkgutil, sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == "bpy" or name.startswith("bpy."):
            raise ModuleNotFoundError("No module named 'bpy'", name="bpy")
sys.meta_path.insert(0, Hidden())
"""


def test_the_whole_core_imports_without_blender() -> None:
    script = """
import interact_addon.core as core
for found in pkgutil.walk_packages(core.__path__, core.__name__ + "."):
    importlib.import_module(found.name)
print(len(sys.modules))
"""
    done = _run(HIDE_BPY + script)
    assert done.returncode == 0, done.stderr


def test_without_blender_help_works_and_the_rest_says_what_is_missing(
    demo_root: Path, tmp_path: Path
) -> None:
    script = """
from interact_addon.cli import COMMANDS, main
for command in COMMANDS:
    assert main([command.replace("_", "-"), "--help"]) == 0
assert main(["scenes", "--dataset", sys.argv[1]]) == 0
sys.exit(main(["compose", "20260101_001", "--dataset", sys.argv[1], "--save", sys.argv[2]]))
"""
    done = _run(HIDE_BPY + script, str(demo_root), str(tmp_path / "x.blend"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"interact: {missing_module('bpy')}"
    assert "Traceback" not in done.stderr


def _run(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=300,
    )


def test_the_commands_come_in_the_order_of_work_and_none_is_forgotten() -> None:
    work = ["demo", "scenes", "compose", "render", "job", "submit", "status", "mux", "doctor"]
    assert sorted(work, key=COMMANDS.index) == work
    folder = Path(cli.__file__).parent
    files = {
        path.stem for path in folder.glob("*.py") if "def add_parser(" in path.read_text(encoding="utf-8")
    }
    assert files == {*COMMANDS, "build_extension"}
    assert len(set(COMMANDS)) == len(COMMANDS)


def test_the_overview_says_what_all_the_parsers_say(capsys: pytest.CaptureFixture[str]) -> None:
    """`interact --help` imports no command; what it shows is what the commands' own parsers would."""
    assert cli.main(["--help"]) == 0
    assert capsys.readouterr().out == cli.build_parser().format_help()
    done = _run("import sys; from interact_addon.cli import main; main(['-h']); print(*sys.modules)")
    loaded = done.stdout.splitlines()[-1].split()
    assert "interact_addon.cli.commands" in loaded
    assert [name for name in loaded if name in ("numpy", "interact_addon.cli.render")] == []


def test_an_axis_that_points_down_is_no_option() -> None:
    """`--up -Y` is meant as it is written; argparse takes what begins with a dash for another option."""
    words = ["render", "KEY", "--up", "-Y", "--units", "m", "-Z", "--json"]
    assert cli._joined(words) == ["render", "KEY", "--up=-Y", "--units", "m", "-Z", "--json"]
    parser = cli.build_parser("compose")
    required = ["compose", "20260101_001", "--dataset", "d", "--save", "x.blend"]
    for up in ("-Y", "-Z", "X", "auto"):
        assert parser.parse_args(cli._joined([*required, "--up", up])).up == up
