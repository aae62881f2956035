# SPDX-License-Identifier: GPL-3.0-or-later
"""``./interact`` sets its checkout's environment up once, and then starts what is there without touching it.

A stand-in for uv writes down what it is asked for, and makes the programs that a real one would install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a launcher for sh")

REPOSITORY = Path(__file__).resolve().parents[2]
LIBRARIES = "interact_addon/core/rendering/system_libraries.txt"

UV = """#!/bin/sh
if [ "$1" = --version ]; then echo "uv ${UV_IS:-9.9.0} (here)"; exit; fi
echo "uv $* with $UV_PYTHON" >>"$RECORD"
if [ -n "${UV_FAILS:-}" ]; then echo "no network" >&2; exit 1; fi
if [ "$1" != sync ]; then exit; fi
environment=${UV_PROJECT_ENVIRONMENT:-.venv}
mkdir -p "$environment/bin"
for program in interact python; do
    # -I: the launcher asks which libraries are missing, and whether Blender can be loaded
    made=$environment/bin/$program
    printf '#!/bin/sh\\n[ "$1 $2" != "-I -" ] || exit 0\\n' >"$made"
    printf '[ "$1" != -I ] || exit ${BROKEN:-0}\\necho "%s $* in $PWD"\\n' $program >>"$made"
    chmod +x "$made"
done
"""


class Checkout:
    """A checkout with the launcher, and a machine of which only its folder of programs is on PATH."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "interact blender"
        self.programs = folder / "bin"
        self.record = folder / "record"
        for name in ("interact", "tools/find-python", "pyproject.toml"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, self.root / name)
        self.libraries("libc.so.6 libc6", "libold.so.1 libold1 4.2")
        self.programs.mkdir()
        self.program("uv", UV)
        self.environment = {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "HOME": str(folder),
            "RECORD": str(self.record),
            "UV_PYTHON": sys.executable,
        }

    def libraries(self, *lines: str) -> None:
        path = self.root / LIBRARIES
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# soname, Debian's package\n" + "".join(f"{line}\n" for line in lines))

    def program(self, name: str, text: str) -> None:
        path = self.programs / name
        path.write_text(text)
        path.chmod(0o755)

    def run(self, *words: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(self.root / "interact"), *words],
            env={**self.environment, **environment},
            cwd=folder or self.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    @property
    def asked(self) -> list[str]:
        """What uv was asked for."""
        return self.record.read_text().splitlines() if self.record.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_run_sets_up_and_the_second_touches_nothing(checkout: Checkout, tmp_path: Path) -> None:
    first = checkout.run("status", "two words", folder=tmp_path)
    assert (first.returncode, first.stdout) == (0, f"interact status two words in {tmp_path}\n")
    assert checkout.asked == [f"uv sync --inexact with {sys.executable}"]
    before = {path: path.stat().st_mtime_ns for path in checkout.root.rglob("*")}
    second = checkout.run("status", folder=tmp_path)
    assert (second.returncode, second.stdout, second.stderr) == (0, f"interact status in {tmp_path}\n", "")
    assert len(checkout.asked) == 1
    assert {path: path.stat().st_mtime_ns for path in checkout.root.rglob("*")} == before


def test_tests_run_in_the_checkout_and_python_where_one_is(checkout: Checkout, tmp_path: Path) -> None:
    assert checkout.run("test", "-n", "auto", folder=tmp_path).stdout == (
        f"python -m pytest -n auto in {checkout.root}\n"
    )
    assert checkout.run("python", "x.py", folder=tmp_path).stdout == f"python x.py in {tmp_path}\n"


def test_an_interrupted_set_up_begins_again(checkout: Checkout) -> None:
    failed = checkout.run("demo", UV_FAILS="yes")
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert "no network" in failed.stderr
    assert "the lines above say why" in failed.stderr
    assert checkout.run("demo").stdout.startswith("interact demo")
    # uv takes what it was interrupted over for installed
    assert [line.split(" with ")[0] for line in checkout.asked] == [
        "uv sync --inexact",
        "uv sync --inexact --reinstall",
    ]
    assert checkout.run("setup").returncode == 0
    assert checkout.asked[-1].startswith("uv sync --inexact with")


