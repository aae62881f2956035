# SPDX-License-Identifier: GPL-3.0-or-later
"""A package's imports as a graph, read from its source; nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One module that imports another, or something of it.

    Attributes:
        importer: The module's name inside the package, such as ``core.video.mux``; empty for the package.
        imported: Another's, or the name of a module of another package.
        line: Where.
        inner: Whether it stands in a function.
        reason: The comment beside the import, or above the imports that it stands among.
    """

    importer: str
    imported: str
    line: int
    inner: bool
    reason: str


def modules_of(package: Path) -> dict[str, Path]:
    """Module name inside the package -> file."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(package: Path) -> list[Import]:
    """All imports, also those in functions and those for type checkers."""
    modules = modules_of(package)
    return [found for name, path in modules.items() for found in _imports(name, path, modules)]


def _imports(name: str, path: Path, modules: dict[str, Path]) -> Iterator[Import]:
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    around = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node, inner in _nodes(ast.parse(text), inner=False):
        reason = _reason(lines, node)
        if isinstance(node, ast.Import):
            for each in node.names:
                yield Import(name, each.name, node.lineno, inner, reason)
        elif not node.level:
            yield Import(name, node.module or "", node.lineno, inner, reason)
        else:
            parts = around.split(".") if around else []
            parts = parts[: len(parts) - node.level + 1] + (node.module or "").split(".") * bool(node.module)
            base = ".".join(parts)
            for each in node.names:
                below = f"{base}.{each.name}".lstrip(".")
                yield Import(name, below if below in modules else base, node.lineno, inner, reason)


def _nodes(tree: ast.AST, *, inner: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, inner
        yield from _nodes(node, inner=inner or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _reason(lines: list[str], node: ast.stmt) -> str:
    """The comment on the import's own lines, or the one above the imports in a row."""
    for line in lines[node.lineno - 1 : node.end_lineno]:
        if "#" in line and "noqa" not in line and "type:" not in line:
            return line.partition("#")[2].strip()
    above = node.lineno - 2
    while above >= 0 and _imports_here(lines[above].strip()):
        if "#" in lines[above] and "noqa" not in lines[above]:
            return lines[above].partition("#")[2].strip()
        above -= 1
    text = lines[above].strip() if above >= 0 else ""
    return text.removeprefix("#").strip() if text.startswith("#") else ""


def _imports_here(text: str) -> bool:
    """Whether a line belongs to an import: its first or last, or a name inside its brackets."""
    name = text.endswith(",") and text.rstrip(",").replace(" as ", "").isidentifier()
    return name or text.startswith(("from ", "import ", ")"))


def circles(imports: list[Import]) -> list[list[str]]:
    """Modules that import each other, directly or through others (Tarjan's strongly connected components)."""
    graph: dict[str, set[str]] = {}
    for each in imports:
        graph.setdefault(each.importer, set())
        if each.imported != each.importer:
            graph[each.importer].add(each.imported)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph.get(name, ())):
            if other not in index:
                visit(other)
            if other in stack:
                low[name] = min(low[name], low[other])
        if low[name] == index[name]:
            circle = []
            while not circle or circle[-1] != name:
                circle.append(stack.pop())
            if len(circle) > 1:
                found.append(sorted(circle))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return found
