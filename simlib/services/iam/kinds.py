"""What IAM keeps by account and name: users, groups, roles and instance profiles.

Source: "IAM identifiers", "Actions, resources, and condition keys for AWS Identity and Access
Management".
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Effect, Keys, Need, Operation
from ...evaluation.request import PrincipalType
from .refusals import duplicate, no_such_entity, unmodifiable

__all__ = [
    "GROUP",
    "PROFILE",
    "ROLE",
    "USER",
    "Arn",
    "Kind",
    "arn_of",
    "check_free",
    "drop",
    "find",
    "in_account",
    "keep",
    "list_arn",
    "modifiable",
    "named",
    "new_arn",
    "row",
    "user_name",
]

PAGING = ("Marker", "MaxItems")
Arn = Callable[[Call], str]


class Kind(NamedTuple):
    """A kind: `word` in operations, `table` in the state, `type` in ARNs, `prefix` of its ids."""

    word: str
    table: str
    type: str
    prefix: str

    @property
    def name(self) -> str:
        """The parameter that names one."""
        return f"{self.word}Name"


USER = Kind("User", "users", "user", "AIDA")
GROUP = Kind("Group", "groups", "group", "AGPA")
ROLE = Kind("Role", "roles", "role", "AROA")
PROFILE = Kind("InstanceProfile", "instance_profiles", "instance-profile", "AIPA")


def row(
    action: str,
    on: Arn | None,
    effect: Effect,
    *takes: str,
    keys: Keys | None = None,
    read_only: bool = False,
    paged: bool = False,
    needs: tuple[Need, ...] = (),
) -> Operation:
    """An operation that needs the action of its own name on one ARN, and perhaps more.

    One that answers in pages reads; here its answer is always whole.
    """
    own = Need(f"iam:{action}", on)
    ignores = PAGING if paged else ()
    return Operation((own, *needs), effect, takes, ignores, keys, read_only=read_only or paged)


def user_name(call: Call) -> str | None:
    """The user named, or else the one who calls; None is the root user. Raises ClientError."""
    given: str | None = call.get("UserName")
    if given is not None or call.session.principal is PrincipalType.ROOT:
        return given
    if call.session.principal is PrincipalType.USER and call.session.arn:
        return call.session.arn.rpartition("/")[2]
    message = "Must specify userName when calling with non-User credentials"
    raise ClientError("ValidationError", message, 400)


def _name(call: Call, kind: Kind) -> str | None:
    return user_name(call) if kind is USER else call[kind.name]


def find(call: Call, kind: Kind) -> Any:
    """What the call names, or None."""
    return getattr(call.state, kind.table).get((call.account, _name(call, kind)))


def named(call: Call, kind: Kind) -> Any:
    """What the call names. Raises ClientError NoSuchEntity."""
    found = find(call, kind)
    if found is None:
        raise no_such_entity(_nobody(kind, _name(call, kind)))
    return found


def _nobody(kind: Kind, name: str | None) -> str:
    if kind is PROFILE:
        return f"Instance Profile {name} cannot be found."
    return f"The {kind.type} with name {name} cannot be found."


def modifiable(call: Call, kind: Kind) -> Any:
    """What the call names, to be changed. Raises ClientError for service-linked roles (E33)."""
    found = named(call, kind)
    if kind is ROLE and found.service_linked:
        raise unmodifiable(found.name)
    return found


def check_free(call: Call, kind: Kind) -> None:
    """Is the name free, whatever its case? Raises ClientError EntityAlreadyExists."""
    wanted = call[kind.name].lower()
    for account, name in getattr(call.state, kind.table):
        if account == call.account and name.lower() == wanted:
            if kind is PROFILE:
                raise duplicate(f"Instance Profile {call[kind.name]} already exists.")
            raise duplicate(f"{kind.word} with name {call[kind.name]} already exists.")


def in_account(call: Call, kind: Kind) -> list[Any]:
    """All of the caller's account under the path asked for, by name."""
    under = call.get("PathPrefix", "/")
    own = (each for (account, _), each in getattr(call.state, kind.table).items()
           if account == call.account and each.path.startswith(under))  # fmt: skip
    return sorted(own, key=lambda each: str(each.name))


def keep(call: Call, kind: Kind, thing: Any) -> None:
    """Puts it in its table."""
    call.put(kind.table, (thing.account, thing.name), thing)


def drop(call: Call, kind: Kind, thing: Any) -> None:
    """Takes it out of its table."""
    call.drop(kind.table, (thing.account, thing.name))


def arn_of(kind: Kind) -> Arn:
    """The ARN of what the call names: with its path where it exists, else without one."""

    def on(call: Call) -> str:
        found, name = find(call, kind), _name(call, kind)
        if found is not None:
            return str(found.arn)
        return f"arn:aws:iam::{call.account}:" + (f"{kind.type}/{name}" if name else "root")

    return on


def new_arn(kind: Kind) -> Arn:
    """The ARN of what the call would create."""
    return lambda call: _arn(call, kind, call.get("Path", "/") + call[kind.name])


def list_arn(kind: Kind) -> Arn:
    """What a list of them is asked for on: `user/` and the path, as in IAM's denial messages."""
    return lambda call: _arn(call, kind, call.get("PathPrefix", "/"))


def _arn(call: Call, kind: Kind, path: str) -> str:
    return f"arn:aws:iam::{call.account}:{kind.type}{path}"
