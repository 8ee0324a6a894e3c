"""The table tells of every name: the check that finds it, or why simlib does not find it."""

import inspect
import re

from simlib import Issue
from simlib.checks import CHECKS
from simlib.checks.table import NOT_CHECKED
from simlib.language import (
    conditions,
    document,
    grammar,
    principals,
    reading,
    statements,
    variables,
)

GRAMMAR = (conditions, document, grammar, principals, reading, statements, variables)


def test_every_name_is_checked_or_has_a_reason_why_not() -> None:
    told = {check.issue for check in CHECKS} | NOT_CHECKED.keys()
    assert sorted(set(Issue) - told) == []


def test_no_name_is_both_checked_and_not() -> None:
    assert {check.issue for check in CHECKS} & NOT_CHECKED.keys() == set()


def test_the_reasons_are_sentences() -> None:
    assert all(reason.endswith(".") for reason in NOT_CHECKED.values())


def test_every_name_that_the_grammar_reports_has_its_row() -> None:
    written = "".join(inspect.getsource(module) for module in GRAMMAR)
    reported = set(map(Issue, re.findall(r"Issue\.([A-Z][A-Z_]+)\b", written)))
    assert len(reported) > 40
    assert sorted(reported - {check.issue for check in CHECKS}) == []
