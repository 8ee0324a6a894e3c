"""Check of `${aws:username}`: only IAM users have a user name, sessions of roles have none.

Source: "IAM policy elements: Variables and tags" (the table of principals and their values).
"""

import re
from collections.abc import Iterator

from ...language.issues import Issue
from ...language.policy import Value
from ...language.terms import PolicyType
from ...language.variables import Variable, read_template
from ..check import Found, Said, statement_check
from ..scope import ConditionScope, StatementScope

_IAM_ARN = re.compile(r"arn:[^:]*:iam:")
_OWN_USER = "keep it for IAM users alone: a role has no user of its own"
_FOR_ROLES_TOO = "use `${aws:userid}` for roles too, or a tag, as in `${aws:PrincipalTag/Ward}`"
_STORE = "arn:aws:s3:::records"
_OF_THE_CALLER = (
    PolicyType.IDENTITY_BASED,
    PolicyType.PERMISSIONS_BOUNDARY,
    PolicyType.SESSION,
    PolicyType.SERVICE_CONTROL,
)


@statement_check(
    Issue.VARIABLE_ABSENT_FOR_ROLES,
    page="IAM policy elements: Variables and tags",
    bad={"Effect": "Allow", "Action": "s3:GetObject", "Resource": _STORE + "/${aws:username}/*"},
    good={"Effect": "Allow", "Action": "s3:GetObject", "Resource": _STORE + "/${aws:userid}/*"},
)
def variable_absent_for_roles(scope: StatementScope) -> Found:
    """A value with the caller's user name fits nothing for role sessions and federated users."""
    counts = scope.policy.policy.variables_count and scope.policy_type in _OF_THE_CALLER
    if not counts or scope.condition_on("aws:username", "aws:PrincipalType"):
        return
    for value, comes_to in (*_resources(scope), *_values(scope)):
        said = f"role sessions and federated users have no `aws:username`: for them {comes_to}"
        hint = _OWN_USER if _IAM_ARN.match(value.text) else _FOR_ROLES_TOO
        yield Said(said, value.source, hint)


def _resources(scope: StatementScope) -> Iterator[tuple[Value, str]]:
    element = scope.statement.resource
    spares = element is not None and element.negated
    comes_to = "the value spares no resource" if spares else "the value fits no resource"
    yield from ((value, comes_to) for value in _for_users_only(scope.resources))


def _values(scope: StatementScope) -> Iterator[tuple[Value, str]]:
    taking = (each for each in scope.conditions if each.operator.takes_variables)
    for each in taking:
        comes_to = _comes_to(each)
        yield from ((value, comes_to) for value in _for_users_only(each.condition.values))


def _comes_to(scope: ConditionScope) -> str:
    if len(scope.texts) > 1:
        return "the value equals nothing"
    return f"the condition {'always' if scope.operator.negated else 'never'} matches"


def _for_users_only(values: tuple[Value, ...]) -> Iterator[Value]:
    """The values with the user's name, unless others beside them are for other callers."""
    variables = {value: _variables(value.text) for value in values}
    if all(keys <= {"aws:username"} for keys in variables.values()):
        yield from (value for value, keys in variables.items() if keys)


def _variables(text: str) -> set[str]:
    template = read_template(text, wildcards=True, variables=True)
    found = (each for each in template if isinstance(each, Variable) and each.default is None)
    return {each.key.lower() for each in found}
