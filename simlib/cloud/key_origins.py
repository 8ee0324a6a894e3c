"""Of every context key where it comes from, or why these credentials do not bring it.

Source: "AWS global condition context keys", "Forward access sessions", "AWS KMS condition keys",
"Actions, resources, and condition keys for Amazon S3".
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from ..evaluation.request import PrincipalType
from ..language.errors import UnknownNameError
from ..reference import condition_key, services
from .circumstances import Circumstances
from .context_keys import KNOW_ENDPOINT_OWNERS, NO_MFA_INFORMATION
from .sessions import CredentialType

__all__ = ["Group", "group_of", "origin"]


class Group(StrEnum):
    """Where a key comes from; the value is the phrase shown to people."""

    PRINCIPAL = "the principal"
    SESSION = "the credentials"
    NETWORK = "the network path"
    TIME = "the clock"
    RESOURCE = "the resource"
    REGION = "the Region that the request went to"
    REQUEST = "the request's parameters"
    SERVICE = "the service that calls in the principal's name"
    SOURCE = "the service that calls for a resource"


NAMES: Mapping[Group, tuple[str, ...]] = {
    Group.PRINCIPAL: (
        "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:username",
        "aws:userid", "aws:PrincipalIsAWSService", "aws:PrincipalServiceName",
        "aws:PrincipalServiceNamesList", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
        "aws:PrincipalTag/", "kms:CallerAccount",
    ),
    Group.SESSION: (
        "aws:TokenIssueTime", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge",
        "aws:SourceIdentity", "aws:FederatedProvider", "aws:AssumedRoot", "ec2:RoleDelivery",
        "ec2:SourceInstanceArn", "aws:Ec2InstanceSourceVpc", "aws:Ec2InstanceSourcePrivateIPv4",
    ),
    Group.NETWORK: (
        "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", "aws:VpceAccount",
        "aws:VpceOrgID", "aws:VpceOrgPaths", "aws:SecureTransport", "aws:UserAgent", "aws:referer",
        "s3:TlsVersion", "s3:authType", "s3:signatureversion",
    ),
    Group.TIME: ("aws:CurrentTime", "aws:EpochTime"),
    Group.REGION: ("aws:RequestedRegion", "ec2:Region"),
    Group.RESOURCE: (
        "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:ResourceTag/",
        "s3:ExistingObjectTag/", "s3:ResourceAccount", "iam:ResourceTag/", "ec2:ResourceTag/",
        "s3:DataAccessPointArn", "s3:DataAccessPointAccount", "s3:AccessPointNetworkOrigin",
        "ec2:InstanceType", "ec2:InstanceProfile", "ec2:Subnet",
        "kms:KeySpec", "kms:KeyUsage", "kms:KeyOrigin", "kms:MultiRegion", "kms:ResourceAliases",
    ),
    Group.SERVICE: (
        "aws:ViaAWSService", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast",
        "kms:ViaService", "kms:GrantIsForAWSResource",
    ),
    Group.SOURCE: ("aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"),
}  # fmt: skip
_GROUPS = {name.lower(): group for group, names in NAMES.items() for name in names}


def group_of(key: str) -> Group:
    """The group of a key; what is in no other comes from the request's parameters.

    >>> group_of("aws:MultiFactorAuthPresent").value
    'the credentials'
    """
    lower = key.lower()
    return _GROUPS.get(lower) or _GROUPS.get(lower.partition("/")[0] + "/") or Group.REQUEST


def origin(key: str, given: Circumstances, context: Mapping[str, object]) -> str:
    """`set by you`, `present: from …` or `absent: …`; keys in lower case throughout."""
    if key in {each.lower() for each in given.asking.said}:
        return "set by you" if context.get(key) is not None else "set by you: taken away"
    if context.get(key) is None:
        return f"absent: {_absence(key, given)}"
    if key == "aws:viaawsservice" and not given.asking.via:
        return f"present: from {Group.PRINCIPAL}, who calls directly"
    if key == "kms:viaservice":
        always = "always with its Region, so a value without one never matches"
        return f"present: from {Group.SERVICE}, {always}"
    return f"present: from {_source(key, given)}"


def _source(key: str, given: Circumstances) -> Group:
    """Where a key that is there comes from: a session's tags, say, from its credentials."""
    group, session = group_of(key), given.session
    if key in {claim.lower() for claim in session.claims}:
        return Group.SESSION
    if group is Group.SESSION and not session.temporary:  # a code or token in the call; or FAS
        return Group.SERVICE if given.asking.via else Group.REQUEST
    tag = key.removeprefix(_PRINCIPAL_TAG)
    if tag != key and tag in {each.lower() for each in session.tags}:
        return Group.SESSION
    return group


