"""Checks of wildcards and variables in condition values: where they fit too much, or nothing.

Source: "IAM JSON policy elements: Condition operators", "AWS global condition context keys",
"IAM policy elements: Variables and tags".
"""

from collections.abc import Iterator
from typing import Any

from ...language.edits import Edit
from ...language.issues import Issue
from ...language.policy import Value
from ...language.variables import Template, Variable, read_template
from ...language.wildcard import Wildcard
from ..check import Found, Said, condition_check
from ..samples import reading_if
from ..scope import ConditionScope
from .absent_keys import When, consequence, when_all_fits
from .condition_edits import another_operator, null_instead, spelt, without_key

_OPERATORS = "IAM JSON policy elements: Condition operators"
_KEYS = "AWS global condition context keys"


def _tagging(operator: str, value: str) -> dict[str, Any]:
    """Making a data store, under a condition on its tags."""
    return {
        "Effect": "Allow",
        "Action": "healthlake:CreateFHIRDatastore",
        "Resource": "*",
        "Condition": {operator: {"aws:TagKeys": value}},
    }


_GOOD = reading_if("StringLike", "aws:PrincipalTag/ward", "icu-*")


@condition_check(
    Issue.EQUIVALENT_TO_NULL_FALSE,
    page=_OPERATORS,
    bad=reading_if("StringLike", "aws:PrincipalTag/ward", "*"),
    good=reading_if("Null", "aws:PrincipalTag/ward", "false"),
)
def equivalent_to_null_false(scope: ConditionScope) -> Found:
    """StringLike with `*` asks only whether the key is there, as Null with false does."""
    yield from _fits_all(scope, When.PRESENT, "write `Null` with `false`")


@condition_check(
    Issue.EQUIVALENT_TO_NULL_TRUE,
    page=_OPERATORS,
    bad=reading_if("StringNotLike", "aws:PrincipalTag/ward", "*"),
    good=reading_if("Null", "aws:PrincipalTag/ward", "true"),
)
def equivalent_to_null_true(scope: ConditionScope) -> Found:
    """StringNotLike with `*` matches only without the key, as Null with true does."""
    yield from _fits_all(scope, When.ABSENT, "write `Null` with `true`")


@condition_check(
    Issue.REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION,
    page=_OPERATORS,
    bad=reading_if("StringLikeIfExists", "aws:PrincipalTag/ward", "*"),
    good=_GOOD,
)
def redundant_key(scope: ConditionScope) -> Found:
    """StringLikeIfExists with `*` matches every request and limits nothing."""
    yield from _fits_all(scope, When.ALWAYS, "take the key out, or name the values")


@condition_check(
    Issue.REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION,
    page=_OPERATORS,
    bad=_tagging("ForAnyValue:StringNotLike", "*"),
    good=_tagging("ForAnyValue:StringNotLike", "phi-*"),
)
def redundant_statement(scope: ConditionScope) -> Found:
    """No value is unlike `*`, so ForAnyValue:StringNotLike with it matches no request."""
    yield from _fits_all(scope, When.NEVER, "name the values that are meant")


def _fits_all(scope: ConditionScope, wanted: When, hint: str) -> Iterator[Said]:
    if scope.operator.base not in ("StringLike", "StringNotLike"):
        return
    star = next((each for each in scope.values if each.text and not each.text.strip("*")), None)
    if star and when_all_fits(scope.operator) is wanted:
        said = f"every value is like `{star.text[:120]}`: {consequence(scope, wanted)}"
        yield Said(said, star.source, hint, _plainly(scope, wanted))


def _plainly(scope: ConditionScope, when: When) -> tuple[Edit, ...]:
    """The same without the wildcard; none where nothing would be left of the statement."""
    if when is When.NEVER:
        return ()
    if when is When.ALWAYS:
        return without_key(scope)
    return null_instead(scope, "false" if when is When.PRESENT else "true")


# Keys whose values have these characters of themselves: names in certificates and DNS, addresses
# of web pages.
_LITERAL = {
    *("acm:domainnames", "aws:referer", "aws:useragent"),
    "route53:changeresourcerecordsetsnormalizedrecordnames",
}


@condition_check(
    Issue.WILDCARD_WITHOUT_LIKE_OPERATOR,
    page=_OPERATORS,
    bad=reading_if("StringEquals", "aws:PrincipalTag/ward", "icu-*"),
    good=_GOOD,
)
def wildcard_without_like_operator(scope: ConditionScope) -> Found:
    """Without Like, `*` and `?` are plain characters: only a text that has them fits."""
    if not scope.operator.base.startswith("String") or scope.operator.takes_wildcards:
        return
    for value in scope.values if scope.name.lower() not in _LITERAL else ():
        if _has_wildcard(value) and "://" not in value.text:
            base = scope.operator.base
            said = f"`{base}` takes `{value.text[:120]}` by the letter, `*` and `?` included"
            yield Said(f"{said}: no other value fits", value.source, *_with_like(scope))


