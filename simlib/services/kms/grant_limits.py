"""What a grant may be: for whom, which operations, which constraints; and passed on, no wider.

Source: "Grants in AWS KMS", "Creating grants" (grant constraints, granting CreateGrant permission),
"AWS KMS API Reference: CreateGrant".
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.attached import name_in_arn, unique_id_of
from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.keys import Key
from ...evaluation.evaluate import evaluate
from ...evaluation.policy_set import Grant
from ...evaluation.request import PrincipalType
from .specs import SYMMETRIC, grant_operations

__all__ = ["check_grant", "pairs_of", "within_what_gave_it"]

MOST_PAIRS = 8
Pairs = tuple[tuple[str, str], ...]
_PRINCIPAL = re.compile(
    r"arn:aws[a-z-]*:(iam::[0-9]{12}:(root|(user|role)/\S+)"
    r"|sts::[0-9]{12}:(assumed-role/[^/\s]+/[^/\s]+|federated-user/\S+))"
)
_SERVICE = ".amazonaws.com"


def pairs_of(constraints: Mapping[str, Any], name: str) -> Pairs | None:
    """The pairs of a constraint; None where it is not set, which is not the same as no pairs."""
    found = constraints.get(name)
    return tuple(sorted(found.items())) if found is not None else None


def check_grant(call: Call, key: Key) -> None:
    """Raises ClientError where principals, operations or constraints are none for this key."""
    if "GranteePrincipal" not in call.parameters:
        raise ClientError("ValidationException", "Specify a grantee principal.", 400)
    for parameter in ("GranteePrincipal", "RetiringPrincipal"):
        if parameter in call.parameters and not _is_principal(call, call[parameter]):
            message = f"ARN does not refer to a valid principal: {call[parameter]}"
            raise ClientError("InvalidArnException", message, 400)
    if not call["Operations"]:
        message = "A grant must have at least one operation."
        raise ClientError("ValidationException", message, 400, hint="the wording is inferred")
    unsuited = sorted(set(call["Operations"]) - grant_operations(key))
    if unsuited:
        message = f"Operations not supported for {key.spec} keys: {', '.join(unsuited)}"
        raise ClientError("ValidationError", message, 400)
    _check_constraints(call.get("Constraints", {}), key)


def _check_constraints(constraints: Mapping[str, Any], key: Key) -> None:
    if "SourceArn" in constraints:
        raise NotModelledError("simlib does not model the grant constraint `SourceArn`")
    if constraints and key.spec != SYMMETRIC:
        message = f"Encryption context constraints are not supported for {key.spec} keys."
        raise ClientError("ValidationError", message, 400)
    if any(len(pairs) > MOST_PAIRS for pairs in constraints.values()):
        message = f"A grant constraint can have at most {MOST_PAIRS} encryption context pairs."
        raise ClientError("ValidationError", message, 400)


def _is_principal(call: Call, arn: str) -> bool:
    """Accounts, users, roles, sessions, federated users; a service only names services (rule H8).

    Users and roles of accounts in this cloud must exist.
    """
    if arn.endswith(_SERVICE):
        own = call.session.principal is PrincipalType.SERVICE
        return own or bool(call.asking.via)
    if _PRINCIPAL.fullmatch(arn) is None:
        return False
    kind, account, _ = name_in_arn(arn)
    if account not in call.state.accounts or kind in ("root", "federated-user"):
        return True
    if kind == "assumed-role":
        return (account, arn.split("/")[1]) in call.state.roles
    return unique_id_of(call.state, arn) is not None


def within_what_gave_it(call: Call) -> None:
    """Where the permission to grant comes from a grant alone, the new one is no wider (rule H7).

    Raises ClientError.
    """
    _, evaluation = call.evaluations[-1]
    request, policies = evaluation.request, evaluation.policies
    if evaluate(request, replace(policies, grants=())).allowed:
        return
    for grant in policies.grants:
        alone = replace(policies, grants=(grant,))
        if evaluate(request, alone).allowed and _no_wider(call, grant):
            return
    message = (
        f"User: {request.principal.label} is not authorized to perform: {request.action} "
        f"on resource: {request.resource.arn}"
    )
    hint = "a grant passes on only what it gives, under the same constraints or stricter ones"
    raise ClientError("AccessDeniedException", message, 400, hint=hint)


def _no_wider(call: Call, parent: Grant) -> bool:
    constraints = call.get("Constraints", {})
    subset = pairs_of(constraints, "EncryptionContextSubset")
    equals = pairs_of(constraints, "EncryptionContextEquals")
    if not set(call["Operations"]) <= set(parent.operations):
        return False
    if parent.equals is not None:
        return equals is not None and set(equals) == set(parent.equals)
    if parent.subset is None:
        return True
    return any(set(parent.subset) <= set(pairs) for pairs in (subset, equals) if pairs is not None)
