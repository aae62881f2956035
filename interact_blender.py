# SPDX-License-Identifier: GPL-3.0-or-later
"""The ``interact`` command for a Blender in which nothing can be installed; run it from the unpacked zip.

blender --background --python-exit-code 1 --python interact_blender.py -- render KEY --dataset ROOT
"""

import runpy
from pathlib import Path

if __name__ == "__main__":
    runpy.run_path(str(Path(__file__).resolve().parent / "interact_addon" / "start.py"), run_name="__main__")
