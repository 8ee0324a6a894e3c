"""Checks of multi-factor authentication: requests with long-term access keys say nothing of it.

Source: "AWS global condition context keys" (aws:MultiFactorAuthPresent), "Secure API access with
MFA", "IAM: Allows IAM users to self-manage an MFA device".
"""

from collections.abc import Mapping

from ...language.issues import Issue
from ..check import Found, Said, condition_check
from ..samples import STORE
from ..scope import ConditionScope
from .absent_keys import matches_absent_key
from .condition_edits import another_operator

_PAGE = "AWS global condition context keys"
_MFA = "aws:MultiFactorAuthPresent"


def _deleting(effect: str, operator: str, value: str) -> Mapping[str, object]:
    """An example: a statement about deleting patients' records, with MFA or without."""
    action = {"Action": "healthlake:DeleteResource", "Resource": STORE}
    return {"Effect": effect, **action, "Condition": {operator: {_MFA: value}}}


@condition_check(
    Issue.DENY_WITHOUT_MFA_MISSES_LONG_TERM_KEYS,
    page=_PAGE,
    bad=_deleting("Deny", "Bool", "false"),
    good=_deleting("Deny", "BoolIfExists", "false"),
)
def deny_without_mfa_misses_long_term_keys(scope: ConditionScope) -> Found:
    """A Deny for sessions without MFA does not deny requests with long-term access keys."""
    if scope.statement.allows or not _says(scope, "false") or matches_absent_key(scope):
        return
    if not _denied_elsewhere(scope):
        said = f"requests with a user's long-term access keys have no `{_MFA}`: the condition does "
        said += "not match and they are not denied, although nobody used MFA"
        plain = scope.operator.base
        edits = another_operator(scope, f"{plain}IfExists") if not scope.operator.qualifier else ()
        yield Said(said, scope.condition.source, f"write `{plain}IfExists`", edits)


def _says(scope: ConditionScope, value: str) -> bool:
    """Does it compare the key with this value alone?"""
    compares = scope.operator.base in ("Bool", "StringEquals", "StringLike")
    values = {text.lower() for text in scope.texts}
    return scope.name.lower() == _MFA.lower() and compares and values == {value}


def _denied_elsewhere(scope: ConditionScope) -> bool:
    """Does another Deny of the policy match requests without the key?"""
    denying = (each for each in scope.statement.policy.statements if not each.allows)
    return any(matches_absent_key(each) for one in denying for each in one.condition_on(_MFA))


@condition_check(
    Issue.MFA_CONDITION_ALLOWS_WITHOUT_MFA,
    page=_PAGE,
    bad=_deleting("Allow", "BoolIfExists", "true"),
    good=_deleting("Allow", "Bool", "true"),
)
def mfa_condition_allows_without_mfa(scope: ConditionScope) -> Found:
    """An Allow that asks for MFA only if the request tells of it allows requests without MFA."""
    if not scope.statement.allows or not _asks_nothing(scope):
        return
    if scope.operator.base == "Null":
        said = (
            f"`Null` asks whether `{_MFA}` is there, not what it says: temporary credentials that "
        )
        said += "a user got without MFA have it, with the value false, and are allowed"
        yield Said(said, scope.condition.source, f'write `"Bool": {{"{_MFA}": "true"}}`')
    else:
        said = f"requests with a user's long-term access keys have no `{_MFA}`: they match as well "
        said += "and are allowed, although nobody used MFA"
        alone = len(scope.statement.condition_on(_MFA)) == 1
        edits = another_operator(scope, scope.operator.base) if alone else ()
        yield Said(said, scope.condition.source, f"write `{scope.operator.base}`", edits)


def _asks_nothing(scope: ConditionScope) -> bool:
    """Is MFA asked for in a way that is fulfilled without it, and in no better way beside it?"""
    conditions = scope.statement.condition_on(_MFA)
    if any(_says(each, "true") and not matches_absent_key(each) for each in conditions):
        return False
    if scope.operator.base == "Null":
        return scope in conditions and not matches_absent_key(scope)
    return _says(scope, "true") and matches_absent_key(scope)