def test_a_blender_that_cannot_be_loaded_is_installed_again(checkout: Checkout) -> None:
    failed = checkout.run("demo", BROKEN="1")
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert failed.stderr.splitlines()[-1].startswith("interact: Blender cannot be loaded")
    assert [line.split(" with ")[0] for line in checkout.asked] == [
        "uv sync --inexact",
        "uv sync --inexact --reinstall",
    ]


def test_two_first_runs_set_up_once(checkout: Checkout) -> None:
    checkout.program("uv", UV.replace("mkdir -p", "sleep 0.5\nmkdir -p", 1))
    runs = [
        subprocess.Popen(
            [checkout.root / "interact", "demo"],
            env=checkout.environment,
            cwd=checkout.root,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert [run.communicate(timeout=300)[0] for run in runs] == [f"interact demo in {checkout.root}\n"] * 3
    assert len(checkout.asked) == (1 if shutil.which("flock") else 3)


def test_a_uv_that_is_too_old_is_passed_over(checkout: Checkout) -> None:
    checkout.program("python3", "#!/bin/sh\nexit 1\n")
    assert "too old" in checkout.run("uv", "tree", UV_IS="0.5.31").stderr
    assert checkout.asked == []
    assert checkout.run("uv", "tree", UV_IS="0.6.0").returncode == 0


def test_without_a_home(checkout: Checkout) -> None:
    del checkout.environment["HOME"]
    del checkout.environment["UV_PYTHON"]
    assert checkout.run("uv", "tree").returncode == 0


def test_a_changed_checkout_is_told_and_left_to_the_user(checkout: Checkout) -> None:
    """A batch may run from the environment: nothing is exchanged under it."""
    checkout.run("demo")
    with (checkout.root / "pyproject.toml").open("a") as file:
        file.write("\n")
    again = checkout.run("demo")
    assert "./interact setup" in again.stderr
    assert again.stdout.startswith("interact demo")
    assert len(checkout.asked) == 1
    assert checkout.run("setup").returncode == 0
    assert len(checkout.asked) == 2
    assert checkout.run("demo").stderr == ""


def test_a_checkout_that_was_moved_is_set_up_again(checkout: Checkout, tmp_path: Path) -> None:
    """The programs in an environment name its folder."""
    checkout.run("demo")
    checkout.root = checkout.root.rename(tmp_path / "elsewhere")
    assert checkout.run("demo").returncode == 0
    assert len(checkout.asked) == 2


def test_an_environment_keeps_its_python(checkout: Checkout) -> None:
    """To make one of another, uv removes it: under a batch, or with what a user has installed there."""
    del checkout.environment["UV_PYTHON"]
    own = checkout.root / ".venv/bin/python"
    own.parent.mkdir(parents=True)
    own.symlink_to(sys.executable)
    checkout.run("uv", "tree")
    assert checkout.asked[-1] == f"uv tree with {own}"
    checkout.run("uv", "tree", UV_PYTHON="3.11")
    assert checkout.asked[-1] == "uv tree with 3.11"
    own.unlink()
    own.write_text("#!/bin/sh\necho 3.12\n")
    own.chmod(0o755)
    refused = checkout.run("demo")
    assert refused.returncode == 2
    assert "a Python without a Blender" in refused.stderr
    assert len(checkout.asked) == 2
    own.write_text("#!/bin/sh\nexit 127\n")  # its Python has gone
    assert checkout.run("demo").returncode == 0


def test_it_can_be_linked_from_a_folder_on_path(checkout: Checkout, tmp_path: Path) -> None:
    (checkout.programs / "interact").symlink_to(checkout.root / "interact")
    done = subprocess.run(
        [checkout.programs / "interact", "demo"],
        env=checkout.environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"interact demo in {tmp_path}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lacks them")
@pytest.mark.parametrize("apt", [True, False])
def test_missing_libraries_are_named_before_anything_is_fetched(checkout: Checkout, apt: bool) -> None:
    checkout.libraries(
        "libc.so.6 libc6",
        "libabsent1.so.7 libabsent7",
        "libother.so.1 libother1",
        "libabsent2.so.7 libabsent7",
    )
    if apt:
        checkout.program("apt-get", "#!/bin/sh\nexit 1\n")
    else:  # a machine without apt-get: only what the launcher uses is on its PATH
        checkout.environment["PATH"] = str(checkout.programs)
        for name in ("sh", "dirname", "readlink", "uname", "cut", "sort", "paste", "mkdir"):
            (checkout.programs / name).symlink_to(str(shutil.which(name)))
    found = checkout.run("demo")
    assert found.returncode == 2
    assert checkout.asked == []
    assert len(found.stderr.splitlines()) == 1
    assert "libc" not in found.stderr
    wanted = (
        "apt-get install -y libabsent7 libother1" if apt else "libabsent1.so.7 libother.so.1 libabsent2.so.7"
    )
    assert found.stderr.rstrip().endswith(wanted)


def test_uv_is_fetched_into_the_checkout_where_there_is_none(checkout: Checkout) -> None:
    """As on a system whose Python is closed to pip, but for folders of one's own."""
    (checkout.programs / "uv").rename(checkout.programs.parent / "uv")
    pip = f"""#!/bin/sh
case "$*" in "-m pip install "*"--target "*" uv") ;; *) exec {sys.executable} "$@" ;; esac
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/bin" && cp "{checkout.programs.parent}/uv" "$2/bin/uv"
"""
    checkout.program("python3", pip)
    assert checkout.run("demo").stdout.startswith("interact demo")
    assert (checkout.root / ".venvs/uv/bin/uv").is_file()
    assert sorted(path.name for path in (checkout.root / ".venvs").iterdir()) == ["lock", "uv"]
    assert checkout.run("uv", "tree").returncode == 0
    assert checkout.asked[-1] == f"uv tree with {sys.executable}"


def test_without_uv_and_pip_the_cure_is_said(checkout: Checkout) -> None:
    (checkout.programs / "uv").unlink()
    checkout.program("python3", "#!/bin/sh\necho 'No module named pip' >&2\nexit 1\n")
    found = checkout.run("demo")
    assert found.returncode == 2
    assert "https://docs.astral.sh/uv/" in found.stderr
    assert "python3-pip" in found.stderr
    assert not (checkout.root / ".venv").exists()


@pytest.mark.parametrize(
    ("installed", "chosen"), [(("3.11", "3.13"), "3.13"), (("3.11",), "3.11"), ((), "3.13")]
)
def test_the_newest_blenders_python_is_taken(
    checkout: Checkout, tmp_path: Path, installed: tuple[str, ...], chosen: str
) -> None:
    """The names on PATH that pyenv makes fail for versions not chosen; its folder has the real ones."""
    del checkout.environment["UV_PYTHON"]
    checkout.environment["PATH"] = f"{checkout.programs}:/usr/bin:/bin"
    checkout.program("python3", "#!/bin/sh\nexit 127\n")
    for version in ("3.11", "3.13"):
        checkout.program(f"python{version}", "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n")
    for version in installed:
        real = tmp_path / ".pyenv/versions" / f"{version}.9" / "bin/python3"
        real.parent.mkdir(parents=True)
        real.write_text(f'#!/bin/sh\n[ "$2" = -c ] || exit 0\n[ "$4" = {version} ] || exit 1\necho "$0"\n')
        real.chmod(0o755)
    checkout.run("uv", "tree")
    expected = str(tmp_path / ".pyenv/versions" / f"{chosen}.9" / "bin/python3") if installed else chosen
    assert checkout.asked == [f"uv tree with {expected}"]


def test_find_python_finds_this_one() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = subprocess.run(
        [REPOSITORY / "tools/find-python", version],
        env={**os.environ, "PATH": f"{Path(sys.base_prefix, 'bin')}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    tell = "import sys; print('%d.%d' % sys.version_info[:2])"
    assert subprocess.run([found, "-c", tell], capture_output=True, text=True).stdout.strip() == version
