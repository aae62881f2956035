# SPDX-License-Identifier: GPL-3.0-or-later
"""Bends small files of every kind that is read, and looks for what is not an explained error.

``./interact python -m tools.fuzz --count 100000``. Each case is made from its number alone, on every machine:
``--case 4711`` makes it again. A case is in order if every reader of its kind gives a result or raises an
``InteractError``; another exception, more than 5 seconds, much memory or a crash of the process is a fault.
"""

from .cases import Case, make_case
from .run import Failure, run_cases

__all__ = ["Case", "Failure", "make_case", "run_cases"]
