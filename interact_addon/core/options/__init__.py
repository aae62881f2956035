# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen about movies, faces and batches; how it is declared is in `core.schema`."""
