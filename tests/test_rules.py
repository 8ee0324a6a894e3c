"""The rules by number: every number in the code is explained, every module named exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULES = (ROOT / "data" / "rules.md").read_text()
NUMBER = r"\b[A-HJ-M][0-9]{1,2}\b"
EXPLAINED = {
    n for row in re.findall(r"^\| ([^|]+) \|", RULES, re.M) for n in re.findall(NUMBER, row)
}


def cited(text: str) -> set[str]:
    """The numbers in brackets and comments, such as (rule E5) and (B2, B3)."""
    places = re.findall(rf"\((?:rules? |inferred, )?{NUMBER}[^)]*\)|#.*", text)
    return {number for place in places for number in re.findall(NUMBER, place)} - {"S3"}


def test_every_rule_that_the_code_cites_is_explained() -> None:
    code = [path.read_text() for path in sorted((ROOT / "simlib").rglob("*.py"))]
    numbers = set().union(*map(cited, code))
    assert len(numbers) > 40
    assert sorted(numbers - EXPLAINED) == []


def test_every_module_that_the_rules_name_exists() -> None:
    modules = set(re.findall(r"\| ([a-z_]+(?:/[a-z_0-9]+)+\.py) \|", RULES))
    assert len(modules) > 15
    assert sorted(m for m in modules if not (ROOT / "simlib" / m).exists()) == []
