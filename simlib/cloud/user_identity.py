"""The element userIdentity of CloudTrail's records: who called, by the type of caller (rule J13).

Source: "CloudTrail userIdentity element".
"""

from typing import Any

from ..evaluation.request import PrincipalType
from .attached import name_in_arn
from .context_keys import iso_time
from .sessions import CredentialType, Session

__all__ = ["as_seen_from_outside", "user_identity"]

Record = dict[str, Any]
_ISSUER_TYPES = {
    PrincipalType.ROLE_SESSION: "Role",
    PrincipalType.FEDERATED_USER: "IAMUser",
    PrincipalType.USER: "IAMUser",
    PrincipalType.ROOT: "Root",
}


def user_identity(session: Session, *, invoked_by: str | None = None) -> Record:
    """The userIdentity element, by principal type (rule J13).

    >>> from .sessions import service_session
    >>> user_identity(service_session("config.amazonaws.com"), invoked_by="config.amazonaws.com")
    {'type': 'AWSService', 'invokedBy': 'config.amazonaws.com'}
    """
    if session.principal is PrincipalType.SERVICE:
        return {"type": "AWSService", "invokedBy": invoked_by or session.service}
    identity = _UNSIGNED if session.principal is PrincipalType.ANONYMOUS else _signed(session)
    if session.principal is PrincipalType.ANONYMOUS and session.provider:
        identity = _provider_identity(session)
    return {**identity, **({"invokedBy": invoked_by} if invoked_by else {})}


_UNSIGNED: Record = {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}


def _signed(session: Session) -> Record:
    fill = {
        PrincipalType.ROOT: _root,
        PrincipalType.USER: _user,
        PrincipalType.ROLE_SESSION: _role_session,
        PrincipalType.FEDERATED_USER: _federated_user,
    }[session.principal]
    identity = fill(session)
    return identity | (_session_context(session) if session.temporary else {})


def _root(session: Session) -> Record:
    return _plain("Root", session.account or "", session)


def _user(session: Session) -> Record:
    name = name_in_arn(session.arn or "")[2]
    return _plain("IAMUser", session.unique_id or "", session) | {"userName": name}


def _role_session(session: Session) -> Record:
    return _plain("AssumedRole", f"{session.unique_id}:{session.name}", session)


def _federated_user(session: Session) -> Record:
    return _plain("FederatedUser", f"{session.account}:{session.name}", session)


def _plain(kind: str, principal_id: str, session: Session) -> Record:
    return {
        "type": kind,
        "principalId": principal_id,
        "arn": session.arn,
        "accountId": session.account,
        "accessKeyId": session.access_key_id,
    }


def _session_context(session: Session) -> Record:
    """Who issued the session, and how it was authenticated."""
    context: Record = {}
    if session.principal in (PrincipalType.ROLE_SESSION, PrincipalType.FEDERATED_USER):
        context["sessionIssuer"] = {
            "type": _ISSUER_TYPES[session.principal],
            "principalId": session.unique_id,
            "arn": session.identity,
            "accountId": session.account,
            "userName": name_in_arn(session.identity or "")[2],
        }
    context["webIdFederationData"] = _web_identity(session)
    issued = iso_time(session.issued) if session.issued else ""
    mfa = "true" if session.mfa else "false"
    context["attributes"] = {"creationDate": issued, "mfaAuthenticated": mfa}
    if session.source_identity:
        context["sourceIdentity"] = session.source_identity
    if session.type is CredentialType.INSTANCE_PROFILE:
        context["ec2RoleDelivery"] = "2.0"
    if session.type is CredentialType.ASSUMED_ROOT:
        context["assumedRoot"] = "true"
    return {"sessionContext": context}


def _web_identity(session: Session) -> Record:
    if session.type is not CredentialType.WEB_IDENTITY:
        return {}
    return {"federatedProvider": session.provider, "attributes": dict(session.claims)}


def _provider_identity(session: Session) -> Record:
    """Who calls AssumeRoleWithSAML or …WithWebIdentity: known by the provider alone."""
    saml = ":saml-provider/" in (session.provider or "")
    subject = next((v for k, v in session.claims.items() if k.endswith(":sub")), session.name or "")
    return {
        "type": "SAMLUser" if saml else "WebIdentityUser",
        "principalId": f"{session.provider}:{subject}",
        "userName": subject,
        "identityProvider": session.provider,
    }


def as_seen_from_outside(session: Session) -> Record:
    """Another account's record names the caller by account and id only."""
    if session.principal in (PrincipalType.SERVICE, PrincipalType.ANONYMOUS):
        return user_identity(session)
    principal_id = user_identity(session)["principalId"]
    return {"type": "AWSAccount", "principalId": principal_id, "accountId": session.account}
