# SPDX-License-Identifier: GPL-3.0-or-later
"""A Slurm cluster of two virtual nodes on this machine, in a folder of its own, from Debian's packages."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

__all__ = ["NEEDED", "program", "slurm_cluster", "why_not"]

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue", "scontrol", "sinfo")
_FOLDERS = "/usr/sbin:/sbin"
_PATIENCE = 60
_END = 30
_ENDING = {"squeue": ["--noheader"], "scancel": ["--user", "root"]}

_CONF = """\
ClusterName=tests
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CryptoType=crypto/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MaxArraySize={max_array}
{more}KillWait=10
SchedulerParameters=batch_sched_delay=1,sched_interval=5
NodeName=n[1-2] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{first}-{last}] CPUs={cores} RealMemory=2000
PartitionName=render Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP
"""


def why_not() -> str | None:
    """Why there can be no cluster here, or None."""
    missing = [name for name in NEEDED if program(name) is None]
    if missing:
        return f"{missing[0]} is not installed (apt-get install slurm-wlm munge)"
    if os.geteuid() != 0:
        return "only root can start Slurm's daemons"
    return None


@contextmanager
def slurm_cluster(folder: Path, *, max_array: int = 1001, cores: int = 1) -> Iterator[dict[str, str]]:
    """Two nodes with a core each while the block runs.

    Args:
        folder: Gets everything, and everybody may look into it.
        max_array: Slurm's ``MaxArraySize``.
        cores: Cores that each node is said to have; more than the machine has are believed, too.

    Yields:
        The environment that Slurm's commands need to find it.
    """
    for name in ("munge", "state", "spool/n1", "spool/n2"):
        (folder / name).mkdir(parents=True)
    conf = folder / "slurm.conf"
    port, first = _free_ports()
    conf.write_text(
        _CONF.format(
            host=socket.gethostname(),
            folder=folder,
            port=port,
            first=first,
            last=first + 1,
            max_array=max_array,
            cores=cores,
            more="SlurmdParameters=config_overrides\n" if cores > 1 else "",
        )
    )
    (folder / "cgroup.conf").write_text("CgroupPlugin=autodetect\n")
    key = folder / "munge" / "key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o600)
    environment = {**os.environ, "SLURM_CONF": str(conf)}
    munge = [f"--{name}={folder}/munge/{name}" for name in ("socket", "pid-file", "log-file", "seed-file")]
    commands = [
        [program("munged"), "--foreground", "--force", f"--key-file={key}", *munge],
        [program("slurmctld"), "-D"],
        [program("slurmd"), "-D", "-N", "n1"],
        [program("slurmd"), "-D", "-N", "n2"],
    ]
    daemons: list[subprocess.Popen[bytes]] = []
    try:
        with (folder / "daemons.log").open("ab") as log:
            for command in commands:
                daemons.append(
                    subprocess.Popen(
                        [*_leash(), *(str(word) for word in command)],
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )
                if len(daemons) == 1:
                    _wait(lambda: (folder / "munge" / "socket").exists(), "munged did not start", folder)
        _wait(lambda: _idle_nodes(environment) == 2, "the nodes did not come up", folder)
        yield environment
    finally:
        _end_jobs(environment)
        for daemon in reversed(daemons):
            daemon.terminate()
            try:
                daemon.wait(15)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        for pid in _left_over(conf):  # a job that did not end when it was told to
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _leash() -> list[str]:
    """What lets a daemon end with the tests, also where those are killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


def _end_jobs(environment: dict[str, str]) -> None:
    """Where a test has failed, its jobs may still be there."""
    until = time.monotonic() + _END
    words = {name: [str(program(name)), *more] for name, more in _ENDING.items()}
    try:
        while subprocess.run(
            words["squeue"], env=environment, capture_output=True, check=True, timeout=_END
        ).stdout:
            subprocess.run(words["scancel"], env=environment, capture_output=True, check=True, timeout=_END)
            if time.monotonic() > until:
                return
            time.sleep(0.5)
    except subprocess.SubprocessError:  # slurmctld is gone, or never came
        return


def _left_over(conf: Path) -> list[int]:
    """The processes that know this cluster."""
    mark = f"SLURM_CONF={conf}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (place / "environ").read_bytes().split(b"\0") and int(place.name) != os.getpid():
                found.append(int(place.name))
    return found


def _idle_nodes(environment: dict[str, str]) -> int:
    command = [str(program("sinfo")), "--noheader", "--Node", "--format=%T"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=_PATIENCE
    )
    return done.stdout.split().count("idle")


def _wait(ready, what: str, folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > until:
            logs = "\n".join(f"{path}:\n{path.read_text()[-2000:]}" for path in folder.glob("*.log"))
            raise RuntimeError(f"{what}\n{logs}")
        time.sleep(0.3)


def program(name: str) -> str | None:
    """Where one of Slurm's programs is."""
    return shutil.which(name) or shutil.which(name, path=_FOLDERS)


def _free_ports() -> tuple[int, int]:
    """A port, and the first of two neighbours."""
    while True:
        with (
            closing(socket.socket()) as one,
            closing(socket.socket()) as two,
            closing(socket.socket()) as more,
        ):
            one.bind(("127.0.0.1", 0))
            two.bind(("127.0.0.1", 0))
            try:
                more.bind(("127.0.0.1", two.getsockname()[1] + 1))
            except (OSError, OverflowError):
                continue
            return one.getsockname()[1], two.getsockname()[1]
