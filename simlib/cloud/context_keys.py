"""Context keys fill themselves: which are there, and with what values.

Each function fills one group of keys from the circumstances of a request; a key that is None is
absent.
Source: "AWS global condition context keys", "IAM policy elements: Variables and tags", "Forward
access sessions", "AWS KMS condition keys", "Actions, resources, and condition keys for Amazon S3".
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from ..evaluation.request import ContextValue, PrincipalType
from .circumstances import Circumstances
from .organization import Organization, path_of
from .resources import key_behind
from .sessions import CredentialType, Session

__all__ = [
    "GLOBAL_SERVICES",
    "KNOW_ENDPOINT_OWNERS",
    "NO_MFA_INFORMATION",
    "context_keys",
    "iso_time",
    "region_asked",
]

Keys = dict[str, ContextValue]
# The services known to fill aws:CalledVia (rule D6); HealthLake is not among them (M20).
_FILL_CALLED_VIA = frozenset(
    {"athena", "cloud9", "cloudformation", "databrew", "dataexchange", "dynamodb", "kms"}
    | {"servicecatalog-appregistry", "sqlworkbench"}
)
# Services whose requests through an endpoint carry aws:VpceAccount and its kin (rule D4).
KNOW_ENDPOINT_OWNERS = frozenset({"healthlake", "s3", "kms", "iam"})
GLOBAL_SERVICES = frozenset({"iam", "organizations"})
NO_MFA_INFORMATION = (
    CredentialType.SAML,
    CredentialType.WEB_IDENTITY,
    CredentialType.FEDERATION_TOKEN,
    CredentialType.INSTANCE_PROFILE,
    CredentialType.SERVICE_ROLE,
)


def context_keys(given: Circumstances) -> Keys:
    """Every key that follows from the circumstances, by its proper name; absent ones are None."""
    keys: Keys = dict(session_keys(given.session))
    keys.update(time_keys(given.asking.now))
    for fill in _FILLERS:
        keys.update(fill(given))
    return keys


@lru_cache(maxsize=1024)
def session_keys(session: Session) -> Mapping[str, ContextValue]:
    """What the credentials carry (rule D3)."""
    keys: Keys = {}
    if session.issued is not None and session.temporary:
        keys["aws:TokenIssueTime"] = iso_time(session.issued)
    if session.mfa is not None and session.type not in NO_MFA_INFORMATION:
        keys["aws:MultiFactorAuthPresent"] = "true" if session.mfa else "false"
    if session.source_identity:
        keys["aws:SourceIdentity"] = session.source_identity
    if session.type is CredentialType.WEB_IDENTITY:
        keys["aws:FederatedProvider"] = session.provider
    if session.type is CredentialType.ASSUMED_ROOT:
        keys["aws:AssumedRoot"] = "true"
    keys.update(session.claims)
    return keys


@lru_cache(maxsize=16)
def time_keys(now: datetime) -> Mapping[str, ContextValue]:
    """The clock, twice."""
    return {"aws:CurrentTime": iso_time(now), "aws:EpochTime": str(int(now.timestamp()))}


def mfa_keys(given: Circumstances) -> Keys:
    """The age of the MFA check in seconds; and what FAS makes of a long-term key (rule D3)."""
    session = given.session
    if session.mfa and session.mfa_at is not None:
        age = given.asking.now - session.mfa_at
        return {"aws:MultiFactorAuthAge": str(int(age.total_seconds()))}
    long_term = session.type is CredentialType.LONG_TERM_KEY
    if given.asking.via and long_term and session.principal is PrincipalType.USER:
        return {"aws:MultiFactorAuthPresent": "false"}
    return {}


def instance_keys(given: Circumstances) -> Keys:
    """What credentials of an EC2 instance carry."""
    instance = given.state.instances.get(given.session.instance or "")
    if instance is None:
        return {}
    return {
        "ec2:RoleDelivery": "2.0",
        "ec2:SourceInstanceArn": instance.arn,
        "aws:Ec2InstanceSourceVpc": instance.vpc,
        "aws:Ec2InstanceSourcePrivateIPv4": instance.private_address,
    }


def principal_keys(given: Circumstances) -> Keys:
    """The organization's path to the caller's account, and a service principal's names (D2)."""
    session = given.session
    if session.principal is PrincipalType.SERVICE and session.service:
        names = _service_names(session.service, given.asking.region)
        return {"aws:PrincipalServiceNamesList": names}
    path = _path(given.state.organization, session.account)
    return {"aws:PrincipalOrgPaths": (path,)} if path else {}


def network_keys(given: Circumstances) -> Keys:
    """How the request came in; services do not pass an endpoint on (rule D4)."""
    path, endpoint = given.asking.path, given.endpoint
    keys: Keys = {"aws:SecureTransport": "true" if path.tls else "false"}
    if given.session.principal is PrincipalType.SERVICE:
        return keys  # network keys are redacted where services call
    keys["aws:UserAgent"] = path.user_agent
    keys["aws:referer"] = path.referer
    if endpoint is None:
        keys["aws:SourceIp"] = path.address
    elif not given.asking.via:
        keys["aws:SourceVpce"] = endpoint.id
        keys["aws:SourceVpc"] = endpoint.vpc
        keys["aws:VpcSourceIp"] = path.address
        if given.service in KNOW_ENDPOINT_OWNERS and given.action.lower() != "iam:passrole":
            organization = given.state.organization
            owner = _path(organization, endpoint.account)
            keys["aws:VpceAccount"] = endpoint.account
            keys["aws:VpceOrgID"] = organization.id if organization and owner else None
            keys["aws:VpceOrgPaths"] = (owner,) if owner else None
    return keys