def _has_wildcard(value: Value) -> bool:
    return any(isinstance(part, Wildcard) for part in _parts(value))


def _parts(value: Value) -> Template:
    return read_template(value.text, wildcards=True, variables=True)


def _with_like(scope: ConditionScope) -> tuple[str, tuple[Edit, ...]]:
    if scope.operator.base.endswith("IgnoreCase"):
        return "write `StringLike`, which knows wildcards and heeds case", ()
    family = "Arn" if _all_arns(scope) else "String"
    operator = spelt(scope, scope.operator.base.replace("String", family).replace("Equals", "Like"))
    edits = () if scope.name.lower() in _SENSITIVE else another_operator(scope, operator)
    return f"write `{operator}`", edits


def _all_arns(scope: ConditionScope) -> bool:
    """Is the key an ARN, and is every value one in full?"""
    is_arn = scope.key is not None and scope.key.type.endswith("ARN")
    return is_arn and all(text.count(":") >= 5 for text in scope.texts)


_SENSITIVE = frozenset(
    {
        *("aws:principalaccount", "aws:principalorgid", "aws:resourceaccount"),
        *("aws:resourceorgid", "aws:sourceaccount", "aws:sourceorgid", "aws:sourcevpc"),
        *("aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid"),
    }
)
# Variables that AWS fills, with what nobody chooses. Any other is chosen by someone: who sets tags,
# names users or sessions, or sends the request.
_FIXED = _SENSITIVE | {"aws:ec2instancesourcevpc", "aws:currenttime", "aws:epochtime"}


# Access Analyzer also wants six characters before a wildcard or variable under some further keys,
# which its page does not name; of these nothing is said here.
@condition_check(
    Issue.WILDCARD_USAGE_TOO_PERMISSIVE,
    page=_KEYS,
    bad=reading_if("StringLike", "aws:PrincipalOrgID", "o-*"),
    good=reading_if("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
)
def wildcard_usage_too_permissive(scope: ConditionScope) -> Found:
    """A wildcard in an account, organization or VPC fits those of strangers as well."""
    for value in scope.values if scope.operator.base in ("StringLike", "StringNotLike") else ():
        if _is_too_wide(scope, value, Wildcard):
            said = f"`{value.text[:120]}` fits more than one `{scope.name}`, strangers' as well"
            yield Said(said, value.source, _in_full(scope))


@condition_check(
    Issue.VARIABLE_USAGE_TOO_PERMISSIVE,
    page="IAM policy elements: Variables and tags",
    bad=reading_if("StringEquals", "aws:ResourceAccount", "${aws:PrincipalTag/account}"),
    good=reading_if("StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}"),
)
def variable_usage_too_permissive(scope: ConditionScope) -> Found:
    """Who chooses a variable's value chooses which account, organization or VPC fits."""
    counts = scope.operator.takes_variables and scope.statement.policy.policy.variables_count
    for value in scope.values if counts else ():
        if _is_too_wide(scope, value, Variable):
            chosen = next(part.key for part in _parts(value) if isinstance(part, Variable))
            said = (
                f"`{value.text[:120]}`: whoever sets `{chosen}` decides which `{scope.name}` fits"
            )
            yield Said(said, value.source, _in_full(scope))


def _in_full(scope: ConditionScope) -> str:
    if scope.name.lower() == "aws:userid":
        return "write the unique ID before the colon in full: `AROAEXAMPLEID:*`"
    return "write each value in full"


def _is_too_wide(scope: ConditionScope, value: Value, kind: type) -> bool:
    parts = _parts(value)
    if scope.name.lower() == "aws:userid":
        return _is_loose(parts, kind)
    return scope.name.lower() in _SENSITIVE and any(_is_open(part, kind) for part in parts)


def _is_open(part: object, kind: type) -> bool:
    fixed = isinstance(part, Variable) and part.key.lower() in _FIXED
    return isinstance(part, kind) and not fixed


def _is_loose(parts: Template, kind: type) -> bool:
    """Of aws:userid, `unique ID:session name`: is the ID open in part? As a whole it may be."""
    marked = "".join(_MARK if isinstance(part, kind) else str(part) for part in parts)
    unique_id, colon, _ = marked.partition(":")
    return _MARK in unique_id and not (colon and unique_id == _MARK)


_MARK = "\0"
