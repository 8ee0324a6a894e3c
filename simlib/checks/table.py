"""All checks in one table: those of the grammar, then those that know what services define."""

from types import ModuleType
from typing import TYPE_CHECKING

from ..language.issues import OURS
from . import actions
from .check import Check

if TYPE_CHECKING:
    import pandas

__all__ = ["CHECKS", "COLUMNS", "checks_table"]

COLUMNS = ("name", "category", "tells", "looks_at", "page", "named_by")

_MODULES: tuple[ModuleType, ...] = (actions,)

CHECKS: tuple[Check, ...] = tuple(
    each for module in _MODULES for each in vars(module).values() if isinstance(each, Check)
)


def checks_table() -> "pandas.DataFrame":
    """One row a check, with the columns of COLUMNS."""
    import pandas

    return pandas.DataFrame(list(map(_row, CHECKS)), columns=list(COLUMNS))


def _row(check: Check) -> tuple[str, ...]:
    named_by = "simlib" if check.issue in OURS else "IAM Access Analyzer"
    words = check.issue.finding_type.words
    return str(check.issue), words, check.tells, str(check.of), check.page, named_by
