# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of operators: expected errors as one sentence, and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Literal, TypeVar

import bpy

from ...core.foundation.errors import InteractError
from ...core.foundation.findings import Finding
from .translations import iface

__all__ = ["CANCELLED", "FINISHED", "Result", "explained", "report_findings"]

Result = set[Literal["RUNNING_MODAL", "CANCELLED", "FINISHED", "PASS_THROUGH", "INTERFACE"]]
FINISHED: Result = {"FINISHED"}
CANCELLED: Result = {"CANCELLED"}
_Method = TypeVar("_Method", bound=Callable[..., Any])
_SHOWN = 5  # more reports than this push each other out of the status bar


def explained(method: _Method) -> _Method:
    """Decorate an operator's ``execute``, ``invoke`` or ``modal``: expected errors become reports.

    Other exceptions are not caught: Blender shows their traceback, and the user can report it.
    """
    # Blender counts the arguments of the function that it registers: it must take as many as the method.
    if method.__code__.co_argcount == 3:

        @wraps(method)
        def with_event(self: bpy.types.Operator, context: Any, event: Any) -> Any:
            return _explained(method, self, context, event)

        return with_event  # type: ignore[return-value]

    @wraps(method)
    def without_event(self: bpy.types.Operator, context: Any) -> Any:
        return _explained(method, self, context)

    return without_event  # type: ignore[return-value]


def _explained(method: Callable[..., Any], operator: bpy.types.Operator, *args: Any) -> Any:
    try:
        return method(operator, *args)
    except InteractError as error:
        operator.report({"ERROR"}, str(error))
        return CANCELLED


def report_findings(operator: bpy.types.Operator, findings: Iterable[Finding]) -> None:
    """Report findings: warnings as warnings, the rest in the info log; many warnings are summed up."""
    findings = list(findings)
    warnings = [finding for finding in findings if finding.level == "warning"]
    for finding in findings:
        if finding.level != "warning":
            operator.report({"INFO"}, str(finding))
    for finding in warnings[:_SHOWN]:
        operator.report({"WARNING"}, str(finding))
    if len(warnings) > _SHOWN:
        operator.report(
            {"WARNING"}, iface("and {} more; the Checks panel lists them all").format(len(warnings) - _SHOWN)
        )
