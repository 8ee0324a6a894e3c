"""Users and roles of which one can get the credentials: by assuming, by keys, by passwords."""

from collections.abc import Callable, Iterator
from functools import partial

from ...cloud.identities import AccessKey, Role, User
from .changes import with_role, with_trust, with_user
from .inquiry import Inquiry
from .method import Aim, Method, Step, Who
from .more import questions_of, telling

__all__ = ["METHODS", "account_of", "arn_of", "names_of"]


def account_of(who: Who) -> str:
    """The account of whoever uses a method."""
    return who.caller.session.account or ""


def arn_of(who: Who) -> str:
    """How a policy names whoever uses a method: the user's or role's ARN."""
    return who.caller.session.identity or who.caller.name


def names_of(who: Who, **more: str) -> dict[str, str]:
    """What steps can name."""
    own = {"self": arn_of(who), "account": account_of(who), "region": who.caller.region}
    return {**own, **more}


def _roles(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    for role in inquiry.state.roles.values():
        spoken_of = inquiry.spoken_of(who.caller, "sts:AssumeRole", role.arn)
        if spoken_of and role.arn != arn_of(who):
            yield _aim(inquiry, who, role)


def _aim(inquiry: Inquiry, who: Who, it: User | Role) -> Aim:
    """Whoever has the credentials of a user or role has what it may do."""
    name = "user" if isinstance(it, User) else "role"
    actor = partial(inquiry.caller, it.arn)
    return Aim(it.arn, names_of(who, **{name: it.arn}), actor, questions_of)


def _users(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    for user in _other_users(inquiry, who):
        yield _aim(inquiry, who, user)


def _users_keys(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """A user has at most two access keys: of two, one must go first."""
    for user in _other_users(inquiry, who):
        aim = _aim(inquiry, who, user)
        full = len(_keys(inquiry, user)) > 1
        yield aim._replace(before=(_DELETE_KEY,)) if full else aim


def _other_users(inquiry: Inquiry, who: Who) -> Iterator[User]:
    for user in inquiry.state.users.values():
        if user.account == account_of(who) and user.arn != arn_of(who):
            yield user


def _keys(inquiry: Inquiry, user: User) -> list[AccessKey]:
    keys = inquiry.state.access_keys.values()
    return [key for key in keys if (key.account, key.user) == (user.account, user.name)]


def _trusts(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    for role in inquiry.state.roles.values():
        own = role.account == account_of(who) and not role.service_linked
        if own and role.arn != arn_of(who):
            aim = _aim(inquiry, who, role)
            change = with_trust(role, arn_of(who))
            yield aim._replace(actor=partial(inquiry.changed, inquiry.caller(role.arn), change))


def _new(kind: str) -> Callable[[Inquiry, Who], Iterator[Aim]]:
    """A user or role of one's own making, with every permission."""

    def aims(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
        account = account_of(who)
        arn = f"arn:aws:iam::{account}:{kind}/example"
        made = with_user(account, "example")
        if kind == "role":
            made = with_role(account, "example", arn_of(who))
        actor = partial(inquiry.newcomer, arn, made)
        yield Aim(arn, names_of(who), actor, telling)

    return aims


_DELETE_KEY = Step("Delete one of the two access keys of {user}.", "iam:DeleteAccessKey", "{user}")
_ASSUME = Step(
    "Assume the role {it}; ask with the credentials of its session.",
    "sts:AssumeRole",
    "{role}",
    (("sts:RoleSessionName", "session"),),
)
_NEW_USER = "arn:aws:iam::{account}:user/example"
_NEW_ROLE = "arn:aws:iam::{account}:role/example"
_ASSUME_NEW = _ASSUME._replace(on=_NEW_ROLE, after=True)
_NAME_USERS = (
    "Allow it only on a user's own ARN, `arn:aws:iam::*:user/${aws:username}`, "
    "and to administrators."
)
_BOUND = "Let new identities be made only with a boundary: a condition on iam:PermissionsBoundary."

_ADMINISTRATOR = (("iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"),)
_TRUSTING = Step(
    "Create the role {it} with a trust policy that names {self}.", "iam:CreateRole", _NEW_ROLE
)
_CREATED = Step("Create the user {it}.", "iam:CreateUser", _NEW_USER)
_KEY_OF_NEW = Step("Create an access key for {it}; ask with it.", "iam:CreateAccessKey", _NEW_USER)
_PUT = "Put a policy on {it} that allows everything."
_ATTACH = "Attach AdministratorAccess to {it}."
_MADE = "Who is new has what its maker gives it, whatever the maker itself may do."

_ROLES = Method(
    _roles,
    (_ASSUME,),
    "A role's trust policy and the caller's own policy let it in; then the role's policies "
    "count, and no longer the caller's.",
    "Name in the trust policy only who needs the role, and ask for MFA or tags there.",
)
_KEYS = Method(
    _users_keys,
    (
        Step(
            "Create an access key for the user {it}; ask with it.", "iam:CreateAccessKey", "{user}"
        ),
    ),
    "An access key is the user: its secret is answered to whoever creates it.",
    _NAME_USERS,
    published=True,
)
_FIRST_PASSWORD = Method(
    _users,
    (
        Step(
            "Give the user {it} a password; sign in to the console as that user.",
            "iam:CreateLoginProfile",
            "{user}",
        ),
    ),
    "Whoever sets a user's first password can sign in with it.",
    _NAME_USERS,
    published=True,
    unknown="simlib keeps no passwords: it works where the user has none yet.",
)
_NEW_PASSWORD = Method(
    _users,
    (
        Step(
            "Set a new password for the user {it}; sign in to the console as that user.",
            "iam:UpdateLoginProfile",
            "{user}",
        ),
    ),
    "A new password needs no knowledge of the old one.",
    _NAME_USERS,
    published=True,
    unknown="simlib keeps no passwords: it works where the user has one, and no MFA device.",
)
_TRUST = Method(
    _trusts,
    (
        Step(
            "Write a trust policy for the role {it} that names {self}.",
            "iam:UpdateAssumeRolePolicy",
            "{role}",
        ),
        _ASSUME._replace(after=True),
    ),
    "The trust policy says who may assume a role; whoever writes it can name itself.",
    "Allow it on single roles only, never on those that may do more than the caller.",
    published=True,
)


def _making(kind: str, *steps: Step) -> Method:
    return Method(_new(kind), steps, _MADE, _BOUND)


METHODS = (
    _ROLES,
    _KEYS,
    _FIRST_PASSWORD,
    _NEW_PASSWORD,
    _TRUST,
    _making("role", _TRUSTING, Step(_PUT, "iam:PutRolePolicy", _NEW_ROLE), _ASSUME_NEW),
    _making(
        "role",
        _TRUSTING,
        Step(_ATTACH, "iam:AttachRolePolicy", _NEW_ROLE, _ADMINISTRATOR),
        _ASSUME_NEW,
    ),
    _making("user", _CREATED, Step(_PUT, "iam:PutUserPolicy", _NEW_USER), _KEY_OF_NEW),
    _making(
        "user",
        _CREATED,
        Step(_ATTACH, "iam:AttachUserPolicy", _NEW_USER, _ADMINISTRATOR),
        _KEY_OF_NEW,
    ),
)