_PRINCIPAL_TAG = "aws:principaltag/"
# Services whose own keys no request to another service has.
_WITH_OWN_KEYS = frozenset({"ec2", "iam", "kms", "s3", "sts"})


def _absence(key: str, given: Circumstances) -> str:
    group, (prefix, _, name) = group_of(key), key.partition(":")
    if prefix in _WITH_OWN_KEYS - {given.service} and group is not Group.SESSION:
        return f"only requests to {prefix} carry it"
    if key in _ABSENCES:
        return _ABSENCES[key](given)
    if given.service == "s3" and key.startswith("aws:resourcetag/"):
        return "a bucket's tags count only where ABAC was turned on for it"
    if key.startswith(_PRINCIPAL_TAG) and given.session.principal in _TAGGED:
        return f"neither the caller nor its session has the tag `{name.partition('/')[2]}`"
    if group is Group.RESOURCE and "tag/" in key:
        return f"the resource has no tag `{name.partition('/')[2]}`"
    if key in _NOT_FILLED:
        return "simlib does not fill it"
    if group is Group.REQUEST and not _exists(key, prefix):
        whose = "global key" if prefix == "aws" else f"key for {prefix}"
        return f"AWS's reference has no such {whose}"
    return _GROUP_ABSENCES[group](given)


_NOT_FILLED = frozenset(
    {
        "aws:chatbotsourcearn",
        "glue:credentialissuingservice",
        "glue:roleassumedby",
        "identitystore:userid",
        "lambda:sourcefunctionarn",
        "s3:signatureage",
        "ssm:sourceinstancearn",
    }
)


def _exists(key: str, prefix: str) -> bool:
    """Keys of identity providers cannot be looked up; those of services can."""
    if prefix != "aws" and prefix not in services():
        return True
    try:
        condition_key(key)
    except UnknownNameError:
        return False
    return True


_TAGGED = (PrincipalType.USER, PrincipalType.ROLE_SESSION, PrincipalType.FEDERATED_USER)
_CALLERS = {
    PrincipalType.ROOT: "root users",
    PrincipalType.USER: "IAM users",
    PrincipalType.ROLE_SESSION: "role sessions",
    PrincipalType.FEDERATED_USER: "federated users",
    PrincipalType.SERVICE: "service principals",
    PrincipalType.ANONYMOUS: "anonymous callers",
}
_WITHOUT_ACCOUNT = (PrincipalType.SERVICE, PrincipalType.ANONYMOUS)


def _not_had(given: Circumstances) -> str:
    return f"{_CALLERS[given.session.principal]} have none"


def _not_carried(given: Circumstances) -> str:
    if given.session.type is CredentialType.UNSIGNED:
        return "the request is not signed with any credentials"
    return f"it is not carried by {given.session.type}"


def _no_mfa(given: Circumstances) -> str:
    kind = given.session.type
    if kind is CredentialType.LONG_TERM_KEY:
        return f"{kind} never carries it, with MFA or without"
    if kind in NO_MFA_INFORMATION or not given.session.temporary:
        return _not_carried(given)
    return "no MFA was used for these credentials"


def _no_network(given: Circumstances) -> str:
    if given.session.principal is PrincipalType.SERVICE:
        return "it is redacted where a service calls"
    return "the network path does not bring it"