def service_keys(given: Circumstances) -> Keys:
    """Is it a service that calls in the principal's name, and which (rules D6, H12)?"""
    via = given.asking.via
    keys: Keys = {"aws:ViaAWSService": "true" if via else "false"}
    if not via:
        return keys
    names = tuple(name for name in via if name.partition(".")[0] in _FILL_CALLED_VIA)
    if names:
        keys["aws:CalledVia"] = names
        keys["aws:CalledViaFirst"], keys["aws:CalledViaLast"] = names[0], names[-1]
    if given.service == "kms":
        service = via[-1].partition(".")[0]
        keys["kms:ViaService"] = f"{service}.{given.asking.region}.amazonaws.com"
    return keys


def source_keys(given: Circumstances) -> Keys:
    """For which resource a service principal calls; absent for everybody else (rule D7)."""
    source, organization = given.asking.source, given.state.organization
    if given.session.principal is not PrincipalType.SERVICE:
        return {}
    path = _path(organization, source.account)
    return {
        "aws:SourceArn": source.arn,
        "aws:SourceAccount": source.account,
        "aws:SourceOrgID": organization.id if organization and path else None,
        "aws:SourceOrgPaths": (path,) if path else None,
    }


def resource_keys(given: Circumstances) -> Keys:
    """The owner's organization, and tags (rule D5)."""
    target = given.target
    path = _path(given.state.organization, target.resource.account)
    keys: Keys = {"aws:ResourceOrgPaths": (path,)} if path else {}
    for key, value in target.tags.items():
        keys[f"aws:ResourceTag/{key}"] = value
    if given.service == "s3":
        for key, value in target.object_tags.items():
            keys[f"s3:ExistingObjectTag/{key}"] = value
        keys["s3:ResourceAccount"] = target.resource.account
    elif given.service in ("iam", "ec2"):
        for key, value in target.tags.items():
            keys[f"{given.service}:ResourceTag/{key}"] = value
    elif given.service == "kms":
        keys.update(_key_properties(given))
    return keys


def ec2_keys(given: Circumstances) -> Keys:
    """What an instance that exists brings; of one to be launched, RunInstances says it."""
    if given.service != "ec2":
        return {}
    arn = given.target.resource.arn
    instance = given.state.instances.get(arn.rpartition("/")[2])
    if instance is None or instance.arn != arn:
        return {"ec2:Region": given.asking.region}
    return {
        "ec2:Region": given.asking.region,
        "ec2:InstanceType": instance.type,
        "ec2:InstanceProfile": instance.profile,
    }


def _key_properties(given: Circumstances) -> Keys:
    """What a KMS key is and which aliases it has (rule D9)."""
    key = key_behind(given.state, given.target.resource.arn)
    if key is None:
        return {}
    aliases = [arn for arn, of in given.state.aliases.items() if of == key.arn]
    return {
        "kms:KeySpec": key.spec,
        "kms:KeyUsage": key.usage,
        "kms:KeyOrigin": "AWS_KMS",
        "kms:MultiRegion": "false",
        "kms:ResourceAliases": tuple(sorted(a.rpartition(":")[2] for a in aliases)) or None,
    }


def region_asked(service: str, region: str) -> str:
    """Where a request goes: to a global service always to the same Region.

    >>> region_asked("iam", "eu-central-1"), region_asked("s3", "eu-central-1")
    ('us-east-1', 'eu-central-1')
    """
    return "us-east-1" if service in GLOBAL_SERVICES else region


def request_keys(given: Circumstances) -> Keys:
    """What every request brings; what an operation's parameters bring, the operation says."""
    keys: Keys = {"aws:RequestedRegion": region_asked(given.service, given.asking.region)}
    if given.service == "s3":
        keys["s3:TlsVersion"] = "1.3" if given.asking.path.tls else None
        if given.session.type is not CredentialType.UNSIGNED:
            keys["s3:authType"] = "REST-HEADER"
            keys["s3:signatureversion"] = "AWS4-HMAC-SHA256"
    if given.service == "kms":
        keys["kms:CallerAccount"] = given.session.account
    return keys


_Filler = Callable[[Circumstances], Keys]
_FILLERS: tuple[_Filler, ...] = (
    mfa_keys,
    instance_keys,
    principal_keys,
    network_keys,
    service_keys,
    source_keys,
    resource_keys,
    ec2_keys,
    request_keys,
)


def iso_time(time: datetime) -> str:
    """A time as AWS writes it in contexts and records: `2026-03-02T09:00:00Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _path(organization: Organization | None, account: str | None) -> str | None:
    if organization is None or account is None:
        return None
    return path_of(organization, account)


def _service_names(service: str, region: str) -> tuple[str, ...]:
    name, _, domain = service.partition(".")
    domain = domain.removeprefix(f"{region}.")
    return f"{name}.{domain}", f"{name}.{region}.{domain}"
