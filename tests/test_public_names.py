"""The public surface: what `simlib` and its folders export is there, sorted, and documented."""

import importlib
import inspect
import subprocess
import sys

import pytest

MODULES = ["simlib", "simlib.language", "simlib.trace", "simlib.evaluation", "simlib.panels"]
MODULES += ["simlib.reference", "simlib.checks"]


@pytest.mark.parametrize("name", MODULES)
def test_all_is_sorted_and_everything_in_it_exists(name: str) -> None:
    module = importlib.import_module(name)
    assert len(module.__all__) == len(set(module.__all__))
    assert all(hasattr(module, each) for each in module.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_and_class_says_what_it_does(name: str) -> None:
    module = importlib.import_module(name)
    for each in module.__all__:
        value = getattr(module, each)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert (inspect.getdoc(value) or "").strip(), each


def test_the_checks_are_loaded_when_somebody_asks_for_them() -> None:
    code = "import sys, simlib; assert 'simlib.checks' not in sys.modules;"
    code += "assert 'check_policy' in dir(simlib); simlib.check_policy; simlib.CHECKS"
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute `check_polcy`"):
        _ = importlib.import_module("simlib").check_polcy
