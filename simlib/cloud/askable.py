"""Who can ask, and what for: what a form offers, so that nothing must be typed."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeVar

from ..evaluation.request import PrincipalType
from ..language.arn import parse_arn
from ..language.errors import QuestionError, SimlibError
from ..reference import action as defined_action
from ..reference import resource_types_of, service, services
from ..reference.regions import regions
from .context_keys import NO_MFA_INFORMATION
from .identities import Role, User
from .organization import Account
from .sessions import CredentialType, Session
from .state import State

__all__ = [
    "Asker",
    "arns_there",
    "askable_actions",
    "askers",
    "credentials_in_words",
    "fitting",
    "region_of",
    "regions_there",
]

AnIdentity = TypeVar("AnIdentity", User, Role)


class Asker(NamedTuple):
    """Somebody who can call: `who` is what `cloud.as_` takes; account and kind are for grouping."""

    who: str
    account: str
    kind: str
    name: str
    credentials: str = ""

    @property
    def label(self) -> str:
        """For choosing: `user Alice · hospital`."""
        where = f" · {self.account}" if self.account else ""
        return f"{self.kind} {self.name}".strip() + where


def askers(state: State) -> tuple[Asker, ...]:
    """Everybody in each account, with the sessions issued, then services, then nobody known."""
    found = [each for account in sorted(state.accounts) for each in _in_account(state, account)]
    own_call, none = CredentialType.SERVICE.value, CredentialType.UNSIGNED.value
    services = (Asker(name, "", "service", name, own_call) for name in _services(state))
    return (*found, *services, Asker("anonymous", "", "", "anonymous", none))


def _in_account(state: State, number: str) -> Iterator[Asker]:
    account = state.accounts[number]
    key, assumed = CredentialType.LONG_TERM_KEY.value, CredentialType.ASSUMED_ROLE.value
    for user in _own(number, state.users.values()):
        yield Asker(user.arn, account.name, "user", user.name, key)
    for role in _own(number, state.roles.values()):
        yield Asker(role.arn, account.name, "role", role.name, assumed)
    yield from _instances(state, account)
    yield from _issued(state, account)
    yield Asker(account.root_arn, account.name, "root user", "", key)


def _own(number: str, identities: Iterable[AnIdentity]) -> list[AnIdentity]:
    return sorted((i for i in identities if i.account == number), key=lambda i: i.name)


def _instances(state: State, account: Account) -> Iterator[Asker]:
    """Running instances whose profile holds a role: the others have no credentials (rule F19)."""
    roles = {each.arn: each.role for each in state.instance_profiles.values()}
    for id_, each in sorted(state.instances.items()):
        role = roles.get(each.profile or "")
        if role and each.account == account.id and each.state == "running":
            told = f"{CredentialType.INSTANCE_PROFILE}, of {role}"
            yield Asker(id_, account.name, "instance", id_, told)


def _issued(state: State, account: Account) -> Iterator[Asker]:
    """Sessions by their access key ids, for several can have one ARN; of equal ones the last."""
    mine = {id_: each for id_, each in state.sessions.items() if each.account == account.id}
    equal = {(each.arn or "", credentials_in_words(each)): id_ for id_, each in mine.items()}
    for (arn, words), id_ in sorted(equal.items()):
        kind = _SESSION_KINDS.get(mine[id_].principal, "session")
        yield Asker(id_, account.name, kind, _name_in(arn), words)


_SESSION_KINDS = {
    PrincipalType.FEDERATED_USER: "federated user",
    PrincipalType.USER: "session of user",
    PrincipalType.ROOT: "session of root user",
}


def _name_in(arn: str) -> str:
    """`CareRole/shift1` of a role session's ARN, the last part of any other."""
    resource = arn.rpartition(":")[2]
    return resource.partition("/")[2] or resource


def credentials_in_words(session: Session) -> str:
    """What somebody asks with: the type of the credentials, and what they carry.

    >>> from .sessions import ANONYMOUS
    >>> credentials_in_words(ANONYMOUS)
    'no credentials'
    """
    return ", ".join([str(session.type), *_carried(session)])


