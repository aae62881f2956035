# SPDX-License-Identifier: GPL-3.0-or-later
"""Performances as they are played: takes, loose files, subtitles, export."""
