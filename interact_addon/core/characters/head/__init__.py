# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the head: skin, eyes, mouth, and the face frame."""
