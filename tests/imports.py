"""The graph of imports, read from the source of Python and JavaScript files, not from loaded modules."""

import ast
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import rnnlab

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "rnnlab" / "player" / "assets"

Graph = Mapping[str, frozenset[str]]


@cache
def modules(*, types: bool = False) -> Graph:
    """Every module of the app and the library by dotted name, with all it imports, in functions too.

    Args:
        types: Whether what only a type checker reads counts as well.
    """
    files = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "rnnlab").rglob("*.py")]
    names = {_name(file): file for file in files}
    return {name: frozenset(imported(file.read_text("utf-8"), name, names, types)) for name, file in names.items()}


@cache
def scripts() -> Graph:
    """Every JavaScript module of the player by its path below the assets, with the paths of those it imports."""
    files = {file.relative_to(ASSETS).as_posix(): file for file in ASSETS.rglob("*.js")}
    return {name: frozenset(script_imports(file.read_text("utf-8"), name)) for name, file in files.items()}


def _name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source: str, name: str, own: Mapping[str, Path], types: bool = False) -> set[str]:
    """Dotted names of what a module's source imports."""
    found: set[str] = set()
    for node in _nodes(ast.parse(source), types):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {_target(_base(node, name, own), alias.name, own) for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return found


def script_imports(source: str, name: str) -> set[str]:
    """Paths below the assets of what a JavaScript module imports or re-exports, `import()` included."""
    code = re.sub(r"/\*[\s\S]*?\*/|^\s*//.*$", "", source, flags=re.MULTILINE)
    named = re.findall(r"""(?:^|[\s;}])(?:import|from)\s*\(?\s*["']([^"']+)["']""", code)
    return {posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) for target in named}


def crossing_names(source: str) -> list[str]:
    """Names with a leading underscore that a module imports from a file of this project; dunders do not count."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    own = [node for node in nodes if node.level or (node.module or "").split(".")[0] in ("rnnlab", "pages", "app")]
    return [a.name for node in own for a in node.names if a.name.startswith("_") and not a.name.startswith("__")]


def _nodes(node: ast.AST, types: bool) -> Iterator[ast.AST]:
    """Every node; without the body of `if TYPE_CHECKING` unless types count."""
    yield node
    hidden = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and not types
    skipped = node.body if isinstance(node, ast.If) and hidden else []
    for child in ast.iter_child_nodes(node):
        if child not in skipped:
            yield from _nodes(child, types)


def _base(node: ast.ImportFrom, name: str, own: Mapping[str, Path]) -> str:
    if not node.level:
        return node.module or ""
    package = name if name in own and own[name].name == "__init__.py" else name.rpartition(".")[0]
    for _ in range(node.level - 1):
        package = package.rpartition(".")[0]
    return ".".join(filter(None, (package, node.module)))


def _target(base: str, alias: str, own: Mapping[str, Path]) -> str:
    """`from base import alias` imports a module of that name, a public name's home, or base itself."""
    if f"{base}.{alias}" in own:
        return f"{base}.{alias}"
    if base == "rnnlab" and alias in rnnlab._MODULE_OF_NAME:
        return f"rnnlab.{rnnlab._MODULE_OF_NAME[alias]}"
    return base


def within(name: str, *rooms: str) -> bool:
    """Whether a module is one of the rooms or lies inside one."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def reached(start: str, graph: Graph) -> set[str]:
    """What a module imports among the graph's own, and what those import, and so on."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] & graph.keys() - seen
        seen |= new
        waiting += new
    return seen


def circles(graph: Graph) -> list[str]:
    """Modules that import themselves, directly or through others."""
    return sorted(name for name in graph if name in reached(name, graph))


def upward(graph: Graph, rooms: Collection[Collection[str]], room_of: Mapping[str, str]) -> list[str]:
    """`module → import` for every import of a room that stands no lower in the list than the importing module's own.

    Args:
        graph: Modules and what they import.
        rooms: Lines of rooms, from the ground up; rooms on one line do not import one another.
        room_of: The room of each module.
    """
    line = {room: number for number, names in enumerate(rooms) for room in names}
    return sorted(
        f"{name} → {target}"
        for name, targets in graph.items()
        for target in targets & graph.keys()
        if room_of[name] != room_of[target] and line[room_of[target]] >= line[room_of[name]]
    )
