"""AssumeRoleWithSAML and AssumeRoleWithWebIdentity: unsigned; an identity provider vouches.

No identity-based policy is involved; the role's trust policy decides alone (rule F15).
Source: "AWS STS API Reference: AssumeRoleWithSAML", "… AssumeRoleWithWebIdentity", "AWS JSON policy
elements: Principal".
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ...cloud.attached import name_in_arn
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.issuing import role_session
from ...cloud.operation import Operation
from ...cloud.sessions import CredentialType, Session
from ..tags import tag_keys
from .identity_tokens import read_assertion, read_token
from .sessions import answer, keep, packed_size, role_of, role_seconds, session_policies

__all__ = ["OPERATIONS"]

# Providers that need no OIDC provider in the account.
BUILT_IN = frozenset(
    {"accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com"}
    | {"www.amazon.com"}
)


class Vouched(NamedTuple):
    """What a provider says of the caller; `provider` is its name in policies.

    `keys` are for the trust policy, `claims` those that the session keeps.
    """

    provider: str
    keys: Mapping[str, object]
    claims: Mapping[str, str]
    name: str
    tags: Mapping[str, str] = {}
    transitive: tuple[str, ...] = ()
    source_identity: str | None = None


def _assume(call: Call, vouched: Vouched, kind: CredentialType) -> dict[str, Any]:
    """Authorized here and not by `needs`, for who calls is known by the token alone."""
    call.asking = call.asking._replace(session=_vouched_for(call, vouched))
    keys = {**vouched.keys, "sts:RoleSessionName": vouched.name, **tag_keys(vouched.tags)}
    if vouched.source_identity:
        keys["sts:SourceIdentity"] = vouched.source_identity
    if vouched.transitive:
        keys["sts:TransitiveTagKeys"] = list(vouched.transitive)
    for action in _actions(call, vouched):
        _authorize(call, action, keys)
    role = role_of(call)
    policies = session_policies(call, role.account)
    session = role_session(
        call.ids,
        role,
        vouched.name,
        call.now,
        seconds=role_seconds(call, role, chained=False),
        type=kind,
        provider=vouched.provider,
        claims=vouched.claims,
        tags=vouched.tags,
        transitive=frozenset(vouched.transitive),
        source_identity=vouched.source_identity,
        policies=policies,
    )
    return answer(
        keep(call, session),
        PackedPolicySize=packed_size(policies, vouched.tags),
        SourceIdentity=vouched.source_identity,
    )


def _vouched_for(call: Call, vouched: Vouched) -> Session:
    """The unsigned caller, of whom nothing is known but what the provider says."""
    return replace(
        call.session, provider=vouched.provider, claims=vouched.claims, name=vouched.name
    )


def _authorize(call: Call, action: str, keys: Mapping[str, object]) -> None:
    """AWS tells an unsigned caller no more than that."""
    try:
        call.authorize(action, call["RoleArn"], keys)
    except ClientError as error:
        error.message = f"Not authorized to perform {action}"
        raise


def _actions(call: Call, vouched: Vouched) -> list[str]:
    wanted = {
        f"sts:{call.name}": True,
        "sts:TagSession": bool(vouched.tags),
        "sts:SetSourceIdentity": vouched.source_identity is not None,
    }
    return [action for action, needed in wanted.items() if needed]


def _with_web_identity(call: Call) -> dict[str, Any]:
    claims = read_token(call["WebIdentityToken"])
    if "exp" in claims and claims["exp"] <= call.now.timestamp():
        message = "Token expired: current date/time must be before the expiration date/time"
        raise ClientError("ExpiredTokenException", message, 400)
    issuer = claims["iss"].removeprefix("https://")
    provider = _oidc_provider(call, issuer, claims["aud"])
    known = [claim for claim in ("aud", "sub", "amr") if claim in claims]
    keys = {f"{issuer}:{claim}": str(claims[claim]) for claim in known}
    vouched = Vouched(
        provider, {**keys, "aws:FederatedProvider": provider}, keys, call["RoleSessionName"]
    )
    found = _assume(call, vouched, CredentialType.WEB_IDENTITY)
    return {
        **found,
        "SubjectFromWebIdentityToken": claims["sub"],
        "Provider": provider,
        "Audience": claims["aud"],
    }


def _oidc_provider(call: Call, issuer: str, audience: str) -> str:
    """The provider as policies name it; its client ids must hold the audience."""
    if issuer in BUILT_IN:
        return issuer
    account = name_in_arn(call["RoleArn"])[1]
    arn = f"arn:aws:iam::{account}:oidc-provider/{issuer}"
    provider = call.state.providers.get(arn)
    if provider is None:
        message = f"No OpenIDConnect provider found in your account for https://{issuer}"
        raise ClientError("InvalidIdentityToken", message, 400)
    if audience not in provider.audiences:
        raise ClientError("InvalidIdentityToken", "Incorrect token audience", 400)
    return arn


def _with_saml(call: Call) -> dict[str, Any]:
    said = read_assertion(call["SAMLAssertion"])
    provider = call.state.providers.get(call["PrincipalArn"])
    if provider is None or provider.issuer != said.issuer:
        wrong = "Issuer not present in specified provider"
        message = wrong if provider else "Specified provider doesn't exist"
        raise ClientError("InvalidIdentityToken", message, 400)
    if (call["RoleArn"], call["PrincipalArn"]) not in said.roles:
        message = "Not authorized to perform sts:AssumeRoleWithSAML"
        hint = "the assertion's Role attribute does not name this role with this provider"
        raise ClientError("AccessDenied", message, 403, hint=hint)
    keys = {"saml:aud": said.audience, "saml:iss": said.issuer, "saml:sub": said.subject}
    vouched = Vouched(
        call["PrincipalArn"],
        keys,
        {"saml:sub": said.subject},
        said.session_name,
        said.tags,
        said.transitive,
        said.source_identity,
    )
    found = _assume(call, vouched, CredentialType.SAML)
    more = {"Subject": said.subject, "Issuer": said.issuer, "Audience": said.audience}
    return {**found, **more, "SubjectType": "persistent"}


COMMON = ("RoleArn", "PolicyArns", "Policy", "DurationSeconds")

OPERATIONS = {
    "AssumeRoleWithWebIdentity": Operation(
        (),
        _with_web_identity,
        (*COMMON, "RoleSessionName", "WebIdentityToken"),
        unsigned=True,
        resource_type="AWS::IAM::Role",
    ),
    "AssumeRoleWithSAML": Operation(
        (),
        _with_saml,
        (*COMMON, "PrincipalArn", "SAMLAssertion"),
        unsigned=True,
        resource_type="AWS::IAM::Role",
    ),
}
