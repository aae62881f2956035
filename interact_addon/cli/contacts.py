# SPDX-License-Identifier: GPL-3.0-or-later
"""``interact contacts``: who touches whom, shown and as files."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from ..core.contacts import Contact, Contacts, save_contacts
from ..core.contacts.files import contacts_dict
from ..core.contacts.wording import contact_text
from ..core.foundation.errors import InputError, WorkError
from ..core.foundation.findings import Finding
from ..core.foundation.writing.named_files import check_named
from ..core.options.movie import ComposeOptions
from ..core.options.take import TakeOptions
from ..core.performance.contacts import scene_contacts
from ..core.performance.mesh_contacts import scene_mesh_contacts
from ..core.schema.arguments import add_arguments
from .commands import HELP
from .console import Console, count
from .options import add_dataset_argument, add_overwrite_argument, asked_actors, opened_dataset, read_options

__all__ = ["add_parser", "run"]

_EPILOG = """\
examples:
  interact contacts 20231119_051 --dataset InterAct
  interact contacts 20231119_051 --dataset InterAct --all --json
  interact contacts 20231119_051 --dataset InterAct --meshes
  interact contacts --dataset InterAct --out contacts --format npz
"""
_OPTIONS = ("fps", "bodies", "units", "up", "skeleton", "body_model", "floor")


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Define the command."""
    parser = subparsers.add_parser(
        "contacts",
        help=HELP["contacts"],
        description="Find from the joints which parts of people touch the partner, oneself, the floor or a "
        "seat. Shown are touches between people; files hold all contacts, with the place that touches in the "
        "axes of both bones.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("keys", metavar="KEY", nargs="*", help="scenes or performances; by default all")
    add_dataset_argument(parser)
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--between", action="store_true", help="only touches between people, in files too")
    shown.add_argument("--all", action="store_true", help="show also oneself, floor and seats")
    parser.add_argument(
        "--meshes",
        action="store_true",
        help="what hands, forearms, feet and heads touch by the built-in people's skin and clothes; the "
        "people are fitted first",
    )
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where a file for each scene is written")
    parser.add_argument(
        "--format", choices=("json", "npz"), default="json", help="of the files; default: json"
    )
    add_overwrite_argument(parser)
    add_arguments(parser, TakeOptions, _OPTIONS)
    parser.add_argument("--json", action="store_true", help="JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Find, write, report."""
    options = read_options(args, TakeOptions())
    dataset = opened_dataset(args)
    every = [dataset.scene(key) for key in args.keys] if args.keys else dataset.scenes()
    scenes = list(dict.fromkeys(every))
    actors = asked_actors(args.keys, every)
    paths = {scene.key: args.out / f"{scene.key}.{args.format}" for scene in scenes} if args.out else {}
    check_named(paths.values(), overwrite=args.overwrite)
    found: dict[str, Contacts] = {}
    findings: list[Finding] = []
    failed = 0
    with console.progress("finding contacts", len(scenes)) as bar:
        for scene in scenes:
            try:
                if args.meshes:
                    done = scene_mesh_contacts(scene, ComposeOptions(take=options))
                else:
                    done = scene_contacts(scene, options)
            except InputError as error:
                if len(scenes) == 1:
                    raise
                findings.append(Finding("no-contacts", str(error).rstrip("."), path=error.path))
                failed += 1
                continue
            finally:
                bar.advance()
            findings += done.findings
            found[scene.key] = _chosen(done.contacts, actors[scene.key], between=args.between)
            if scene.key in paths:
                _save(found[scene.key], paths[scene.key])
    return _report(args, console, found, list(dict.fromkeys(findings)), failed)


def _chosen(contacts: Contacts, actors: set[str] | None, *, between: bool) -> Contacts:
    """Return the contacts that are asked for."""
    kept = contacts.between() if between else contacts.contacts

    def of_them(each: Contact) -> bool:
        who = (each.person, each.person if each.other is None else each.other)
        return actors is None or any(contacts.people[number] in actors for number in who)

    return replace(contacts, contacts=tuple(each for each in kept if of_them(each)))


def _save(contacts: Contacts, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = f"the folder cannot be made ({error.strerror or error})"
        raise WorkError(why, path=path.parent) from error
    save_contacts(contacts, path)


def _report(
    args: argparse.Namespace,
    console: Console,
    found: dict[str, Contacts],
    findings: list[Finding],
    failed: int,
) -> int:
    files = [str(args.out / f"{key}.{args.format}") for key in found] if args.out else []
    for finding in findings:
        console.warn(finding)
    console.json(
        {
            "scenes": {key: contacts_dict(each) for key, each in found.items()},
            "files": files,
            "findings": [finding.as_dict() for finding in findings],
        }
    )
    rows = [
        (
            key,
            f"{contact.start / contacts.rate:.2f} s",
            f"{contact.frames / contacts.rate:.2f} s",
            contact_text(contacts, contact),
            f"{100 * contact.gap:.1f} cm",
            f"{contact.strength:.2f}",
        )
        for key, contacts in found.items()
        for contact in (contacts.contacts if args.all else contacts.between())
    ]
    console.table(("scene", "from", "for", "contact", "gap", "strength"), rows)
    between = sum(len(each.between()) for each in found.values())
    whole = sum(len(each.contacts) for each in found.values())
    line = f"{count(between, 'contact')} between people, {whole} in all"
    console.line(line + (f"; {count(len(files), 'file')} in {args.out}" if files else ""))
    return 1 if failed else 0
