"""Who may retire a grant: the grant says so, not the key policy.

Source: "Retiring and revoking grants", "AWS KMS API Reference: RetireGrant".
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...cloud.authorizing import gates_of
from ...cloud.calling import Call
from ...cloud.keys import KeyGrant
from ...evaluation.evaluate import evaluate
from ...evaluation.policy_set import Grant
from ...evaluation.request import PrincipalType

__all__ = ["check_retirer"]

_RETIRE = "kms:RetireGrant"


def check_retirer(call: Call, grant: KeyGrant, keys: Mapping[str, object]) -> None:
    """Asks whether the caller may retire this grant (rule H11). Raises ClientError.

    Its principals may without any policy; identity-based policies can deny it to them, and can
    delegate what the grant gives to a whole account.
    """
    (gate,) = gates_of(call.state, call.asking, _RETIRE, grant.key, keys=keys)
    policies = replace(gate.policies, grants=tuple(_retirers(call, grant)))
    evaluation = evaluate(gate.request, policies)
    call.evaluations.append((_RETIRE, evaluation))
    if not evaluation.allowed:
        raise call.denied(evaluation)


def _retirers(call: Call, grant: KeyGrant) -> Iterator[Grant]:
    """The principals of this grant who may retire it, as grants of that one operation."""
    named = {
        "retiring principal": grant.retiring,
        "grantee principal": grant.grantee if "RetireGrant" in grant.operations else None,
        "the account that created it": f"arn:aws:iam::{grant.issuer}:root",
    }
    for role, arn in named.items():
        if arn is not None and _reaches(call, grant, arn):
            yield Grant(arn, ("RetireGrant",), name=f"grant {grant.id[:8]}: {role}")


def _reaches(call: Call, grant: KeyGrant, arn: str) -> bool:
    """An account in a grant is its root user; others need their own permission besides."""
    if not arn.endswith(":root"):
        return True
    foreign = grant.key.split(":")[4] != call.account
    return foreign or call.session.principal is PrincipalType.ROOT
