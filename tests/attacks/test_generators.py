# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile paths and titles in what is written for bash, Slurm, OpenJD and Flamenco: nothing of them runs."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.rendering.batch import BatchOptions, Task
from interact_addon.core.rendering.farms import JobManifest, ManifestTask, make_manifest
from interact_addon.core.rendering.farms.flamenco import FlamencoOptions, job_type_script, submitted_job
from interact_addon.core.rendering.farms.local import local_command
from interact_addon.core.rendering.farms.openjd import OpenJdOptions, job_parameters, job_template
from interact_addon.core.rendering.farms.slurm import SlurmOptions, sbatch_script

PROGRAM = ["interact"]
COMPILER = Path(__file__).parents[1] / "core" / "rendering" / "farms" / "compile_job.js"

needs_bash = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="there is no bash"
)

# {mark} becomes a file that whatever runs would make.
REFUSED = [
    "a\ntouch {mark}\n#",
    "a\n#SBATCH --wrap=touch {mark}",
    "a\rtouch {mark}\r",
    "a\r\ntouch {mark}\r\n",
    "a\x0btouch {mark}",
    "a\x0ctouch {mark}",
    "a\x1b]0;touch {mark}\x07",
    "a\x7f",
    "a\x85touch {mark}",
    "a\u2028touch {mark}\u2028",
    "a\u2029touch {mark}",
]
QUOTED = [
    "a$(touch {mark})",
    "a`touch {mark}`",
    "a'; touch {mark}; '",
    'a"; touch {mark}; "',
    "a; touch {mark} #",
    "a && touch {mark}",
    "a | touch {mark}",
    "a > x",
    "${{IFS}}",
    "!touch {mark}",
    "a%j %A %% %N",
    "-rf --help",
    " leading and trailing ",
    "*?[a-z]~",
    "é \u00a0 \U0001f4a9",
    "\u202etxt.exe",
]
ENGINES = ["slurm", "openjd", "flamenco", "local"]


def _job(
    out: Path, title: str = "night.toml", dataset: Path = Path("/data"), options: MovieOptions | None = None
) -> JobManifest:
    request = RenderRequest(dataset, "20260101_001", out, options or MovieOptions(), "one")
    return JobManifest("20261121-120000-abcd", "2026", title, out, (ManifestTask(request, 9, 1.0),))


def _written(
    engine: str, job: JobManifest, program: list[str] | None = None, ffmpeg: Path | None = None
) -> str:
    words = program or PROGRAM
    if engine == "slurm":
        return sbatch_script(job, SlurmOptions(ffmpeg=ffmpeg), words)
    if engine == "openjd":
        options = OpenJdOptions(ffmpeg=ffmpeg)
        return json.dumps([job_template(job, options, words), job_parameters(job, options)])
    if engine == "flamenco":
        return json.dumps(submitted_job(job, FlamencoOptions(words[0], ffmpeg=ffmpeg)))
    return shlex.join(local_command(job, words, ffmpeg=ffmpeg))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", REFUSED, ids=repr)
def test_what_ends_a_line_is_refused_everywhere(engine: str, name: str) -> None:
    odd = Path("/shared") / name.format(mark="x").replace("/", "")
    for job, words, ffmpeg in (
        (_job(odd), None, None),
        (_job(Path("/out"), dataset=odd), None, None),
        (_job(Path("/out")), [f"/opt/{odd.name}/interact"], None),
        (_job(Path("/out")), None, odd),
    ):
        with pytest.raises(UsageError, match="cannot be written into a job"):
            _written(engine, job, words, ffmpeg)
    with pytest.raises(UsageError, match="cannot be written into a job"):
        make_manifest([Task(_job(odd).tasks[0].request)], odd, BatchOptions(), title="x")