def _address(given: Circumstances) -> str:
    if given.endpoint is not None:
        return "the request came through a VPC endpoint"
    return _no_network(given)


def _endpoint(given: Circumstances) -> str:
    if given.endpoint is not None and given.asking.via:
        return "a service does not pass the endpoint of the first request on"
    if given.endpoint is not None:
        return f"{given.service} does not fill it"
    if given.session.principal is PrincipalType.SERVICE:
        return _no_network(given)
    return "the request came over the public network"


def _endpoint_s_organization(given: Circumstances) -> str:
    passed_on = given.endpoint is not None and not given.asking.via
    known = passed_on and given.service in KNOW_ENDPOINT_OWNERS
    return "the endpoint's account is in no organization" if known else _endpoint(given)


def _organization(given: Circumstances) -> str:
    if given.session.principal in _WITHOUT_ACCOUNT:
        return _not_had(given)
    return "the caller's account is in no organization"


def _unsigned(given: Circumstances) -> str:
    return "the request is not signed"


def _no_access_point(given: Circumstances) -> str:
    return "the request does not come through an access point"


def _not_via(given: Circumstances) -> str:
    if not given.asking.via:
        return "no service calls in the principal's name"
    return f"{given.asking.via[-1].partition('.')[0]} does not fill it"


def _no_source(given: Circumstances) -> str:
    if given.session.principal is not PrincipalType.SERVICE:
        return "only a service principal that calls for a resource sends it"
    return "the service does not say for which resource, or whose, it calls"


def _no_source_organization(given: Circumstances) -> str:
    if given.asking.source.account is None:
        return _no_source(given)
    return "the account of the resource that the service calls for is in no organization"


_Absence = Callable[[Circumstances], str]
_ABSENCES: Mapping[str, _Absence] = {
    "aws:multifactorauthpresent": _no_mfa,
    "aws:multifactorauthage": _no_mfa,
    "aws:tokenissuetime": lambda given: "only temporary credentials carry it",
    "aws:sourceidentity": lambda given: "no source identity was set in this session",
    "aws:federatedprovider": lambda given: "only sessions from an OIDC provider carry it",
    "aws:assumedroot": lambda given: "only credentials from AssumeRoot carry it",
    "aws:username": lambda given: "only IAM users have a user name",
    "aws:principalservicename": lambda given: "only service principals have one",
    "aws:principalservicenameslist": lambda given: "only service principals have one",
    "aws:principalorgid": _organization,
    "aws:principalorgpaths": _organization,
    "aws:resourceorgid": lambda given: "the resource's account is in no organization",
    "aws:resourceorgpaths": lambda given: "the resource's account is in no organization",
    "aws:sourceip": _address,
    "aws:sourcevpc": _endpoint,
    "aws:sourcevpce": _endpoint,
    "aws:vpcsourceip": _endpoint,
    "aws:vpceaccount": _endpoint,
    "aws:vpceorgid": _endpoint_s_organization,
    "aws:vpceorgpaths": _endpoint_s_organization,
    "aws:referer": lambda given: "only browsers send it",
    "aws:sourceorgid": _no_source_organization,
    "aws:sourceorgpaths": _no_source_organization,
    "kms:resourcealiases": lambda given: "the key has no alias",
    "s3:authtype": _unsigned,
    "s3:signatureversion": _unsigned,
    "s3:tlsversion": lambda given: "the request came over plain HTTP",
    "s3:dataaccesspointarn": _no_access_point,
    "s3:dataaccesspointaccount": _no_access_point,
    "s3:accesspointnetworkorigin": _no_access_point,
}
_GROUP_ABSENCES: Mapping[Group, _Absence] = {
    Group.PRINCIPAL: _not_had,
    Group.SESSION: _not_carried,
    Group.NETWORK: _no_network,
    Group.TIME: lambda given: "it was taken away",
    Group.REGION: lambda given: "it was taken away",
    Group.RESOURCE: lambda given: "the resource has no such property",
    Group.REQUEST: lambda given: "the request sends no such value",
    Group.SERVICE: _not_via,
    Group.SOURCE: _no_source,
}
