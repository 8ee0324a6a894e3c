"""The public surface: what `simlib` and its folders export is there, sorted, and documented."""

import importlib
import inspect

import pytest

MODULES = ["simlib", "simlib.language", "simlib.trace", "simlib.evaluation", "simlib.panels"]
MODULES += ["simlib.reference"]


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
