# SPDX-License-Identifier: GPL-3.0-or-later
"""Performances: reading takes and single files, comparing lengths, subtitles, export."""
