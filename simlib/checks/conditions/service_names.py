"""Checks of services in condition values: are they named as requests name them?

Source: "AWS KMS condition keys", "AWS global condition context keys", "IAM policy validation check
reference".
"""

from typing import Any

from ...language.edits import Edit, EditKind
from ...language.issues import Issue
from ...language.policy import Value
from ..check import Found, Said, condition_check
from ..scope import ConditionScope
from .absent_keys import consequence_if_idle
from .value_formats import can_be, comparable

_KEYS = {
    *("aws:principalservicename", "aws:principalservicenameslist"),
    *("aws:calledvia", "aws:calledviafirst", "aws:calledvialast"),
    *("iam:passedtoservice", "iam:awsservicename", "sts:awsservicename"),
    *("organizations:serviceprincipal", "config:configurationrecorderserviceprincipal"),
    *("kms:granteeserviceprincipal", "kms:retiringserviceprincipal"),
    *("codeconnections:passedtoservice", "codestar-connections:passedtoservice"),
}
# Of all partitions.
_DOMAINS = (
    *("amazonaws.com", "amazonaws.com.cn", "amazonaws.eu"),
    *("aws.internal", "c2s.ic.gov", "sc2s.sgov.gov"),
)


def _decrypting(value: str) -> dict[str, Any]:
    """Decrypting for a service."""
    return {
        "Effect": "Allow",
        "Action": "kms:Decrypt",
        "Resource": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "Condition": {"StringEquals": {"kms:ViaService": value}},
    }


@condition_check(
    Issue.INVALID_SERVICE_PRINCIPAL_FORMAT,
    page="AWS KMS condition keys",
    bad=_decrypting("healthlake.amazonaws.com"),
    good=_decrypting("healthlake.us-east-1.amazonaws.com"),
)
def invalid_service_principal_format(scope: ConditionScope) -> Found:
    """A service that is not named as requests name it fits no request."""
    form = _form(scope)
    wrong = [v for v in comparable(scope) if form and not _is_named(scope, v.text, form)]
    then = consequence_if_idle(scope, wrong)
    for value in wrong:
        said = f"`{value.text[:120]}`: `{scope.name}` names services as `{form}.amazonaws.com`, "
        said += f"in lower case: {then}"
        yield Said(said, value.source, *_renamed(scope, value, form))


def _form(scope: ConditionScope) -> str:
    """How the key names services; empty for other keys."""
    if scope.name.lower() == "kms:viaservice":
        return "service.region"
    return "service" if scope.name.lower() in _KEYS else ""


def _is_named(scope: ConditionScope, text: str, form: str) -> bool:
    if scope.operator.base.endswith("IgnoreCase"):
        text = text.lower()
    stars = ".".join("?*" for _ in form.split("."))
    named = any(can_be(text, f"{stars}.{domain}") for domain in _DOMAINS)
    return named and ("${" in text or text == text.lower())


def _renamed(scope: ConditionScope, value: Value, form: str) -> tuple[str, tuple[Edit, ...]]:
    """In lower case, if nothing else is wrong; else how it would look."""
    lower = value.text.lower()
    if _is_named(scope, lower, form):
        return f"write `{lower}`", (Edit(EditKind.REPLACE, value.source.pointer, value=lower),)
    service = lower.partition(".")[0]
    return f"write `{form.replace('service', service)}.amazonaws.com`", ()
