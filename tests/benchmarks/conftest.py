# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks are scripts beside the package, on no path."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))
