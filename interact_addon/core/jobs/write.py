# SPDX-License-Identifier: GPL-3.0-or-later
"""Write job files, plain text or TOML, and split one into several."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..foundation.atomic_file import atomic_write
from ..foundation.errors import UsageError, WorkError
from .job_paths import written
from .model import Job, JobEntry, JobOptions, job_options

__all__ = ["file_text", "job_text", "job_toml", "split_job", "write_job"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def job_text(
    entries: Iterable[JobEntry], comments: Sequence[str] = (), notes: Mapping[str, str] | None = None
) -> str:
    """Return a plain job file: one key per line.

    Args:
        entries: The scenes.
        comments: Lines for its head.
        notes: Comments on single entries, by their names.

    Raises:
        UsageError: an entry has options or a name, which only TOML can hold.
    """
    lines = [f"# {comment}".rstrip() for comment in comments]
    for entry in entries:
        if entry.options != JobOptions() or entry.output or entry.dataset is not None:
            raise UsageError(
                f"{entry.name} has its own options, which a plain job file cannot hold",
                cure="Give the file the ending .toml",
            )
        lines.append(entry.word + _note(entry, notes))
    return "\n".join(lines) + "\n"


def job_toml(
    entries: Iterable[JobEntry],
    comments: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
    *,
    defaults: JobOptions | None = None,
) -> str:
    """Return a TOML job file.

    Args:
        entries: The scenes. Datasets and characters should be absolute, or relative to the file to write.
        comments: Lines for its head.
        notes: Comments on single entries, by their names.
        defaults: Options for ``[defaults]``, which are not repeated for scenes.
    """
    entries = list(entries)
    defaults = defaults or JobOptions()
    datasets = {entry.dataset for entry in entries}
    common = datasets.pop() if len(datasets) == 1 else None
    lines = [f"# {comment}".rstrip() for comment in comments]
    if common is not None:
        lines.append(f"dataset = {_quoted(common.as_posix())}")
    if pairs := _pairs(defaults, JobOptions()):
        lines += ["", "[defaults]", *pairs]
    for entry in entries:
        lines += ["", "[[scene]]", f"key = {_quoted(entry.word)}{_note(entry, notes)}"]
        if entry.output:
            lines.append(f"output = {_quoted(entry.output)}")
        if entry.dataset is not None and entry.dataset != common:
            lines.append(f"dataset = {_quoted(entry.dataset.as_posix())}")
        lines += _pairs(entry.options, defaults)
    return "\n".join(lines).lstrip("\n") + "\n"


def write_job(
    path: Path,
    entries: Sequence[JobEntry],
    comments: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write a job file, also in place of one that is there.

    Args:
        path: The file: TOML where its name ends in ``.toml``, else plain text.
        entries: The scenes. Datasets and characters in the file's folder or beside it get relative paths,
            others absolute ones.
        comments: Lines for its head.
        notes: Comments on single entries, by their names.

    Raises:
        UsageError: a plain file cannot hold the entries, or there are none.
        WorkError: the file cannot be written.
    """
    text = file_text(path, entries, comments, notes)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as stream:
            stream.write(text.encode())
    except (OSError, UnicodeEncodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "a folder's name in it is not valid Unicode"
        raise WorkError(f"the job file cannot be written ({why})", path=path) from error


def file_text(
    path: Path,
    entries: Sequence[JobEntry],
    comments: Sequence[str] = (),
    notes: Mapping[str, str] | None = None,
) -> str:
    """Return what :func:`write_job` writes.

    Raises:
        UsageError: a plain file cannot hold the entries, or there are none.
    """
    if not entries:
        raise UsageError("a job file needs at least one scene")
    toml = path.suffix.lower() == ".toml"
    here = [_from(entry, path.parent) for entry in entries]
    return (job_toml if toml else job_text)(here, comments, notes)


def split_job(job: Job, parts: int, weights: Sequence[float] | None = None) -> list[tuple[JobEntry, ...]]:
    """Split a job into at most ``parts`` jobs of about equal duration; none is empty.

    The order is kept, so that related scenes stay together.

    Args:
        job: The job.
        parts: Maximum number of jobs.
        weights: Duration of each entry, in any unit; equal by default.

    Raises:
        UsageError: ``parts`` is less than 1.
    """
    if parts < 1:
        raise UsageError(f"a job cannot be split into {parts} parts", cure="Use 1 or more")
    costs = [max(float(weight), 1e-9) for weight in weights] if weights else [1.0] * len(job.entries)
    whole, before = sum(costs), 0.0
    groups: list[list[JobEntry]] = [[] for _ in range(parts)]
    for entry, cost in zip(job.entries, costs, strict=True):
        middle = before + cost / 2.0
        groups[min(parts - 1, int(middle / whole * parts))].append(entry)
        before += cost
    return [tuple(group) for group in groups if group]


def _from(entry: JobEntry, folder: Path) -> JobEntry:
    """Return the entry with its paths as a file in ``folder`` writes them."""
    dataset = None if entry.dataset is None else written(entry.dataset, folder)
    options = entry.options.with_paths(lambda path: written(path, folder))
    return replace(entry, dataset=dataset, options=options)


def _pairs(options: JobOptions, defaults: JobOptions) -> list[str]:
    values, before = options.values(), defaults.values()
    return [
        f"{each.name} = {_value(each.kind.to_plain(values[each.name]))}"
        for each in job_options()
        if each.name in values and values[each.name] != before.get(each.name)
    ]


def _value(plain: object) -> str:
    """Return a value as TOML."""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, int | float):
        return repr(plain)
    if isinstance(plain, dict):
        pairs = [(name if _BARE.fullmatch(name) else _quoted(name), text) for name, text in plain.items()]
        return "{ " + ", ".join(f"{name} = {_quoted(text)}" for name, text in pairs) + " }"
    return _quoted(str(plain))


def _note(entry: JobEntry, notes: Mapping[str, str] | None) -> str:
    """Return a comment for the end of a line, without line breaks."""
    note = " ".join((notes or {}).get(entry.name, "").split())
    return f"   # {note}" if note else ""


def _quoted(text: str) -> str:
    # JSON's strings are TOML's, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
