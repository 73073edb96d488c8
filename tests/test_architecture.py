"""The shape of the house: import order, sizes, and what starting up costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = sorted((ROOT / "posecheck").rglob("*.py"))
LONGEST_FUNCTION, LONGEST_MODULE = 40, 400
HEAVY = ("mediapipe", "cv2", "av", "PyQt6", "scipy", "numpy", "sqlalchemy")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    doc = ast.get_docstring(node, clean=False)
    return (node.end_lineno or 0) - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)


def loaded_modules(*arguments: str) -> set[str]:
    """Top-level modules in memory after a command has run in a process of its own."""
    code = (
        "import sys, posecheck.cli.app as a\n"
        f"sys.argv = ['posecheck', *{list(arguments)!r}]\n"
        "try:\n    a.main()\n"
        "except SystemExit:\n    pass\n"
        "print('LOADED', *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.rsplit("LOADED", 1)[1].split())


@pytest.mark.parametrize("path", PACKAGE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_and_no_function_grows_too_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    long = [f"{f.name}: {length(f)}" for f in functions(path) if length(f) > LONGEST_FUNCTION]
    assert (lines <= LONGEST_MODULE, long) == (True, [])


def test_imports_point_down_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        pytest.param(["--help"], HEAVY, id="help loads nothing heavy"),
        pytest.param(["--version"], HEAVY, id="version loads nothing heavy"),
        pytest.param(
            ["exercises", "list"], ("mediapipe", "cv2", "av", "PyQt6", "scipy"), id="exercises list needs no network"
        ),
        pytest.param(["exercises", "schema"], ("mediapipe", "cv2", "av", "PyQt6"), id="schema needs no network"),
        pytest.param(["models", "where"], ("PyQt6",), id="models opens no window"),
        pytest.param(["review", "missing.mp4", "--exercise", "bridge"], ("PyQt6",), id="review never loads Qt"),
        pytest.param(["pose", "missing.jpg"], ("PyQt6",), id="pose never loads Qt"),
        pytest.param(["history", "list"], ("PyQt6", "mediapipe", "cv2", "av"), id="history never loads Qt"),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], unwanted: tuple[str, ...]) -> None:
    assert loaded_modules(*arguments).isdisjoint(unwanted)


def test_every_exercise_and_routine_is_data_without_python_of_its_own() -> None:
    ids = [path.stem for path in (ROOT / "exercise_specs").glob("*.toml")]
    mentions = [
        f"{path.name}: {name}" for path in PACKAGE for name in ids if f'"{name}"' in path.read_text(encoding="utf-8")
    ]
    assert mentions == []
