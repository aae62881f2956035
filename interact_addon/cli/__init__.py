# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``interact`` command: one file per subcommand, the same functions that the panel and Python call.

Exit codes: 0 all done; 1 something failed and the report names it; 2 wrong use or unreadable input; 128 plus
the signal's number where one stopped it: 130 SIGINT (Ctrl-C), 143 SIGTERM, 129 SIGHUP.
"""

from __future__ import annotations

import argparse
import importlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..core.foundation.errors import InputError, InteractError, UsageError, WorkError
from ..core.foundation.used_up import MEMORY_CURE, memory_ceiling, used_up
from ..core.foundation.version import __version__
from ..core.foundation.wheel_tag import correct_wheel_tag
from ..core.rendering.blender_faults import explain
from ..core.rendering.stop_signals import interruptible, stop_code
from .commands import COMMANDS, HELP, SOURCE_COMMANDS
from .console import Console, discard

__all__ = ["COMMANDS", "EXIT_DONE", "EXIT_FAILED", "EXIT_USAGE", "build_parser", "main"]

EXIT_DONE, EXIT_FAILED, EXIT_USAGE = 0, 1, 2
_ASKING = ("-h", "--help", "--version")
_LEAST_MEMORY = 240 << 20  # bytes; numpy, its OpenBLAS and our modules


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the command line.

    Args:
        only: One of the commands, whose module alone is imported then; all of them by default.
    """
    parser, subparsers = _parser()
    for name in _commands() if only is None else (only,):
        importlib.import_module(f".{name}", __package__).add_parser(subparsers)
    return parser


def _parser() -> tuple[argparse.ArgumentParser, Any]:
    parser = argparse.ArgumentParser(
        prog="interact",
        description="Two-person performances as rigged characters in Blender, and as movies with sound.",
        epilog="First steps: `interact demo`. Help on one command: `interact render --help`.",
    )
    parser.add_argument("--version", action="version", version=f"interact {__version__}")
    return parser, parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _overview() -> argparse.ArgumentParser:
    """Return a parser that knows the commands' names and purposes alone, without importing any."""
    parser, subparsers = _parser()
    for name in _commands():
        subparsers.add_parser(name.replace("_", "-"), help=HELP[name])
    return parser


def _commands() -> tuple[str, ...]:
    here = Path(__file__).parent
    return (*COMMANDS, *(name for name in SOURCE_COMMANDS if (here / f"{name}.py").is_file()))


def _joined(words: Sequence[str]) -> list[str]:
    """Return ``--up -Y`` as ``--up=-Y``: argparse takes what begins with a dash for an option."""
    joined: list[str] = []
    for word in words:
        if word in ("-X", "-Y", "-Z") and joined and joined[-1].startswith("--"):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _check_memory() -> None:
    """Refuse a limit of memory within which libraries end this process without a word that helps.

    Raises:
        WorkError: there is one.
    """
    ceiling = memory_ceiling()
    if ceiling is not None and ceiling < _LEAST_MEMORY:
        raise WorkError(
            f"this process may use {ceiling >> 20} MiB of memory (ulimit -v), and needs "
            f"{_LEAST_MEMORY >> 20}, for Blender itself some GB",
            cure=MEMORY_CURE,
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The arguments after the program's name; those of this process by default.

    Returns:
        The exit code.
    """
    with interruptible():
        try:
            return _main(argv)
        except KeyboardInterrupt:
            console = Console(as_json="--json" in (sys.argv[1:] if argv is None else argv))
            console.go_on()  # the terminal can be gone
            console.error(InteractError("interrupted; nothing half-written was kept under a final name"))
            return stop_code()


def _main(argv: Sequence[str] | None) -> int:
    logging.basicConfig(level=os.environ.get("INTERACT_LOG", "WARNING"), format="%(name)s: %(message)s")
    correct_wheel_tag()  # before a batch begins that a `uv run` beside it would hurt
    words = sys.argv[1:] if argv is None else argv
    command = words[0].replace("-", "_") if words else ""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a name that the terminal cannot show is not an error
        sys.stdout.reconfigure(errors="backslashreplace")
    console = Console(as_json="--json" in words)
    try:
        _check_memory()
        asking = words and words[0] in _ASKING
        parser = _overview() if asking else build_parser(command if command in _commands() else None)
        try:
            args = parser.parse_args(_joined(words))
        except SystemExit as stop:  # argparse has printed its help or its error
            return int(stop.code or 0)
        # A file for the JSON leaves the tables on standard output.
        console = Console(as_json=getattr(args, "json", False) in (True, "-"))
        return int(args.run(args, console))
    except (UsageError, InputError) as error:
        console.error(error)
        return EXIT_USAGE
    except InteractError as error:
        console.error(error)
        return EXIT_FAILED
    except BrokenPipeError:  # the reader (head, less) has seen enough
        discard(sys.stdout)
        return EXIT_DONE
    except Exception as error:
        fault: InteractError | None = explain(error)
        if fault is None and (found := used_up(error)) is not None:
            fault = WorkError(found[0], cure=found[1])
        if fault is None:
            raise
        console.error(fault)
        return EXIT_FAILED
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                if stream is not None:  # as in a Windows program without a console
                    stream.flush()
            except OSError:  # Python would end with its own exit code
                discard(stream)
