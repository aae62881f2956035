# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering as a process: workers, batches, farms, the doctor."""
