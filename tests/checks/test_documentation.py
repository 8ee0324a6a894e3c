"""The page of all checks is what the checks make it, and the table has a row for each."""

from simlib.checks import CHECKS, checks_table
from simlib.checks.documentation import page
from simlib.shipped import shipped_path


def test_the_page_is_the_one_that_the_checks_make() -> None:
    """`python -m simlib.checks.documentation` writes it anew."""
    assert shipped_path("checks.md").read_text(encoding="utf-8") == page()


def test_every_check_stands_on_it_with_both_examples() -> None:
    text = page()
    assert all(f"**{check.issue}**" in text for check in CHECKS)
    assert text.count("\n- has it: `") == text.count("\n- has not: `") == len(CHECKS)


def test_the_table_says_whose_name_it_is() -> None:
    frame = checks_table()
    assert len(frame) == len(CHECKS)
    named_by = dict(zip(frame.name, frame.named_by, strict=True))
    assert named_by["INVALID_ACTION"] == "IAM Access Analyzer"
    assert named_by["ALLOW_WITH_NOT_ACTION"] == "simlib"
