# SPDX-License-Identifier: GPL-3.0-or-later
"""Write contacts: as JSON to read, or as arrays in an .npz. `reading` reads both again."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..foundation.atomic_file import atomic_write
from ..foundation.errors import UsageError, WorkError
from .model import Contact, Contacts

__all__ = ["FIELDS", "FORMAT", "VERSION", "contacts_dict", "contacts_json", "save_contacts"]

FORMAT, VERSION = "interact contacts", 1

FIELDS: Mapping[str, str] = {
    "person": "the actor whose part touches",
    "part": "the role of its bone; of a foot on the floor left_foot is the heel, left_toe ball and toes",
    "other": "the actor who is touched, the same one for oneself; null for the floor and a seat",
    "on": "the role of the bone that is touched, or floor, or seat",
    "start": "the first frame, counted from 0 at the rate",
    "end": "the frame after the last one",
    "frame": "the frame in which the two are closest",
    "gap": "metres between the two surfaces in that frame, negative where they overlap",
    "strength": "0 to 1, how near and how long",
    "spot": "the place from the head of the part's bone, metres in the bone's axes, which at rest are the "
    "world's (Z up)",
    "offset": "the same place from the head of the touched bone; for floor and seat in the world",
}
"""What the fields of a contact mean, in the order of a file."""


def save_contacts(contacts: Contacts, path: Path) -> None:
    """Write contacts as a ``.json`` or ``.npz``.

    In an .npz each field is an array with a row a contact: ``person`` and ``other`` are numbers in
    ``people`` (-1 for the floor and seats), ``spot`` and ``offset`` (N, 3); ``rate`` is a text such as
    ``30000/1001``.

    Raises:
        UsageError: the name has another ending.
        WorkError: the file cannot be written.
    """
    content = io.BytesIO()
    if path.suffix.lower() == ".json":
        content.write(contacts_json(contacts).encode())
    elif path.suffix.lower() == ".npz":
        np.savez_compressed(content, **_arrays(contacts))  # type: ignore[arg-type]  # its stub takes no mapping
    else:
        raise UsageError("contacts are written as .json or .npz", path=path)
    try:
        with atomic_write(path) as stream:
            stream.write(content.getvalue())
    except OSError as error:
        raise WorkError(f"the contacts cannot be written ({error.strerror or error})", path=path) from error


def contacts_json(contacts: Contacts) -> str:
    """Return contacts as a JSON document, a line a contact."""
    whole = contacts_dict(contacts)
    head = {"format": FORMAT, "version": VERSION, "fields": dict(FIELDS)}
    head |= {name: value for name, value in whole.items() if name != "contacts"}
    lines = [json.dumps(_contact(contacts, each), ensure_ascii=False) for each in contacts.contacts]
    text = json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    rows = "\n    " + ",\n    ".join(lines) + "\n  " if lines else ""
    return f'{text},\n  "contacts": [{rows}]\n}}\n'


def contacts_dict(contacts: Contacts) -> dict[str, object]:
    """Return contacts as JSON has them."""
    return {
        "people": list(contacts.people),
        "rate": str(contacts.rate),
        "frames": contacts.frames,
        "source": contacts.source,
        "contacts": [_contact(contacts, each) for each in contacts.contacts],
    }


def _contact(contacts: Contacts, contact: Contact) -> dict[str, object]:
    return {
        "person": contacts.people[contact.person],
        "part": contact.part,
        "other": None if contact.other is None else contacts.people[contact.other],
        "on": contact.on,
        "start": contact.start,
        "end": contact.end,
        "frame": contact.frame,
        "gap": round(contact.gap, 6),
        "strength": round(contact.strength, 6),
        "spot": [round(float(value), 6) for value in contact.spot],
        "offset": [round(float(value), 6) for value in contact.offset],
    }


def _arrays(contacts: Contacts) -> dict[str, NDArray]:
    every = contacts.contacts
    numbers = {
        name: np.array([getattr(each, name) for each in every], np.int32)
        for name in ("start", "end", "frame")
    }
    numbers |= {name: np.array([getattr(each, name) for each in every]) for name in ("gap", "strength")}
    places = {
        name: np.array([getattr(each, name) for each in every], np.float64).reshape(-1, 3)
        for name in ("spot", "offset")
    }
    return {
        "format": np.array(FORMAT),
        "version": np.array(VERSION),
        "people": np.array(contacts.people, np.str_),
        "rate": np.array(str(contacts.rate)),
        "frames": np.array(contacts.frames),
        "source": np.array(contacts.source),
        "person": np.array([each.person for each in every], np.int32),
        "part": np.array([each.part for each in every], np.str_),
        "other": np.array([-1 if each.other is None else each.other for each in every], np.int32),
        "on": np.array([each.on for each in every], np.str_),
        **numbers,
        **places,
    }
