# SPDX-License-Identifier: GPL-3.0-or-later
"""What everything else builds on: errors, findings, files, time, background tasks."""
