"""The page of all checks, `data/checks.md`: `python -m simlib.checks.documentation` writes it."""

import json
from collections.abc import Iterator

from ..language.findings import FindingType
from ..shipped import shipped_path
from .check import Check, Example
from .table import CHECKS, NOT_CHECKED

__all__ = ["page"]

LONG = 400  # characters of an example
_INTRODUCTION = """# Checks

What `check_policy` and `python -m simlib check` say of a policy. The names and categories are those
of the AWS page "IAM policy validation check reference"; names marked ° are simlib's own, where that
page has none. Each check stands with the AWS page it follows, an example that has the finding and
one that has not; an example is a statement, unless it has `Version` or `Statement`.

Made by `python -m simlib.checks.documentation` from the checks themselves.
"""


def page() -> str:
    """The page's text."""
    parts = [_INTRODUCTION, *map(_category, FindingType), *_not_checked()]
    return "\n".join(parts)


def _category(finding_type: FindingType) -> str:
    checks = [each for each in CHECKS if each.issue.finding_type is finding_type]
    told = "".join(f"\n{_told(each)}" for each in sorted(checks, key=lambda each: each.issue))
    return f"## {finding_type.words.capitalize()}s\n{told}"


def _told(check: Check) -> str:
    own = "°" if check.issue.is_ours else ""
    return (
        f"**{check.issue}**{own} {check.tells} ({_context(check)})\n"
        f"- has it: `{_written(check.bad)}`\n"
        f"- has not: `{_written(check.good)}`\n"
    )


def _context(check: Check) -> str:
    identity_based = check.policy_type == Check._field_defaults["policy_type"]
    kind = "" if identity_based else f"; the examples: {check.policy_type}"
    resource = f" of {check.resource_type}" if check.resource_type else ""
    return f'"{check.page}"{kind}{resource}'


def _written(example: Example) -> str:
    """On one line; of a very long text its beginning and its length."""
    text = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(text) <= LONG else f"{line[:LONG]} … {len(text):,} characters"


def _not_checked() -> Iterator[str]:
    yield "## Not checked\n"
    by_reason: dict[str, list[str]] = {}
    for issue, reason in sorted(NOT_CHECKED.items()):
        by_reason.setdefault(reason, []).append(str(issue))
    yield from (f"- {', '.join(names)}: {reason}" for reason, names in by_reason.items())
    yield ""


if __name__ == "__main__":
    shipped_path("checks.md").write_text(page(), encoding="utf-8")
