# SPDX-License-Identifier: GPL-3.0-or-later
"""``./interact python -m tools.fuzz``: read many bent files."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from .cases import KINDS, Case, add_seeds, make_case
from .readers import furnish
from .run import Failure, check_case, run_cases

_SHOWN = 5


def main() -> int:
    """Run cases, say what is not in order, and keep it."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.fuzz",
        description="Bend small files of every kind that is read, each from its number alone, and look for "
        "what is not an explained error. Exit code 1 where there is some.",
    )
    parser.add_argument("--count", metavar="N", type=int, default=20_000, help="cases (default: %(default)s)")
    parser.add_argument("--start", metavar="N", type=int, default=0, help="the first case's number")
    parser.add_argument("--kind", choices=sorted(set(KINDS)), help="only files of this kind")
    parser.add_argument(
        "--case", metavar="N", type=int, help="only this case: keep its file, show its traceback"
    )
    parser.add_argument(
        "--file", metavar="FILE", type=Path, help="only this file, of the kind that its ending says"
    )
    parser.add_argument("--seeds", metavar="DIR", type=Path, help="bend the small files in DIR too")
    parser.add_argument("--workers", metavar="N", type=int, help="processes (default: one for each core)")
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        default=Path(tempfile.gettempdir()) / "interact-fuzz",
        help="for the files that fail (default: %(default)s)",
    )
    args = parser.parse_args()
    if args.seeds is not None:
        print(f"{add_seeds(args.seeds)} files of {args.seeds} are bent too")
    if args.file is not None:
        return _file(args.file)
    if args.case is not None:
        print(_keep(make_case(args.case), args.out))
        return _tell(run_cases([args.case]))
    return _many(args)


def _file(path: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder))
        failure = check_case(Case(-1, path.suffix.lower().lstrip("."), path.read_bytes()), Path(folder))
    return _tell([] if failure is None else [failure])


def _tell(failures: Sequence[Failure]) -> int:
    print(*(failure.detail for failure in failures) if failures else ("in order",), sep="\n")
    return 1 if failures else 0


def _many(args: argparse.Namespace) -> int:
    numbers: Sequence[int] = range(args.start, args.start + args.count)
    if args.kind is not None:
        numbers = [
            n
            for n in range(args.start, args.start + args.count * len(KINDS))
            if KINDS[n % len(KINDS)] == args.kind
        ]
        numbers = numbers[: args.count]
    started = time.monotonic()

    failures: list[Failure] = []
    begun = 0

    def fail(failure: Failure) -> None:
        failures.append(failure)
        place = _keep(make_case(failure.number), args.out)
        place.with_suffix(f"{place.suffix}.log").write_text(failure.detail, "utf-8", "backslashreplace")

    def progress(done: int) -> None:
        nonlocal begun
        begun = done
        if sys.stderr.isatty():
            print(f"\r{done} of {len(numbers)}", end="", file=sys.stderr, flush=True)

    try:
        failures = run_cases(numbers, args.workers, fail, progress)
        begun = len(numbers)
    except KeyboardInterrupt:
        print("stopped")
    groups: dict[tuple[str, str, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        groups[failure.kind, failure.what.partition(":")[0], failure.where].append(failure)
    for (kind, what, where), same in sorted(groups.items(), key=lambda group: -len(group[1])):
        shown = ", ".join(str(each.number) for each in same[:_SHOWN]) + (
            ", ..." if len(same) > _SHOWN else ""
        )
        print(f"{kind}: {what} at {where}: {len(same)} cases ({shown})\n    {same[0].what!a}")
    seconds = time.monotonic() - started
    print(f"{begun} cases in {seconds:.0f} s, {len(failures)} failed", end="")
    print(f"; files and tracebacks: {args.out}" if failures else "")
    return 1 if failures else 0


def _keep(case: Case, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    place = out / f"{case.number}.{case.kind}"
    place.write_bytes(case.data)
    return place


if __name__ == "__main__":
    sys.exit(main())
