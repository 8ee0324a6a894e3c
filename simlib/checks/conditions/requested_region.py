"""Check of aws:RequestedRegion: are its values Regions?

Source: "AWS global condition context keys" (aws:RequestedRegion), "AWS Regions".
"""

from ...language.edits import Edit, EditKind
from ...language.errors import did_you_mean
from ...language.issues import Issue
from ...language.overlap import meets
from ...language.policy import Value
from ...language.wildcard import has_wildcard
from ...reference.regions import regions
from ..check import Found, Said, condition_check
from ..scope import ConditionScope
from .absent_keys import consequence_if_idle

_DENIED = {"Effect": "Deny", "Action": "healthlake:*", "Resource": "*"}


@condition_check(
    Issue.INVALID_REGION,
    page="AWS global condition context keys",
    bad={**_DENIED, "Condition": {"StringNotEquals": {"aws:RequestedRegion": "us-east1"}}},
    good={**_DENIED, "Condition": {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}},
)
def invalid_region(scope: ConditionScope) -> Found:
    """A Region that does not exist is asked for by no request."""
    if scope.name.lower() != "aws:requestedregion" or not scope.operator.base.startswith("String"):
        return
    wrong = [each for each in scope.condition.values if not _can_be_region(each.text, scope)]
    then = consequence_if_idle(scope, wrong)
    for value in wrong:
        said = f"there is no Region `{value.text[:120]}`: {then}"
        yield Said(said, value.source, did_you_mean(value.text, regions()), _mended(value))


def _can_be_region(text: str, scope: ConditionScope) -> bool:
    if any(mark in text for mark in "<>{}"):
        return True  # a variable, or a Region to be filled in
    if "IgnoreCase" in scope.operator.base:
        return text.lower() in regions()
    if has_wildcard(text):  # which other operators take as characters, as is said elsewhere
        return not scope.operator.takes_wildcards or any(meets(text, each) for each in regions())
    return text in regions()


def _mended(value: Value) -> tuple[Edit, ...]:
    """The Region that differs in case and hyphens alone."""
    meant = [each for each in regions() if _bare(each) == _bare(value.text)]
    return tuple(Edit(EditKind.REPLACE, value.source.pointer, value=each) for each in meant)


def _bare(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
