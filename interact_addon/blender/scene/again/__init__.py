# SPDX-License-Identifier: GPL-3.0-or-later
"""Composing where something is composed: what was made, what the user changed of it, and what is kept."""
