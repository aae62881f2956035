# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text that the interface can show: of what is registered in Blender, and of the source.

Needs neither pytest nor the source tree: a session in a real Blender's window uses it, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy

Text = tuple[str, str, str]
"""Where it is shown, Blender's context for it, and the text."""

_KINDS = ("Panel", "Menu", "UIList", "PropertyGroup", "AddonPreferences", "FileHandler")
_OWNERS = ("WindowManager", "Scene", "Object", "Action", "Key", "Mesh", "Collection", "Armature")


def registered_texts(package: str) -> Iterator[Text]:
    """Labels, tooltips, names and choices of all registered classes and properties of a package."""
    for kind in _KINDS:
        base = getattr(bpy.types, kind)
        for cls in _classes(base, package):
            label = getattr(cls, "bl_label", "")
            if label and kind != "UIList":
                yield cls.__name__, getattr(cls, "bl_translation_context", "*"), label
            if about := getattr(cls, "bl_description", ""):
                yield cls.__name__, "*", about
            for each in cls.bl_rna.properties:
                if not each.identifier.startswith("bl_") and each.identifier not in base.bl_rna.properties:
                    yield from _property(cls.__name__, each)
    for name in dir(bpy.ops.interact):
        rna = getattr(bpy.ops.interact, name).get_rna_type()
        yield name, "Operator", rna.name
        yield name, "*", rna.description
        for each in rna.properties:
            if each.identifier not in bpy.types.Operator.bl_rna.properties:
                yield from _property(name, each)
    for owner in _OWNERS:
        for each in getattr(bpy.types, owner).bl_rna.properties:
            if each.identifier.startswith("interact"):
                yield from _property(owner, each)


def _classes(base: Any, package: str) -> Iterator[Any]:
    for cls in base.__subclasses__():
        if cls.__module__.startswith(package) and cls.is_registered:
            yield cls
        yield from _classes(cls, package)


def _property(owner: str, each: Any) -> Iterator[Text]:
    """A property's texts; one that got no name has its identifier's, and is not drawn."""
    where, context = f"{owner}.{each.identifier}", each.translation_context or "*"
    if each.name != each.identifier:
        yield where, context, each.name
    yield where, "*", each.description
    for item in each.enum_items_static or each.enum_items if each.type == "ENUM" else ():
        yield f"{where}:{item.identifier}", context, item.name
        yield f"{where}:{item.identifier}", "*", item.description


# What reads as words: "Add", "no scene"; and of a text with fields, what is not an identifier's part.
_WORDS = re.compile(r"[A-Z][a-z]|[a-z]{2,} ")
_WORDS_BETWEEN = re.compile(r"[A-Za-z]{2,}[:,;.]? | [A-Za-z]{2,}")
# English on purpose: errors and findings, which are the same in logs and on the command line.
_ENGLISH = re.compile(r"\w*(Error|Finding|error)$")


def source_texts(path: Path) -> Iterator[Text]:
    """Every constant of a module that reads as words, but for errors and documentation.

    A text that Blender translates by itself has Blender's context for it, any other has none.
    """
    tree = ast.parse(path.read_text("utf-8"))
    passed: set[int] = set()
    contexts: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if _ENGLISH.match(called):
                passed |= _parts(node)
            keywords = {each.arg: each.value for each in node.keywords}
            if called in ("label", "operator", "menu", "prop") and "text_ctxt" not in keywords:
                contexts[id(keywords.get("text"))] = "Operator" if called == "operator" else "*"
        elif isinstance(node, ast.Raise):
            passed |= _parts(node)
        elif isinstance(node, ast.AnnAssign) and not isinstance(node.annotation, ast.Call):
            passed |= _parts(node.annotation)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            passed |= _parts(node)
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or _is_documentation(node):
            first = node.body[0] if hasattr(node, "body") else node
            if _is_documentation(first):
                passed.add(id(first.value))
    for node in ast.walk(tree):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed |= _parts(node)
            constants = [str(each.value) for each in node.values if isinstance(each, ast.Constant)]
            if any(map(_WORDS_BETWEEN.search, constants)):
                yield where, "", " ... ".join(constants)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _WORDS.search(node.value):
            yield where, contexts.get(id(node), ""), node.value


def untranslated_descriptions(path: Path) -> Iterator[str]:
    """Constants that a ``description`` returns as they are: Blender does not translate its result."""
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(function, ast.FunctionDef) and function.name == "description":
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and node.value.value:
                    yield f"{path.name}: {node.value.value}"


def _is_documentation(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _parts(node: ast.AST) -> set[int]:
    return {id(each) for each in ast.walk(node)}
