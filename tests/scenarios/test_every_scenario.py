"""What holds for every scenario: it loads, CloudFormation would take it, its README runs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import pytest
from cfnlint.api import lint_by_config
from cfnlint.config import ManualArgs

from simlib import SimlibError, load_scenario, scenario_story, shipped_scenarios
from simlib.cloud.cloud import Cloud

FOLDER = Path(__file__).parents[2] / "data" / "scenarios"
TEXT = (FOLDER / "README.md").read_text(encoding="utf-8")
NOT_TEMPLATES = {"README.md", "calls.json", "organization.yaml"}
SECTIONS = ["Who is here", "Try this", "Deploy it for real", "What AWS does that this does not"]
every_scenario = pytest.mark.parametrize("name", shipped_scenarios())


class Block(NamedTuple):
    """A fenced block of a README; `info` is what stands behind its language."""

    language: str
    info: str
    code: str
    line: int


def blocks(text: str) -> Iterator[Block]:
    for found in re.finditer(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", text, re.MULTILINE):
        yield Block(found[1], found[2], found[3], text[: found.start()].count("\n") + 2)


def python(name: str) -> list[Block]:
    return [block for block in blocks(scenario_story(name)) if block.language == "python"]


def tries(name: str) -> list[str]:
    """The numbered tries, each from its heading to the next."""
    section = scenario_story(name).partition("\n## Try this\n")[2].partition("\n## ")[0]
    return re.split(r"^### ", section, flags=re.MULTILINE)[1:]


def templates(name: str) -> list[Path]:
    return [path for path in sorted((FOLDER / name).iterdir()) if path.name not in NOT_TEMPLATES]


@pytest.fixture(scope="module")
def findings() -> list[tuple[Path, str]]:
    """What cfn-lint finds in all templates of all scenarios."""
    paths = [str(path) for name in shipped_scenarios() for path in templates(name)]
    found = lint_by_config(ManualArgs(templates=paths, regions=["us-east-1"]))
    return [(Path(each.filename), str(each)) for each in found]


def names_in(cloud: Cloud) -> dict[str, list[object]]:
    """What is there, table by table, by its names and ids."""
    tables = ((field.name, getattr(cloud.state, field.name)) for field in fields(cloud.state))
    return {name: list(table) for name, table in tables if name != "organization"}


@every_scenario
def test_it_loads_twice_to_the_same_ids_and_records(name: str) -> None:
    """A resource type that is not modelled, or a template that nobody uses, would not load."""
    one, other = load_scenario(name), load_scenario(name)
    assert (names_in(one), one.records) == (names_in(other), other.records)


@every_scenario
def test_cfn_lint_finds_nothing_in_its_templates(
    findings: list[tuple[Path, str]], name: str
) -> None:
    assert [told for path, told in findings if path.parent.name == name] == []


@every_scenario
def test_its_folder_holds_nothing_else(name: str) -> None:
    assert {path.suffix for path in templates(name)} == {".yaml"}


@every_scenario
def test_its_readme_has_a_title_and_the_sections(name: str) -> None:
    headings = re.findall(
        r"^(##?) (.+)$", re.sub(r"```.*?```", "", scenario_story(name), flags=re.S), re.M
    )
    assert [level for level, _ in headings] == ["#"] + ["##"] * len(SECTIONS)
    assert [title for _, title in headings[1:]] == SECTIONS


@every_scenario
def test_its_tries_are_numbered_and_say_because(name: str) -> None:
    told = tries(name)
    assert 5 <= len(told) <= 9
    assert [each.partition(".")[0] for each in told] == [str(n + 1) for n in range(len(told))]
    assert [each.partition("\n")[0] for each in told if "because" not in each] == []


@every_scenario
def test_its_cells_have_at_most_three_lines(name: str) -> None:
    lines = {block.line: filter(str.strip, block.code.splitlines()) for block in python(name)}
    assert [line for line, code in lines.items() if len(list(code)) > 3] == []


def lost(block: Block) -> list[str]:
    """Values that a notebook would not show: it shows the last of a cell."""
    before = ast.parse(block.code).body[:-1]
    shown = [ast.unparse(each) for each in before if isinstance(each, ast.Expr)]
    acts = re.compile(r"^[^\[].*\.(?:call|attempt|append|advance|update)\(|^print\(")
    return [code for code in shown if not acts.search(code)]


@every_scenario
def test_every_value_of_its_cells_is_shown(name: str) -> None:
    assert [code for block in python(name) for code in lost(block)] == []


@every_scenario
def test_its_cells_run_in_order(name: str) -> None:
    names: dict[str, object] = {}
    for block in python(name):
        code = compile("\n" * block.line + block.code, f"{name}/README.md", "exec")
        try:
            exec(code, names)  # the README's own text, which this repository holds
        except SimlibError:
            assert block.info == "raises", f"line {block.line}"
        else:
            assert block.info != "raises", f"line {block.line} raises nothing"


# The page about scenarios


def test_every_scenario_is_listed() -> None:
    listed = re.findall(r"^\| \[(.+)\]\(\1/README.md\) \|", TEXT, re.MULTILINE)
    assert listed == sorted(listed)
    assert set(shipped_scenarios()) == set(listed)


def test_the_example_is_a_scenario(tmp_path: Path) -> None:
    for block in blocks(TEXT):
        if block.info:
            (tmp_path / block.info).write_text(block.code, encoding="utf-8")
    cloud = load_scenario(tmp_path)
    assert [record["eventName"] for record in cloud.records] == ["PutObject", "DeleteObject"]


def test_the_python_of_the_page_runs() -> None:
    for block in blocks(TEXT):
        if block.language == "python":
            exec(block.code, {})  # the page's own text, which this repository holds
