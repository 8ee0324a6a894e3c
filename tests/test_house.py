"""simlib is a house with one reading order: a module imports only from its folder or from above."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "simlib").rglob("*.py"))

READING_ORDER = [
    "language",
    "reference",
    "checks",
    "trace",
    "evaluation",
    "cloud",
    "services",
    "aws",
    "analysis",
    "graph",
    "panels",
    "lessons",
    "command_line",
]
OPEN_TO_ALL = "simlib.shipped"  # the one top-level module a folder may import
HOMES = {
    "graphviz": {"graph"},
    "ipywidgets": {"panels", "lessons"},
    "anywidget": {"panels"},
    "boto3": {"aws"},
    "botocore": {"aws"},
    "yaml": {"services"},
    "z3": {"analysis"},
}
LOADED_LATE = {"pandas", "graphviz", "ipywidgets", "numpy", "IPython", "yaml"}
EMPTY_WORDS = {"utils", "helpers", "manager", "common"}


class Import(NamedTuple):
    """One name that a module imports: `simlib.trace.nodes` at line 3 of `simlib/cloud/trail.py`."""

    path: Path
    line: int
    name: str
    waits: bool  # inside a function, or only for the type checker

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT).as_posix()}:{self.line} imports {self.name}"

    @property
    def top(self) -> str:
        return self.name.split(".")[0]


def folder_of(path: Path) -> str:
    """The folder of simlib that a module lives in; empty for a top-level module."""
    parts = path.relative_to(ROOT / "simlib").parts
    return parts[0] if len(parts) > 1 else ""


def imported_names(node: ast.Import | ast.ImportFrom, path: Path) -> list[str]:
    """The dotted names a statement imports, relative ones spelt out."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    package = path.relative_to(ROOT).parent.parts
    above = package[: len(package) - node.level + 1] if node.level else ()
    origin = [*above, *([node.module] if node.module else [])]
    return [".".join([*origin, alias.name]) for alias in node.names]


def imports_below(node: ast.AST, path: Path, waits: bool = False) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            for name in imported_names(child, path):
                yield Import(path, child.lineno, name, waits)
        else:
            yield from imports_below(child, path, waits or puts_off(child))


def puts_off(node: ast.AST) -> bool:
    """Does what stands inside this node run later than the import of its module, or never?"""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def all_imports() -> list[Import]:
    return [
        each
        for path in MODULES
        for each in imports_below(ast.parse(path.read_text(encoding="utf-8")), path)
    ]


def rises(each: Import) -> bool:
    """Does this import stay in its folder or go up the reading order?"""
    here = folder_of(each.path)
    if each.top != "simlib" or not here:
        return True
    if f"{each.name}.".startswith(f"{OPEN_TO_ALL}."):
        return True
    there = each.name.split(".")[1] if "." in each.name else ""
    return here in READING_ORDER and there in READING_ORDER[: READING_ORDER.index(here) + 1]


def test_every_folder_has_a_place_in_the_reading_order():
    assert {folder_of(path) for path in MODULES} - {"", *READING_ORDER} == set()


def test_every_import_goes_up_the_reading_order():
    assert [str(each) for each in all_imports() if not rises(each)] == []


def test_every_heavy_library_has_one_home():
    astray = [
        str(each)
        for each in all_imports()
        if each.top in HOMES and folder_of(each.path) not in HOMES[each.top]
    ]
    assert astray == []


def test_pandas_is_imported_only_inside_functions():
    early = [str(each) for each in all_imports() if each.top == "pandas" and not each.waits]
    assert early == []


def test_every_module_says_on_its_first_line_what_it_is():
    first_lines = {path: path.read_text(encoding="utf-8").partition("\n")[0] for path in MODULES}
    silent = [path for path, line in first_lines.items() if not re.match(r'r?"""\S', line)]
    assert [path.relative_to(ROOT).as_posix() for path in silent] == []


def test_every_module_docstring_opens_with_one_line():
    docstrings = {
        path: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for path in MODULES
    }
    long = [path for path, text in docstrings.items() if "".join(text.splitlines()[1:2]).strip()]
    assert [path.relative_to(ROOT).as_posix() for path in long] == []


def test_no_module_has_an_empty_word_for_a_name():
    assert [path for path in MODULES if EMPTY_WORDS & {path.stem, path.parent.name}] == []


def test_importing_simlib_loads_nothing_heavy():
    code = "import sys, simlib; print(*sorted(name.split('.')[0] for name in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert LOADED_LATE & set(run.stdout.split()) == set()


def read(source: str, place: str) -> list[Import]:
    return list(imports_below(ast.parse(source), ROOT / "simlib" / place))


def test_a_relative_import_is_spelt_out():
    (found,) = read("from ..trace import nodes", "cloud/trail.py")
    assert found.name == "simlib.trace.nodes"


def test_an_import_of_the_folder_below_is_noticed():
    (found,) = read("def f():\n    from ..evaluation import algebra", "trace/nodes.py")
    assert not rises(found)


def test_an_import_of_simlib_itself_is_noticed():
    (found,) = read("import simlib", "trace/nodes.py")
    assert not rises(found)


def test_shipped_is_open_to_every_folder():
    (found,) = read("from ..shipped import shipped_json", "language/arn.py")
    assert rises(found)


def test_an_import_inside_a_function_waits():
    assert [each.waits for each in read("import a\ndef f():\n    import b", "cloud/a.py")] == [
        False,
        True,
    ]