def _carried(session: Session) -> Iterator[str]:
    if session.mfa is not None and session.type not in NO_MFA_INFORMATION:
        yield "with MFA" if session.mfa else "without MFA"
    if session.tags:
        yield "tagged " + " ".join(f"{key}={value}" for key, value in sorted(session.tags.items()))
    if session.policies:
        yield "with a session policy"
    if session.provider:
        yield f"vouched for by {session.provider.rpartition('/')[2]}"
    if session.credentials is not None and session.credentials.expiry is not None:
        yield f"until {session.credentials.expiry:%Y-%m-%d %H:%M} UTC"


def _services(state: State) -> list[str]:
    """The service principals that policies here name."""
    saved = [*(role.trust for role in state.roles.values())]
    for table in (state.buckets, state.access_points, state.keys):
        saved += [each.policy for each in table.values() if each.policy is not None]
    named = (
        value.text
        for each in saved
        for statement in each.policy.statements
        if statement.principals is not None
        for value in statement.principals.values
        if value.kind == "Service" and value.text != "*"
    )
    return sorted(set(named))


def arns_there(state: State) -> tuple[str, ...]:
    """The ARN of everything that is there, resources first, then identities."""
    objects = (
        f"arn:aws:s3:::{bucket}/{key}" for bucket, kept in state.objects.items() for key in kept
    )
    through = (
        f"{door.arn}/object/{key}"
        for door in state.access_points.values()
        for key in state.objects.get(door.bucket, {})
    )
    return tuple(
        dict.fromkeys(
            [
                *state.data_stores,
                *state.domains,
                *state.health_parts,
                *(f"arn:aws:s3:::{name}" for name in state.buckets),
                *objects,
                *state.access_points,
                *through,
                *state.keys,
                *(role.arn for role in state.roles.values()),
                *(user.arn for user in state.users.values()),
                *state.policies,
            ]
        )
    )


def region_of(state: State, arn: str) -> str:
    """The Region in which something is, where requests about it go; empty where it is in none.

    >>> region_of(State(), "arn:aws:kms:eu-central-1:111122223333:key/k")
    'eu-central-1'
    """
    parts = parse_arn(arn)
    if parts is None:
        return ""
    bucket = state.buckets.get(parts.resource.partition("/")[0]) if parts.service == "s3" else None
    if bucket is not None and not parts.region:
        return bucket.region
    return parts.region if parts.region in regions() else ""


def regions_there(state: State) -> tuple[str, ...]:
    """The Regions in which something is, sorted."""
    located = (state.access_points, state.endpoints, state.instances)
    named = {each.region for table in located for each in table.values()}
    return tuple(sorted((named | {region_of(state, arn) for arn in arns_there(state)}) - {""}))


def fitting(action: str, arns: Iterable[str]) -> tuple[str, ...]:
    """Those of the ARNs that an action takes; of an action that takes none, `*` alone.

    >>> fitting("s3:ListBucket", ["arn:aws:s3:::records", "arn:aws:s3:::records/a"])
    ('arn:aws:s3:::records',)
    """
    try:
        found = defined_action(action)
    except SimlibError:
        return ("*", *arns)
    if not found.resources:
        return ("*",)
    wanted = {(found.service, name) for name in found.resource_types}
    return tuple(arn for arn in arns if not wanted.isdisjoint(_types(arn)))


@lru_cache(maxsize=8192)
def _types(arn: str) -> frozenset[tuple[str, str]]:
    """The resource types that an ARN fits; no text that is no ARN fits any."""
    try:
        return frozenset((each.service, each.name) for each in resource_types_of(arn))
    except QuestionError:
        return frozenset()


def askable_actions(prefixes: Iterable[str]) -> tuple[str, ...]:
    """All actions of these services, by their full names.

    >>> len(askable_actions(["health-agent"]))
    47
    """
    known = [prefix for prefix in prefixes if prefix in services()]
    return tuple(str(each) for prefix in known for each in service(prefix).actions.values())