@needs_bash
@pytest.mark.parametrize("name", [*QUOTED, *REFUSED], ids=repr)
def test_bash_runs_nothing_but_the_program(tmp_path: Path, name: str) -> None:
    """Also where the title is hostile: the name of a job file, which stands in a comment."""
    mark, log = tmp_path / "mark", tmp_path / "log"
    stub = tmp_path / "interact"
    stub.write_text(
        f"#!{sys.executable}\nimport json, sys\njson.dump(sys.argv[1:], open({str(log)!r}, 'w'))\n"
    )
    stub.chmod(0o755)
    text = name.format(mark="mark")
    out = tmp_path / "out" if name in REFUSED else tmp_path / text.replace("/", "")
    script = tmp_path / "job.sbatch"
    job = _job(out, title=text)
    script.write_text(sbatch_script(job, SlurmOptions(), [str(stub)]))
    directives = [line for line in script.read_text().splitlines() if line.startswith("#SBATCH")]
    subprocess.run(
        [str(shutil.which("bash")), str(script)],
        cwd=tmp_path,
        env={**os.environ, "SLURM_ARRAY_TASK_ID": "0", "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    assert json.loads(log.read_text())[:2] == ["run-tasks", str(job.path)]
    assert not mark.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["interact", "job.sbatch", "log"]
    assert len(directives) == 11, "none is added by a title"
    assert not any("wrap" in line for line in directives)


def test_slurm_changes_no_path_of_a_log() -> None:
    script = _written("slurm", _job(Path("/shared/100% %j")))
    assert "/shared/100%% %%j/" in script
    with pytest.raises(UsageError, match="cannot be written into a Slurm script"):
        _written("slurm", _job(Path("/shared/a\\")))
    if sys.platform != "win32":
        assert "a\\" in _written("local", _job(Path("/shared/a\\")))


@pytest.mark.parametrize("place", ["/opt/{{Param.X}}/interact", "/opt/{{ RawParam.OutDir }}"])
def test_openjd_reads_no_parameter_into_a_path(place: str) -> None:
    with pytest.raises(UsageError, match="OpenJD template"):
        _written("openjd", _job(Path("/out")), [place])
    # Folders are values of parameters, which are not read again.
    template, parameters = json.loads(_written("openjd", _job(Path(place)), ffmpeg=Path(place)))
    assert parameters["OutDir"] == str(Path(place))
    assert place not in json.dumps(template["steps"])
    assert "{{Param.Ffmpeg}}" in json.dumps(template["steps"])


def test_flamenco_reads_no_variable_into_a_path() -> None:
    for job, words, ffmpeg in (
        (_job(Path("/shared/{blender}")), None, None),
        (_job(Path("/out")), ["/opt/{x}/entry.py"], None),
        (_job(Path("/out")), None, Path("/{jobs}/ffmpeg")),
    ):
        with pytest.raises(UsageError, match="cannot be written into a Flamenco job"):
            _written("flamenco", job, words, ffmpeg)
    assert _written("flamenco", _job(Path("/shared/a} {b")))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize(
    "name", ["'; throw 1; '", '"]); throw 1; ([""', "`; process.exit(3); `", "</script>", "a\\"]
)
def test_flamencos_job_type_takes_paths_as_words(tmp_path: Path, name: str) -> None:
    out = Path("/shared") / name.replace("/", "")
    options = FlamencoOptions("/opt/entry.py", maps=((str(out), "D:\\x"),), ffmpeg=Path("/opt/ffmpeg"))
    (tmp_path / "type.js").write_text(job_type_script())
    values = submitted_job(_job(out, title=name), options)
    (tmp_path / "job.json").write_text(json.dumps(values))
    command = ["node", str(COMPILER), str(tmp_path / "type.js"), str(tmp_path / "job.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (task,) = json.loads(done.stdout)["tasks"]
    assert task["commands"][0]["parameters"]["args"] == [
        *("--python", "/opt/entry.py", "--", "run-tasks", str(_job(out).path)),
        *("--indices", "0", "--workers", "1", "--progress", "flamenco"),
        *("--ffmpeg", "/opt/ffmpeg", "--map", str(out), "D:\\x"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such names")
@pytest.mark.parametrize("engine", ["openjd", "flamenco"])
def test_what_is_not_unicode_is_refused_where_text_is_needed(engine: str) -> None:
    with pytest.raises(UsageError, match="is not UTF-8"):
        _written(engine, _job(Path(os.fsdecode(b"/shared/d\xe9p"))))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_ffmpeg_of_the_command_line_reaches_the_machines(engine: str) -> None:
    options = replace(MovieOptions(), ffmpeg=Path("/opt/ffmpeg"))
    task = Task(RenderRequest(Path("/data"), "20260101_001", Path("/out"), options, "one"))
    job = make_manifest([task], Path("/out"), BatchOptions(), title="x")
    assert "ffmpeg" not in _written(engine, job), "no list names one"
    written = _written(engine, job, ffmpeg=Path("/opt/my ffmpeg"))
    assert "/opt/my ffmpeg" in written
    if engine in ("slurm", "local"):
        assert "--ffmpeg '/opt/my ffmpeg'" in written
