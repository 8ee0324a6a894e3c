"""Grants: create, list, revoke, retire.

Source: "Grants in AWS KMS", "Creating grants", "Retiring and revoking grants", "AWS KMS API
Reference: CreateGrant".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.keys import KeyGrant
from ...cloud.operation import Need, Operation
from .grant_limits import check_grant, pairs_of, within_what_gave_it
from .named import named, the_key, usable
from .retiring import check_retirer
from .rows import KEY, PAGING, context_of_pairs, dry_run, for_aws_resource, on_key, reading

__all__ = ["OPERATIONS"]

_CONSTRAINTS = ("EncryptionContextSubset", "EncryptionContextEquals")


def _create(call: Call) -> dict[str, Any]:
    key = usable(the_key(call, named(call, call["KeyId"], alias=False)))
    check_grant(call, key)
    within_what_gave_it(call)
    grant = _new_grant(call, key.arn)
    again = next((each for each in _in_force(call, key.arn) if _same(each, grant)), None)
    if again is None:
        call.put("grants", grant.id, grant)
    kept = again or grant
    return {"GrantToken": kept.token, "GrantId": kept.id}


def _new_grant(call: Call, key: str) -> KeyGrant:
    """It counts for everyone after the cloud's grant delay, with its token at once (rule H10)."""
    constraints = call.get("Constraints", {})
    return KeyGrant(
        call.ids.hex("grant", 64),
        call.ids.token("grant token"),
        key,
        call["GranteePrincipal"],
        tuple(call["Operations"]),
        call.account,
        call.get("RetiringPrincipal"),
        pairs_of(constraints, "EncryptionContextSubset"),
        pairs_of(constraints, "EncryptionContextEquals"),
        call.get("Name", ""),
        call.now,
        call.now + call.cloud.grant_delay,
    )


def _same(old: KeyGrant, new: KeyGrant) -> bool:
    """Is it a repetition? Only grants with a name are compared."""
    own = {"id": "", "token": "", "created": None, "effective": None}
    return bool(new.name) and replace(old, **own) == replace(new, **own)  # type: ignore[arg-type]


def _in_force(call: Call, key: str) -> list[KeyGrant]:
    """The grants on a key that nobody has retired or revoked."""
    every = call.state.grants.values()
    return [grant for grant in every if grant.key == key and grant.ended is None]


def _end(call: Call, grant: KeyGrant) -> dict[str, Any]:
    """Its end takes as long to count everywhere as its beginning did (rule H10)."""
    call.put("grants", grant.id, replace(grant, ended=call.now + call.cloud.grant_delay))
    return {}


def _revoke(call: Call) -> dict[str, Any]:
    key = the_key(call, named(call, call["KeyId"], alias=False))
    return _end(call, _grant_on(call, key.arn, call["GrantId"]))


def _grant_on(call: Call, key: str, grant_id: str) -> KeyGrant:
    found = next((each for each in _in_force(call, key) if each.id == grant_id), None)
    if found is None:
        raise ClientError("NotFoundException", f"Grant ID {grant_id} not found", 400)
    return found


def _retire(call: Call) -> dict[str, Any]:
    """The grant says who may (rule H11), so that authorization has to wait for the grant."""
    grant = _to_retire(call)
    constraints = dict(grant.subset or grant.equals or ())
    check_retirer(call, grant, context_of_pairs(constraints))
    return _end(call, grant)


def _to_retire(call: Call) -> KeyGrant:
    """By its token, or by key and id. Raises ClientError."""
    token = call.get("GrantToken")
    if token is None and not {"KeyId", "GrantId"} <= set(call.parameters):
        message = "Specify a grant token, or a key ARN and a grant ID."
        raise ClientError("ValidationException", message, 400)
    if token is None:
        return _grant_on(call, named(call, call["KeyId"], alias=False), call["GrantId"])
    every = (each for each in call.state.grants.values() if each.ended is None)
    found = next((each for each in every if each.token == token), None)
    if found is None:
        raise ClientError("InvalidGrantTokenException", "Invalid grant token", 400)
    return found


def _list(call: Call) -> dict[str, Any]:
    key = the_key(call, named(call, call["KeyId"], alias=False))
    wanted = (call.get("GrantId"), call.get("GranteePrincipal"))
    grants = [
        each
        for each in _in_force(call, key.arn)
        if wanted[0] in (None, each.id) and wanted[1] in (None, each.grantee)
    ]
    return {"Grants": [_row(each) for each in grants], "Truncated": False}


def _retiring(call: Call) -> str:
    """The retiring principal, on which ListRetirableGrants is authorized. Raises ClientError."""
    if "RetiringPrincipal" not in call.parameters:
        raise ClientError("ValidationException", "Specify a retiring principal.", 400)
    return str(call["RetiringPrincipal"])


def _list_retirable(call: Call) -> dict[str, Any]:
    """Grants on keys of other accounts too, in this Region."""
    here = f"arn:aws:kms:{call.region}:"
    every = (each for each in call.state.grants.values() if each.key.startswith(here))
    mine = (each for each in every if each.retiring == call["RetiringPrincipal"])
    return {"Grants": [_row(each) for each in mine if each.ended is None], "Truncated": False}


def _row(grant: KeyGrant) -> dict[str, Any]:
    given = zip(_CONSTRAINTS, (grant.subset, grant.equals), strict=True)
    constraints = {name: dict(pairs) for name, pairs in given if pairs is not None}
    row = {
        "KeyId": grant.key,
        "GrantId": grant.id,
        "Name": grant.name or None,
        "CreationDate": grant.created,
        "GranteePrincipal": grant.grantee,
        "RetiringPrincipal": grant.retiring,
        "IssuingAccount": f"arn:aws:iam::{grant.issuer}:root",
        "Operations": list(grant.operations),
        "Constraints": constraints or None,
    }
    return {name: value for name, value in row.items() if value is not None}


def _granting(call: Call) -> dict[str, object]:
    """What a policy can ask of a grant to be (rule D9)."""
    constraints = call.get("Constraints", {})
    kinds = [name for name in _CONSTRAINTS if name in constraints]
    pairs = {name: value for kind in kinds for name, value in constraints[kind].items()}
    return {
        "kms:GrantOperations": call["Operations"],
        "kms:GranteePrincipal": call.get("GranteePrincipal"),
        "kms:RetiringPrincipal": call.get("RetiringPrincipal"),
        "kms:GrantConstraintType": kinds[0] if kinds else None,
        **context_of_pairs(pairs),
        **for_aws_resource(call),
    }


OPERATIONS: Mapping[str, Operation] = {
    "CreateGrant": on_key(
        "CreateGrant", dry_run(_create), "GranteePrincipal", "RetiringPrincipal", "Operations",
        "Constraints", "GrantTokens", "Name", "DryRun", keys=_granting,
    ),
    "ListGrants": reading(
        "ListGrants", _list, "GrantId", "GranteePrincipal", keys=for_aws_resource
    ),
    "ListRetirableGrants": Operation(
        (Need("kms:ListRetirableGrants", _retiring),),
        _list_retirable, ("RetiringPrincipal",), PAGING, read_only=True,
    ),
    "RevokeGrant": on_key(
        "RevokeGrant", dry_run(_revoke), "GrantId", "DryRun", keys=for_aws_resource
    ),
    "RetireGrant": Operation(
        (), dry_run(_retire), ("GrantToken", "KeyId", "GrantId", "DryRun"), resource_type=KEY
    ),
}  # fmt: skip
