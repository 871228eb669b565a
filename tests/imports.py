"""Who imports whom, read from the source: what a module names, not what happens to be loaded."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import rnnlab

ROOT = Path(__file__).parent.parent


@cache
def modules() -> dict[str, frozenset[str]]:
    """Every module of the app and the library by dotted name, with all it imports, in functions too."""
    files = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "rnnlab").rglob("*.py")]
    names = {_name(file): file for file in files}
    return {name: frozenset(imported(file.read_text("utf-8"), name, names)) for name, file in names.items()}


def _name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source: str, name: str, own: dict[str, Path]) -> set[str]:
    """Dotted names of what a module's source imports, except what only a type checker reads."""
    found: set[str] = set()
    for node in _running(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {_target(_base(node, name, own), alias.name, own) for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that can run: without the body of `if TYPE_CHECKING`."""
    yield node
    skipped = node.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) else []
    for child in ast.iter_child_nodes(node):
        if child not in skipped:
            yield from _running(child)


def _base(node: ast.ImportFrom, name: str, own: dict[str, Path]) -> str:
    if not node.level:
        return node.module or ""
    package = name if name in own and own[name].name == "__init__.py" else name.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    return ".".join(filter(None, (package, node.module)))


def _target(base: str, alias: str, own: dict[str, Path]) -> str:
    """`from base import alias` imports a module of that name, a public name's home, or base itself."""
    if f"{base}.{alias}" in own or alias == "__version__":
        return f"{base}.{alias}"
    if base == "rnnlab" and alias in rnnlab._HOMES:
        return f"rnnlab.{rnnlab._HOMES[alias]}"
    return base


def within(name: str, *rooms: str) -> bool:
    """Whether a module is one of the rooms or lies inside one."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def reached(start: str) -> set[str]:
    """Own modules that a module imports, and those that they import, and so on."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = modules()[waiting.pop()] & modules().keys() - seen
        seen |= new
        waiting += new
    return seen
