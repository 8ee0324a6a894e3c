"""Checks of role trust policies for OIDC providers: whose tokens are taken?

Source: "Create a role for OpenID Connect federation (console)", "Identity-provider controls for
shared OIDC providers".
"""

import re

from ...language.issues import Issue
from ...language.policy import Value
from ...language.terms import PolicyType
from ...language.wildcard import has_wildcard
from ..check import Found, Said, statement_check
from ..scope import StatementScope
from .principals import named

__all__ = ["provider"]

_TRUST = PolicyType.ROLE_TRUST
_PAGE = "Create a role for OpenID Connect federation (console)"
_GITHUB = "token.actions.githubusercontent.com"
_BY_GOOGLE = {
    "Effect": "Allow",
    "Principal": {"Federated": "accounts.google.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
}
_BY_GITHUB = {
    **_BY_GOOGLE,
    "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{_GITHUB}"},
}
_AUDIENCE = {f"{_GITHUB}:aud": "sts.amazonaws.com"}
_MAIN = {f"{_GITHUB}:sub": "repo:clinic/records:ref:refs/heads/main", **_AUDIENCE}
_GOOD = {**_BY_GITHUB, "Condition": {"StringEquals": _MAIN}}


def provider(principal: str) -> str:
    """The OIDC provider that a principal names, as its condition keys begin; empty for SAML.

    >>> provider("arn:aws:iam::111122223333:oidc-provider/agent.buildkite.com")
    'agent.buildkite.com'
    """
    if ":saml-provider/" in principal or principal == "*":
        return ""
    return principal.partition(":oidc-provider/")[2] or principal


def _trusted(scope: StatementScope) -> list[tuple[str, Value]]:
    """The OIDC providers that an Allow trusts, each with the principal that names it."""
    if scope.policy_type is not _TRUST or not scope.allows:
        return []
    values = [Value(each.text, each.source) for each in named(scope, "Federated")]
    return [(name, each) for each in values if (name := provider(each.text))]


@statement_check(
    Issue.MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL,
    page=_PAGE,
    bad=_BY_GOOGLE,
    good={
        **_BY_GOOGLE,
        "Condition": {"StringEquals": {"accounts.google.com:aud": "66677788899900pro0"}},
    },
    policy_type=_TRUST,
)
def missing_condition_key_for_oidc_principal(scope: StatementScope) -> Found:
    """Without a condition on the provider's keys, a token for any application is taken."""
    for name, principal in _trusted(scope):
        if not any(each.name.lower().startswith(f"{name.lower()}:") for each in scope.conditions):
            said = f"anyone with a token from `{name[:120]}`, made for whatever, can take the role"
            yield Said(said, principal.source, f"add a condition on `{name[:120]}:aud` or `:sub`")


@statement_check(
    Issue.MISSING_GITHUB_REPO_CONDITION_KEY,
    page="Identity-provider controls for shared OIDC providers",
    bad={**_BY_GITHUB, "Condition": {"StringEquals": _AUDIENCE}},
    good=_GOOD,
    policy_type=_TRUST,
)
def missing_github_repo_condition_key(scope: StatementScope) -> Found:
    """Without a condition on `sub` anyone's GitHub repository could take the role."""
    for name, principal in _trusted(scope):
        if name.lower() == _GITHUB and not scope.condition_on(f"{_GITHUB}:sub"):
            said = (
                "any repository on GitHub, anyone's, could assume the role: AWS no longer saves "
                "such a policy, and one saved before works"
            )
            yield Said(said, principal.source, f"add a condition on `{_GITHUB}:sub`")


_SUBJECT = re.compile(r"repo:([^/:]*)/([^/:]*)(.*)")


@statement_check(
    Issue.SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED,
    page=_PAGE,
    bad={
        **_BY_GITHUB,
        "Condition": {
            "StringEquals": _AUDIENCE,
            "StringLike": {f"{_GITHUB}:sub": "repo:clinic/*"},
        },
    },
    good=_GOOD,
    policy_type=_TRUST,
)
def specific_github_repo_and_branch_recommended(scope: StatementScope) -> Found:
    """A wildcard in `sub` lets in more repositories or branches than one."""
    github = any(name.lower() == _GITHUB for name, _ in _trusted(scope))
    for each in scope.condition_on(f"{_GITHUB}:sub") if github else ():
        if each.operator.negated or not each.operator.takes_wildcards:
            continue
        for value in each.condition.values:
            if let_in := _let_in(value.text, scope):
                said = f"`{value.text[:120]}` lets in {let_in}"
                yield Said(said, value.source, "name the repository and the branch")


def _let_in(subject: str, scope: StatementScope) -> str:
    """Whom a pattern for `sub` lets in beside one branch of one repository; empty for nobody."""
    if not has_wildcard(subject):
        return ""
    parts = _SUBJECT.fullmatch(subject)
    if parts is None or has_wildcard(parts[1]):
        return "repositories of other owners"
    if has_wildcard(parts[2]):
        return f"every repository of `{parts[1][:60]}` that fits"
    if scope.condition_on(f"{_GITHUB}:ref"):
        return ""
    return f"every branch, tag and pull request of `{parts[2][:60]}` that fits"
