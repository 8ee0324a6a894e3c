"""Checks of ForAllValues and ForAnyValue: for keys that bring several values, and only for them.

Source: "Single-valued vs. multivalued context keys", "Set operators for multivalued context keys",
"Available keys for AWS web identity federation", "OpenID Connect Core 1.0" (a token's `sub` is one
text, its `aud` one or several).
"""

from collections.abc import Mapping

from ...language.issues import Issue
from ...language.terms import PolicyType
from ..check import Found, Said, condition_check
from ..samples import STORE
from ..scope import ConditionScope
from .absent_keys import consequence, matches_absent_key, may_match
from .condition_edits import another_operator

_PAGE = "Single-valued vs. multivalued context keys"


def _tagging(condition: Mapping[str, Mapping[str, str]]) -> Mapping[str, object]:
    """An example: a statement that allows tagging a data store under a condition."""
    action = "healthlake:TagResource"
    return {"Effect": "Allow", "Action": action, "Resource": STORE, "Condition": condition}


def _trusting(condition: Mapping[str, Mapping[str, str]]) -> Mapping[str, object]:
    """An example: a statement that trusts a hospital's identity provider under a condition."""
    provider = "arn:aws:iam::111122223333:oidc-provider/id.hospital.example"
    action = "sts:AssumeRoleWithWebIdentity"
    principal = {"Federated": provider}
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}


@condition_check(
    Issue.MISSING_QUALIFIER,
    page=_PAGE,
    bad=_tagging({"StringEquals": {"aws:TagKeys": "Ward"}}),
    good=_tagging({"ForAnyValue:StringEquals": {"aws:TagKeys": "Ward"}}),
)
def missing_qualifier(scope: ConditionScope) -> Found:
    """A key that brings several values needs to be told whether one of them has to fit, or all."""
    operator = scope.condition.operator
    several = scope.key is not None and scope.key.multivalued
    if several and scope.operator.qualifier is None and scope.operator.base != "Null":
        said = (
            f"a request can bring several values of `{scope.name}`, and `{operator}` does not say "
        )
        said += "whether one of them has to fit or all: what it then matches is not defined"
        hint = f"write `ForAnyValue:{operator}` if one value has to fit, `ForAllValues:{operator}` "
        yield Said(said, scope.condition.source, f"{hint}if all have to")


@condition_check(
    Issue.FORALLVALUES_WITH_SINGLE_VALUED_KEY,
    page=_PAGE,
    bad=_tagging({"ForAllValues:StringEquals": {"aws:PrincipalTag/Ward": "A"}}),
    good=_tagging({"StringEquals": {"aws:PrincipalTag/Ward": "A"}}),
)
def forallvalues_with_single_valued_key(scope: ConditionScope) -> Found:
    """ForAllValues on a key of one value matches every request that does not have the key."""
    if _asks(scope, "ForAllValues") and _has_one_value(scope) and not _must_be_there(scope):
        verb = "allowed" if scope.statement.allows else "denied"
        said = f"ForAllValues matches a request without `{scope.name}` as well: it is {verb} too"
        yield _without_qualifier(scope, said)


@condition_check(
    Issue.NULL_WITH_QUALIFIER,
    page="IAM JSON policy elements: Condition operators",
    bad=_tagging({"ForAnyValue:Null": {"aws:TagKeys": "false"}}),
    good=_tagging({"Null": {"aws:TagKeys": "false"}}),
)
def null_with_qualifier(scope: ConditionScope) -> Found:
    """Null with ForAllValues always matches, with ForAnyValue never: neither tests the key."""
    if scope.operator.base == "Null" and scope.operator.qualifier:
        said = f"`{scope.condition.operator}` does not test the key: "
        said += consequence(scope, may_match(scope))
        yield _without_qualifier(scope, said)


@condition_check(
    Issue.FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE,
    page="Available keys for AWS web identity federation",
    policy_type=PolicyType.ROLE_TRUST,
    bad=_trusting({"ForAnyValue:StringEquals": {"accounts.google.com:aud": "ward-a"}}),
    good=_trusting({"StringEquals": {"id.hospital.example:aud": "ward-a"}}),
)
def foranyvalue_with_audience_claim_type(scope: ConditionScope) -> Found:
    """ForAnyValue on an audience that is one text is not meant for it."""
    if _is_audience(scope) and _has_one_value(scope) and _asks(scope, "ForAnyValue"):
        said = f"`{scope.name}` is one value in every token: ForAnyValue is for keys with several"
        yield _without_qualifier(scope, said)


@condition_check(
    Issue.CONFIRM_AUDIENCE_CLAIM_TYPE,
    page="Available keys for AWS web identity federation",
    policy_type=PolicyType.ROLE_TRUST,
    bad=_trusting({"ForAnyValue:StringEquals": {"id.hospital.example:aud": "ward-a"}}),
    good=_trusting({"StringEquals": {"id.hospital.example:aud": "ward-a"}}),
)
def confirm_audience_claim_type(scope: ConditionScope) -> Found:
    """An audience is one text with some identity providers and a list with others."""
    if _is_audience(scope) and not _has_one_value(scope) and _asks(scope, "For"):
        said = f"`{scope.name}` is one value with some providers: then the operator's "
        said += f"`{scope.operator.qualifier}` is out of place"
        hint = f"look into one of its tokens; write `{_plain(scope)}` if `aud` is one text there"
        yield Said(said, scope.condition.source, hint)


_ONE_AUDIENCE = {
    "accounts.google.com:aud",
    "cognito-identity.amazonaws.com:aud",
    "saml:aud",
    "token.actions.githubusercontent.com:aud",
}


def _has_one_value(scope: ConditionScope) -> bool:
    """Providers' claims are known by their names only: the reference calls all of them single."""
    name = scope.name.lower()
    if "." in scope.prefix or scope.prefix == "saml":
        return name.endswith(":sub") or name in _ONE_AUDIENCE
    return scope.key is not None and not scope.key.multivalued


def _is_audience(scope: ConditionScope) -> bool:
    return scope.name.lower().endswith(":aud")


def _asks(scope: ConditionScope, qualifier: str) -> bool:
    asked = (scope.operator.qualifier or "").startswith(qualifier)
    return asked and scope.operator.base != "Null"


def _must_be_there(scope: ConditionScope) -> bool:
    """Does another condition of the statement refuse requests without the key?"""
    others = scope.statement.condition_on(scope.name)
    return any(not matches_absent_key(each) for each in others)


def _plain(scope: ConditionScope) -> str:
    return scope.condition.operator.rpartition(":")[2]


def _without_qualifier(scope: ConditionScope, said: str) -> Said:
    plain = _plain(scope)
    edits = another_operator(scope, plain)
    return Said(said, scope.condition.source, f"write `{plain}`", edits)
