# SPDX-License-Identifier: GPL-3.0-or-later
"""Fitting a dressed body to a captured skeleton, and the cache of fitted characters."""
