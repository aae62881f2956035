# SPDX-License-Identifier: GPL-3.0-or-later
"""Base of all other packages: errors, findings, files, time, background tasks."""
