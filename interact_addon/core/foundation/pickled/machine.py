# SPDX-License-Identifier: GPL-3.0-or-later
"""The stack machine of pickles, protocols 0 to 5 (CPython's Lib/pickletools.py describes the opcodes).

Texts of Python 2 are read as Latin-1. The only memory that is made is for what the file holds: a claimed size
is compared with what is left of the file, the memo is a dict, and there is no recursion.
"""

from __future__ import annotations

import pickle
import re
import struct
from collections.abc import Callable, Mapping

from .fault import Allowance, DamageError
from .names import Name, checked_key, refused
from .numpy_objects import RawArray, RawType

__all__ = ["Machine"]

_NEWEST = 5
_LONGEST_LINE = 100  # of a number
_LONGEST_NUMBER = 32  # bytes
_ESCAPED = re.compile(rb"(?:[^\\]++|\\(?:[\\'\"abfnrtv]|x[0-9a-fA-F]{2}|[0-3]?[0-7]{1,2}))*+\Z")


class Machine:
    """Reads one pickle.

    Args:
        data: The bytes.
        at: Where in them the pickle begins; afterwards, where it ends.
        names: What it may name.
        allowance: What it may cost.
        outside: Gives the objects that are kept outside the pickle, by identity; None if there are none.
    """

    def __init__(
        self,
        data: bytes,
        at: int,
        names: Mapping[str, Name],
        allowance: Allowance,
        outside: Callable[[object], object] | None = None,
    ) -> None:
        self.data, self.at = data, at
        self._names, self._allowance, self._outside = names, allowance, outside
        self._stack: list[object] = []
        self._below: list[list[object]] = []
        self._memo: dict[int, object] = {}

    def run(self) -> object:
        """Return what the pickle stands for.

        Raises:
            DamageError: it is damaged, or asks for something that is not data.
            ValueError, IndexError, KeyError, struct.error: it is damaged.
        """
        steps, allowance = _STEPS, self._allowance
        while True:
            allowance.step(1)
            opcode = self.data[self.at]
            self.at += 1
            if opcode == _STOP:
                return self._stack.pop()
            step = steps.get(opcode)
            if step is None:
                raise DamageError(f"not a pickle: in one, byte {self.at - 1} ({opcode:#04x}) has no meaning")
            step(self)

    # Arguments in the file.

    def _take(self, count: int) -> bytes:
        end = self.at + count
        if count < 0 or end > len(self.data):
            raise DamageError(
                f"it ends early: {count} bytes are announced and {len(self.data) - self.at} are there"
            )
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def _uint(self, width: int) -> int:
        return int.from_bytes(self._take(width), "little")

    def _line(self) -> bytes:
        end = self.data.index(b"\n", self.at)
        piece = self.data[self.at : end]
        self.at = end + 1
        return piece

    def _digits(self) -> bytes:
        line = self._line()
        if len(line) > _LONGEST_LINE:
            raise DamageError("a number has too many digits")
        return line

    # The stack.

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _mark(self) -> None:
        self._below.append(self._stack)
        self._stack = []

    def _marked(self) -> list[object]:
        items, self._stack = self._stack, self._below.pop()
        return items

    def _tuple(self, count: int) -> None:
        if len(self._stack) < count:
            raise DamageError("the pickle is damaged")
        self._stack[-count:] = [tuple(self._stack[-count:])]

    def _pop(self) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._marked()

    # Containers.

    def _append(self, items: list[object]) -> None:
        holder = self._stack[-1]
        if type(holder) is not list:
            raise DamageError("the pickle appends to what is no list")
        holder.extend(items)

    def _set(self, items: list[object]) -> None:
        holder = self._stack[-1]
        if type(holder) is not dict or len(items) % 2:
            raise DamageError("the pickle sets items of what is no dict")
        for key, value in zip(items[::2], items[1::2], strict=True):
            holder[checked_key(key)] = value

    def _make_dict(self) -> None:
        items = self._marked()
        self._push({})
        self._set(items)

    # Names and calls.

    def _global(self) -> None:
        self._name(self._line(), self._line())

    def _stack_global(self) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        if type(name) is not str or type(module) is not str:
            raise DamageError("the pickle is damaged: a name is no text")
        self._find(module, name)

    def _name(self, module: bytes, name: bytes) -> None:
        self._find(module.decode("utf-8", "replace"), name.decode("utf-8", "replace"))

    def _find(self, module: str, name: str) -> None:
        full = f"{module}.{name}"
        if full not in self._names:
            raise refused(full)
        self._push(self._names[full])

    def _reduce(self) -> None:
        args, called = self._stack.pop(), self._stack.pop()
        if type(called) is not Name or called.call is None:
            raise refused(f"a call of {called.text}" if type(called) is Name else "a call of what is no name")
        if type(args) is not tuple:
            raise DamageError("the pickle is damaged: the arguments of a call are no tuple")
        self._push(called.call(args, self._allowance))

    def _build(self) -> None:
        state, raw = self._stack.pop(), self._stack.pop()
        if type(raw) is RawType:
            self._push(raw.filled(state))
        elif type(raw) is RawArray:
            array = raw.filled(state, self._allowance)
            # An array gets its place in the memo before its numbers.
            if raw.place >= 0 and self._memo.get(raw.place) is raw:
                self._memo[raw.place] = array
            self._push(array)
        else:
            raise refused("changing an object's state")

    def _instance(self) -> None:
        """INST, OBJ, NEWOBJ, NEWOBJ_EX: an object of any class."""
        opcode = self.data[self.at - 1]
        if opcode == pickle.INST[0]:
            self._global()
        called = [item for item in self._stack if type(item) is Name]
        raise refused(f"an object of the class {called[-1].text}" if called else "an object of a class")

    # Objects by number.

    def _put(self, place: int) -> None:
        value = self._stack[-1]
        if type(value) is RawArray:
            value.place = place
        self._memo[place] = value

    def _get(self, place: int) -> None:
        if place not in self._memo:
            raise DamageError(f"the pickle refers to its object {place}, which it does not have")
        self._push(self._memo[place])

    def _persistent(self, identity: object) -> None:
        if self._outside is None:
            raise DamageError("the pickle refers to an object outside of it")
        self._push(self._outside(identity))

    # Texts and numbers.

    def _quoted(self) -> None:
        line = self._line().strip(b" \t\r")
        if len(line) < 2 or line[0] != line[-1] or line[:1] not in (b"'", b'"'):
            raise DamageError("a text in the pickle lacks its quotes")
        bare = line[1:-1]
        if not _ESCAPED.match(bare):
            raise DamageError("a text in the pickle is damaged")
        self._push(bare.decode("unicode_escape"))

    def _int(self) -> None:
        line = self._digits()
        self._push({b"00": False, b"01": True}.get(line) if line in (b"00", b"01") else int(line))

    def _long(self, width: int) -> None:
        count = self._uint(width)
        if count > _LONGEST_NUMBER:
            raise DamageError(f"a whole number of {count} bytes")
        self._push(int.from_bytes(self._take(count), "little", signed=True))

    def _text(self, width: int) -> None:
        self._push(self._take(self._uint(width)).decode("utf-8", "surrogatepass"))

    def _latin(self, width: int) -> None:
        self._push(self._take(self._uint(width)).decode("latin-1"))

    def _bytes(self, width: int) -> None:
        self._push(self._take(self._uint(width)))

    def _protocol(self) -> None:
        if (number := self._uint(1)) > _NEWEST:
            raise DamageError(f"a pickle of protocol {number}, which is not known")


