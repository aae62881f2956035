# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interact_addon.core.contacts import (
    FLOOR,
    Contact,
    Contacts,
    find_contacts,
    read_contacts,
    save_contacts,
)
from interact_addon.core.contacts.files import FIELDS, contacts_json
from interact_addon.core.foundation.errors import InputError, UsageError
from tests.core.contacts.people_who_touch import approach


def some() -> Contacts:
    one, other, _ = approach(0.01)
    return replace(find_contacts([one, other], ["001", "ä"]), rate=Fraction(30000, 1001))


@pytest.mark.parametrize("ending", ["json", "npz"])
def test_what_is_written_is_read(tmp_path: Path, ending: str) -> None:
    contacts, path = some(), tmp_path / f"a.{ending}"
    save_contacts(contacts, path)
    found = read_contacts(path)
    assert (found.people, found.rate, found.frames, found.source) == (
        contacts.people,
        contacts.rate,
        contacts.frames,
        "joints",
    )
    assert len(found.contacts) == len(contacts.contacts) > 4
    for one, other in zip(contacts.contacts, found.contacts, strict=True):
        for name in ("person", "part", "other", "on", "start", "end", "frame"):
            assert getattr(one, name) == getattr(other, name)
        assert np.allclose(one.spot, other.spot, atol=1e-6)
        assert np.allclose(one.offset, other.offset, atol=1e-6)
        assert one.gap == pytest.approx(other.gap, abs=1e-6)
    save_contacts(found, tmp_path / f"b.{ending}")
    assert (tmp_path / f"b.{ending}").read_bytes() == path.read_bytes() or ending == "npz"


@pytest.mark.parametrize("ending", ["json", "npz"])
def test_no_contacts(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    save_contacts(Contacts(("001",), Fraction(30), 0, ()), path)
    assert read_contacts(path).contacts == ()


def test_the_json_says_what_it_means() -> None:
    told = json.loads(contacts_json(some()))
    assert set(told["fields"]) == set(FIELDS) == {*Contact.__dataclass_fields__}
    assert {each["other"] for each in told["contacts"]} == {None, "ä"}
    assert {each["on"] for each in told["contacts"]} == {FLOOR, "right_hand"}


def test_the_arrays_need_no_pickle(tmp_path: Path) -> None:
    save_contacts(some(), tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        assert arrays["spot"].shape == (len(arrays["person"]), 3)
        assert arrays["other"].min() == -1
        assert str(arrays["rate"]) == "30000/1001"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="json or"):
        save_contacts(some(), tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("format",), "other", "holds no contacts"),
        (("version",), 2, "version 2"),
        (("people",), [], "none of the people"),
        (("people",), ["001", "001", "ä"], "list of different"),
        (("people",), "001", "list of actors"),
        (("rate",), "1e99999999", "frames per second"),
        (("rate",), "1/0", "frames per second"),
        (("frames",), -1, "frames is -1"),
        (("source",), "guess", "neither joints nor meshes"),
        (("contacts", 0, "person"), "002", "none of the people"),
        (("contacts", 0, "person"), None, "person of contact 1 is None"),
        (("contacts", 0, "person"), [1], "none of the people"),
        (("contacts", 0, "on"), "left_hand", "does not fit"),
        (("contacts", 0, "part"), 5, "no role"),
        (("contacts", 0, "end"), 1000, "not a whole number from"),
        (("contacts", 0, "frame"), 59.5, "not a whole number from"),
        (("contacts", 0, "gap"), float("nan"), "not a number from"),
        (("contacts", 0, "strength"), True, "not a number from"),
        (("contacts", 0, "spot"), [1, 2], "three numbers"),
        (("contacts", 0, "offset"), [1, 2, "3"], "not a number"),
        (("contacts", 0), 7, "no table"),
        (("contacts",), {}, "holds no contacts"),
    ],
)
def test_damaged_json_is_refused_in_a_sentence(
    tmp_path: Path, path: tuple[Any, ...], value: object, said: str
) -> None:
    told: Any = json.loads(contacts_json(some()))
    inner = told
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    file = tmp_path / "a.json"
    file.write_text(json.dumps(told))
    with pytest.raises(InputError, match=said) as caught:
        read_contacts(file)
    assert caught.value.path == str(file)
    assert caught.value.cure


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 100000, '"text"', "null", '{"format": "interact contacts"}']
)
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(InputError):
        read_contacts(tmp_path / "a.json")


def test_damaged_arrays_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save_contacts(some(), path)
    with np.load(path, allow_pickle=False) as read:
        arrays = dict(read)
    for name, array, said in (
        ("spot", arrays["spot"][:, :2], "three numbers"),
        ("gap", arrays["gap"][:-1], "rows"),
        ("gap", np.array(1.0), "row for each"),
        ("person", arrays["person"] + 9, "whole number"),
        ("people", np.array(3), "list of different"),
        ("rate", np.array(30.0), "frames per second"),
        ("part", arrays["start"], "no role"),
        ("format", arrays["spot"], "holds no contacts"),
        ("other", arrays["gap"], "whole number"),
    ):
        np.savez(path, **{**arrays, name: array})
        with pytest.raises(InputError, match=said):
            read_contacts(path)
    np.savez(path, **{name: array for name, array in arrays.items() if name != "on"})
    with pytest.raises(InputError, match="on is missing"):
        read_contacts(path)
    path.write_bytes(b"PK")
    with pytest.raises(InputError, match="not contacts"):
        read_contacts(path)
    with pytest.raises(InputError):
        read_contacts(tmp_path / "none.json")
