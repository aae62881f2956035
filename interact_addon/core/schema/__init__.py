# SPDX-License-Identifier: GPL-3.0-or-later
"""How options are declared, each once; command line, TOML, JSON and fingerprint are derived from that."""
