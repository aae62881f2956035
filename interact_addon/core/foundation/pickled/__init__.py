# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the data in pickles without executing anything.

A pickle is a program for a small stack machine, which can call any function of any installed package. This is
another machine for the same programs: it knows lists, dicts, strings, numbers, numpy's arrays and torch's
tensors (as arrays), and no functions at all. What asks for more is refused with the name of what it asks for.

    machine.py          the opcodes of protocols 0 to 5
    array_bytes.py      bytes + type + shape -> array, checked before anything is allocated
    numpy_objects.py    what numpy writes
    torch_objects.py    what torch writes, also torch.save's two file forms
    plain.py            that the result is plain, and no larger than the file
"""

from .read import read_pickle, unpickle

__all__ = ["read_pickle", "unpickle"]