def _unknown(what: str) -> Callable[[Machine], None]:
    def step(machine: Machine) -> None:
        raise DamageError(f"the pickle holds {what}, which is not read")

    return step


_Step = Callable[[Machine], None]
_NAMED: dict[str, _Step] = {
    "PROTO": lambda m: m._protocol(),
    "FRAME": lambda m: _ignore(m._take(8)),
    "MARK": lambda m: m._mark(),
    "POP": lambda m: m._pop(),
    "POP_MARK": lambda m: _ignore(m._marked()),
    "DUP": lambda m: m._push(m._stack[-1]),
    "NONE": lambda m: m._push(None),
    "NEWTRUE": lambda m: m._push(True),
    "NEWFALSE": lambda m: m._push(False),
    "INT": lambda m: m._int(),
    "LONG": lambda m: m._push(int(m._digits().rstrip(b"L"))),
    "BININT": lambda m: m._push(int.from_bytes(m._take(4), "little", signed=True)),
    "BININT1": lambda m: m._push(m._uint(1)),
    "BININT2": lambda m: m._push(m._uint(2)),
    "LONG1": lambda m: m._long(1),
    "LONG4": lambda m: m._long(4),
    "FLOAT": lambda m: m._push(float(m._digits())),
    "BINFLOAT": lambda m: m._push(struct.unpack(">d", m._take(8))[0]),
    "STRING": lambda m: m._quoted(),
    "BINSTRING": lambda m: m._latin(4),
    "SHORT_BINSTRING": lambda m: m._latin(1),
    "UNICODE": lambda m: m._push(m._line().decode("raw_unicode_escape")),
    "BINUNICODE": lambda m: m._text(4),
    "SHORT_BINUNICODE": lambda m: m._text(1),
    "BINUNICODE8": lambda m: m._text(8),
    "BINBYTES": lambda m: m._bytes(4),
    "SHORT_BINBYTES": lambda m: m._bytes(1),
    "BINBYTES8": lambda m: m._bytes(8),
    "BYTEARRAY8": lambda m: m._bytes(8),
    "EMPTY_LIST": lambda m: m._push([]),
    "EMPTY_DICT": lambda m: m._push({}),
    "EMPTY_TUPLE": lambda m: m._push(()),
    "LIST": lambda m: m._push(m._marked()),
    "DICT": lambda m: m._make_dict(),
    "TUPLE": lambda m: m._push(tuple(m._marked())),
    "TUPLE1": lambda m: m._tuple(1),
    "TUPLE2": lambda m: m._tuple(2),
    "TUPLE3": lambda m: m._tuple(3),
    "APPEND": lambda m: m._append([m._stack.pop()]),
    "APPENDS": lambda m: m._append(m._marked()),
    "SETITEM": lambda m: m._set([m._stack.pop(), m._stack.pop()][::-1]),
    "SETITEMS": lambda m: m._set(m._marked()),
    "GLOBAL": lambda m: m._global(),
    "STACK_GLOBAL": lambda m: m._stack_global(),
    "REDUCE": lambda m: m._reduce(),
    "BUILD": lambda m: m._build(),
    "INST": lambda m: m._instance(),
    "OBJ": lambda m: m._instance(),
    "NEWOBJ": lambda m: m._instance(),
    "NEWOBJ_EX": lambda m: m._instance(),
    "PERSID": lambda m: m._persistent(m._line()),
    "BINPERSID": lambda m: m._persistent(m._stack.pop()),
    "GET": lambda m: m._get(int(m._digits())),
    "BINGET": lambda m: m._get(m._uint(1)),
    "LONG_BINGET": lambda m: m._get(m._uint(4)),
    "PUT": lambda m: m._put(int(m._digits())),
    "BINPUT": lambda m: m._put(m._uint(1)),
    "LONG_BINPUT": lambda m: m._put(m._uint(4)),
    "MEMOIZE": lambda m: m._put(len(m._memo)),
    "EMPTY_SET": _unknown("a set"),
    "ADDITEMS": _unknown("a set"),
    "FROZENSET": _unknown("a set"),
    "EXT1": _unknown("a class by a private number"),
    "EXT2": _unknown("a class by a private number"),
    "EXT4": _unknown("a class by a private number"),
    "NEXT_BUFFER": _unknown("numbers that are outside of the file"),
    "READONLY_BUFFER": _unknown("numbers that are outside of the file"),
}
_STEPS = {getattr(pickle, name)[0]: step for name, step in _NAMED.items()}
_STOP = pickle.STOP[0]


def _ignore(_: object) -> None:
    """Drop a value."""
