# SPDX-License-Identifier: GPL-3.0-or-later
"""What rendering costs: timings of scenes, a model of them for this machine, schedules, probe frames."""
