# SPDX-License-Identifier: GPL-3.0-or-later
"""TextGrids in both of Praat's text forms, to be bent."""

from __future__ import annotations

__all__ = ["TEXTGRIDS"]

_SHORT = '''\
File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
2
"TextTier"
"bells"
0
2.5
1
1.5
"ding"
"IntervalTier"
"words"
0
2.5
2
0
1.25
"she said ""hi"""
1.25
2.5
""
'''
_LONG = """\
File type = "ooTextFile"
Object class = "TextGrid"
xmin = 0
xmax = 2.5
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 2.5
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 2.5
            text = "hello"
"""

TEXTGRIDS = (_LONG, _SHORT)
"""The long form and the short one."""
