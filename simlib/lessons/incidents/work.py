"""A piece of somebody's daily work: one call, how the caller comes to it, and trying it out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ...cloud.attempt import Attempt
from ...cloud.caller import Caller
from ...cloud.cloud import Cloud
from ...cloud.signature import Credentials

__all__ = ["RIGHT", "Signing", "Work", "attempted", "attempts", "reached"]


class Signing(NamedTuple):
    """What the caller's machine signs with, and its clock in minutes ahead; as it is, all is right.

    `hours` have passed since the credentials were issued.
    """

    access_key_id: str = ""
    secret_mistyped: bool = False
    token_left_out: bool = False
    token_of_another: bool = False
    clock: int = 0
    hours: int = 0


RIGHT = Signing()


@dataclass(frozen=True)
class Work:
    """Who makes which call, and what a colleague writes when it fails (`ticket`).

    `assume` are the parameters of the AssumeRole calls that come first, `mfa` says that the caller
    signs in with MFA, `on_behalf_of` is the resource for which a service calls.
    """

    name: str
    scenario: str
    who: str
    operation: str
    ticket: str
    mfa: bool = False
    assume: tuple[Mapping[str, Any], ...] = ()
    endpoint: str = ""
    on_behalf_of: str = ""
    region: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    signing: Signing = RIGHT

    def __hash__(self) -> int:
        return hash(self.name)  # the other fields hold what cannot be hashed

    @property
    def call(self) -> str:
        """`s3:PutObject`, with the parameters that say on what."""
        named = {key: value for key, value in self.parameters.items() if isinstance(value, str)}
        told = ", ".join(f"{key}={value}" for key, value in named.items() if len(value) < 100)
        return f"{self.operation}({told})"

    def assuming(self, **parameters: Any) -> "Work":
        """The same work with other parameters of its first AssumeRole; None takes one away."""
        first, *others = self.assume
        changed = {
            key: value for key, value in {**first, **parameters}.items() if value is not None
        }
        return replace(self, assume=(changed, *others))

    def signed(self, **how: Any) -> "Work":
        """The same work, signed in another way."""
        return replace(self, signing=self.signing._replace(**how))


def attempted(cloud: Cloud, work: Work) -> Attempt:
    """What comes of the work: of the first step that fails, or of the call.

    The cloud stays as it is.
    Raises UnknownNameError where whoever does it is not there, or gets no credentials.
    """
    *_, last = _attempts(cloud.copy(), work)
    return last[1]


def attempts(cloud: Cloud, work: Work) -> list[Attempt]:
    """The same with every step before it. Raises UnknownNameError."""
    return [attempt for _, attempt in _attempts(cloud.copy(), work)]


def reached(cloud: Cloud, work: Work) -> Caller:
    """Who makes the call in the end, in a cloud of its own; the one whom a step before stops.

    Raises UnknownNameError.
    """
    *_, last = _attempts(cloud.copy(), work)
    return last[0]


def _attempts(cloud: Cloud, work: Work) -> Iterator[tuple[Caller, Attempt]]:
    """Each step with its caller, as long as they succeed."""
    caller = _first(cloud, work)
    for operation, parameters in _steps(caller, work):
        attempt = _signing(caller, work).attempt(operation, **parameters)
        yield caller, attempt
        if attempt.response is None:
            return
        caller = cloud.as_(attempt.response["Credentials"]["AccessKeyId"])
    caller = _signing(_on_its_way(caller, work), work)
    cloud.advance(hours=work.signing.hours)
    yield caller, caller.attempt(work.operation, **work.parameters)


def _first(cloud: Cloud, work: Work) -> Caller:
    caller = cloud.as_(work.who)
    return caller.for_resource(work.on_behalf_of) if work.on_behalf_of else caller


def _steps(caller: Caller, work: Work) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if work.mfa:
        device = caller.name.replace(":user/", ":mfa/")
        yield "sts:GetSessionToken", {"SerialNumber": device, "TokenCode": "314159"}
    for parameters in work.assume:
        yield "sts:AssumeRole", parameters


def _on_its_way(caller: Caller, work: Work) -> Caller:
    there = caller.in_region(work.region) if work.region else caller
    return there.through(work.endpoint) if work.endpoint else there


def _signing(caller: Caller, work: Work) -> Caller:
    """The caller as its machine signs; where all is right, it is taken at its word."""
    how, credentials = work.signing, caller.credentials
    if credentials is None or how._replace(hours=0) == RIGHT:
        return caller
    return replace(caller, presented=_presented(credentials, how)).with_clock(minutes=how.clock)


def _presented(credentials: Credentials, how: Signing) -> Credentials:
    changed: dict[str, Any] = {}
    if how.access_key_id and credentials.session_token is None:
        changed["access_key_id"] = how.access_key_id
    if how.secret_mistyped:
        changed["secret_access_key"] = credentials.secret_access_key[:-1]
    if how.token_left_out:
        changed["session_token"] = None
    if how.token_of_another and credentials.session_token is not None:
        changed["session_token"] = credentials.session_token[::-1]
    return replace(credentials, **changed)
