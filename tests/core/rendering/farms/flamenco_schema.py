# SPDX-License-Identifier: GPL-3.0-or-later
"""What Flamenco's published OpenAPI description says of a submitted job, and a check against it.

Written by hand after `SubmittedJob`, `JobSettings`, `JobMetadata` and `AvailableJobSetting` in Flamenco's
`pkg/api/flamenco-openapi.yaml` (as of 3.6).
"""

from __future__ import annotations

import re
import uuid
from typing import Any

SUBMITTED_JOB: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "type": {"type": "string"},
        "type_etag": {"type": "string"},
        "priority": {"type": "integer"},
        "settings": {"type": "object"},
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
        "submitter_platform": {"type": "string"},
        "storage": {"type": "object", "properties": {"shaman_checkout_id": {"type": "string"}}},
        "worker_tag": {"type": "string", "format": "uuid"},
    },
    "required": ["name", "type", "priority", "submitter_platform"],
}
_STRINGS = {"type": "string"}
AVAILABLE_JOB_SETTING: dict[str, Any] = {
    "type": "object",
    "properties": {
        "key": _STRINGS,
        "type": {"type": "string", "enum": ["string", "int32", "float", "bool"]},
        "subtype": {"type": "string", "enum": ["file_path", "dir_path", "file_name", "hashed_file_path"]},
        "choices": {"type": "array"},
        "propargs": {"type": "object"},
        "description": {},
        "default": {},
        "eval": _STRINGS,
        "visible": {"type": "string", "enum": ["visible", "hidden", "submission", "web"]},
        "required": {"type": "boolean"},
        "editable": {"type": "boolean"},
    },
    "required": ["key", "type"],
}
_TYPES = {"string": str, "integer": int, "object": dict, "array": list, "boolean": bool}


def faults(value: Any, schema: dict[str, Any], where: str = "job") -> list[str]:
    """What a value has that its schema does not allow; properties that it does not name count as faults."""
    kind = schema.get("type")
    if kind is None:
        return []
    if not isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, bool)):
        return [f"{where}: {value!r} is no {kind}"]
    found: list[str] = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if schema.get("format") == "uuid":
        try:
            uuid.UUID(value)
        except ValueError:
            found.append(f"{where}: {value!r} is no UUID")
    if kind != "object":
        return found
    found += [f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, each in value.items():
        if name in schema.get("properties", {}):
            found += faults(each, schema["properties"][name], f"{where}.{name}")
        elif "additionalProperties" in schema:
            found += faults(each, schema["additionalProperties"], f"{where}.{name}")
        elif "properties" in schema:
            found.append(f"{where}: {name} is not in the schema")
    return found


def setting_faults(settings: dict[str, Any], available: list[dict[str, Any]]) -> list[str]:
    """What the Manager would say about a job's settings, given those of the job type."""
    types = {"string": str, "int32": int, "float": float, "bool": bool}
    known = {each["key"]: each for each in available}
    found = [f"{key} is no setting" for key in settings if key not in known]
    for key, each in known.items():
        if key in settings:
            if not isinstance(settings[key], types[each["type"]]):
                found.append(f"{key}: {settings[key]!r} is no {each['type']}")
        elif each.get("required"):
            found.append(f"{key} is missing")
    return found


def file_saved(line: str) -> str | None:
    """The file that Flamenco's worker takes a line of Blender's to tell of."""
    said = re.match(r"^Saved: '(.*)'", line)
    return said[1] if said else None


def is_step(line: str) -> bool:
    """Whether Flamenco's worker takes a line to be a step of the task."""
    return re.match(r"^Time: ([0-9:.]+)", line) is not None
