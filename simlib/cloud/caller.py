"""A caller: somebody with credentials, on a network path, who asks and calls.

In a notebook cell of three lines:

    alice = cloud.as_("Alice")
    alice.can("s3:PutObject", "arn:aws:s3:::records/Alice/scan.dcm")
    alice.attempt("s3:PutObject", Bucket="records", Key="Alice/scan.dcm")

`call` answers or raises as the SDK does; `attempt` shows what came of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from ..evaluation.evaluate import Evaluation
from ..evaluation.request import ContextValue, PrincipalType, context_values
from ..language.arn import parse_arn
from ..language.errors import QuestionError, UnknownNameError, as_text, did_you_mean
from .attempt import Attempt
from .authorizing import decide, gates_of
from .calling import Call, Response, perform
from .circumstances import NO_SOURCE, Asking, Source
from .errors import ClientError
from .network import PUBLIC_NETWORK, NetworkPath
from .operation import Service
from .presenting import authenticate, signed_call, still_good
from .records import leaves_a_record, records_of
from .resources import target_of
from .sessions import Session
from .signature import Credentials

if TYPE_CHECKING:
    from .cloud import Cloud

__all__ = ["Caller", "Client", "UnknownMethodError"]


@dataclass(frozen=True, eq=False)
class Caller:
    """Who calls, how the request comes in, and what you set yourself. Every change is a new caller.

    `presented` are credentials that sign each call for real; None takes the session at its word.
    """

    cloud: "Cloud" = field(repr=False)
    session: Session
    path: NetworkPath = PUBLIC_NETWORK
    region: str = "us-east-1"
    source: Source = NO_SOURCE
    said: Mapping[str, ContextValue] = field(default_factory=dict)
    presented: Credentials | None = field(default=None, repr=False)
    skew: timedelta = timedelta()

    def __repr__(self) -> str:
        return f"<{self.session.principal.value}: {self.name}, with {self.session.type}>"

    @property
    def name(self) -> str:
        """The ARN of the user or session, the service's name, or `anonymous`."""
        return self.session.arn or self.session.service or "anonymous"

    @property
    def credentials(self) -> Credentials | None:
        """What signs the calls: give them to `cloud.as_` to present them."""
        return self.presented or self.session.credentials

    def can(self, action: str, resource: str = "*", **context: object) -> Evaluation:
        """Decides one action on one resource, with its trace. Nothing happens, nothing is recorded.

        Context keys that you set win over those that follow from the state; None takes a key away.
        In Python's spelling `aws_SourceIp` is `aws:SourceIp`. Raises ClientError where the
        credentials are not good, QuestionError where the resource is no ARN.
        """
        _check_question(action, resource)
        self._authenticate(action.partition(":")[0].lower())
        asking = self.with_context(**context)._asking(action)
        return decide(self.cloud.state, asking, action, resource)

    def context(self, action: str, resource: str = "*") -> dict[str, tuple[ContextValue, str]]:
        """Every context key that a request would have: its value, and where it comes from.

        Raises QuestionError.
        """
        _check_question(action, resource)
        gate = gates_of(self.cloud.state, self._asking(action), action, resource)[-1]
        from ..evaluation.context import derived_keys

        origins = gate.request.origins
        found = {**derived_keys(gate.request, gate.policies), **gate.request.context}
        return {
            key: (value, origins(key.lower()) if origins else "")
            for key, value in sorted(found.items(), key=lambda item: item[0].lower())
            if value is not None
        }

    def call(self, operation: str, **parameters: Any) -> Response:
        """Makes one API call: `alice.call("s3:PutObject", Bucket=…, Key=…)`.

        The service is named as botocore's client, the operation and parameters as botocore has
        them. Raises ClientError as AWS answers it, ParamValidationError as the SDK refuses it,
        NotModelledError for what AWS has and simlib does not, UnknownNameError for what is not.
        """
        client, _, name = as_text(operation, "the operation").partition(":")
        service = self.cloud.service(client)
        asking = self._asking(f"{service.prefix}:{name}")
        call = Call(self.cloud, asking, service, name, parameters=parameters)
        try:
            self._authenticate(service.prefix, unsigned=call.operation.unsigned)
        except ClientError as error:
            error.operation = name
            if leaves_a_record(service, error):
                self.cloud.record(records_of(call, error))
            raise
        return perform(call)

    def attempt(self, operation: str, **parameters: Any) -> Attempt:
        """Makes one API call and shows what came of it, AWS's error too instead of raising it.

        Raises what `call` raises for calls that AWS never sees.
        """
        before = len(self.cloud.records)
        response, error = None, None
        try:
            response = self.call(operation, **parameters)
        except ClientError as refused:
            error = refused
        records = tuple(self.cloud.records[before:])
        return Attempt(operation.partition(":")[2], response, error, records)

    def client(self, name: str) -> "Client":
        """A client such as the SDK for Python has: `alice.client("s3").put_object(…)`."""
        return Client(self, self.cloud.service(name))

    def assume(self, role: str, session_name: str = "session", **parameters: Any) -> "Caller":
        """Assumes a role, by name or ARN, and returns its session as a caller."""
        arn = as_text(role, "the role")
        if not arn.startswith("arn:"):
            arn = self.cloud.role_arn(role, self.session.account)
        answer = self.call(
            "sts:AssumeRole", RoleArn=arn, RoleSessionName=session_name, **parameters
        )
        return self._with_session(answer)

    def with_mfa(self, device: str | None = None, code: str = "123456") -> "Caller":
        """The same user with credentials from GetSessionToken, proven by MFA."""
        serial = device or f"arn:aws:iam::{self.session.account}:mfa/{self.name.rpartition('/')[2]}"
        answer = self.call("sts:GetSessionToken", SerialNumber=serial, TokenCode=code)
        return self._with_session(answer)

    def through(self, endpoint: str, address: str = "10.0.0.10") -> "Caller":
        """The same caller through a VPC endpoint. Raises UnknownNameError, QuestionError."""
        known = self.cloud.state.endpoints
        if as_text(endpoint, "the VPC endpoint") not in known:
            hint = (
                did_you_mean(endpoint, known) or f"there are {', '.join(sorted(known)) or 'none'}"
            )
            raise UnknownNameError(f"no VPC endpoint `{endpoint}`; {hint}")
        path = replace(self.path, endpoint=endpoint, address=_address(address))
        return replace(self, path=path)

    def at(self, address: str) -> "Caller":
        """The same caller from a public address. Raises QuestionError."""
        return replace(self, path=replace(self.path, endpoint=None, address=_address(address)))

    def without_tls(self) -> "Caller":
        """The same caller over plain HTTP."""
        return replace(self, path=replace(self.path, tls=False))

    def in_region(self, region: str) -> "Caller":
        """The same caller, whose calls go to another Region. Raises QuestionError."""
        if not _REGION.fullmatch(as_text(region, "the Region")):
            raise QuestionError(f"`{region}` is no Region; expected one such as `eu-central-1`")
        return replace(self, region=region)

    def with_context(self, **context: object) -> "Caller":
        """The same caller with context keys that you set, in calls too."""
        return replace(self, said={**self.said, **_keys(context)})

    def for_resource(self, arn: str, account: str | None = None) -> "Caller":
        """The same service principal, calling on behalf of a resource (aws:SourceArn).

        Where the ARN names no account, as a bucket's, it is the owner's. Raises QuestionError.
        """
        if parse_arn(as_text(arn, "the resource")) is None:
            raise QuestionError(f"`{arn}` is no ARN; expected one such as {_example('s3')}")
        owner = target_of(self.cloud.state, arn, None, self.cloud.now).resource.account
        return replace(self, source=Source(arn, account or owner))

    def with_clock(self, **ahead: float) -> "Caller":
        """The same caller with a clock that is wrong: `with_clock(minutes=-20)` signs in the past.

        Only presented credentials sign, so the caller presents its own from now on.
        """
        return replace(self, skew=timedelta(**ahead), presented=self.credentials)

    def _with_session(self, answer: Response) -> "Caller":
        session = self.cloud.state.sessions[answer["Credentials"]["AccessKeyId"]]
        return replace(self, session=session, presented=None)

    def _asking(self, action: str) -> Asking:
        self._check_endpoint(action)
        return Asking(
            self.session,
            self.path,
            self.cloud.now,
            self.region,
            source=self.source,
            said=self.said,
        )

    def _check_endpoint(self, action: str) -> None:
        """A request to another service does not come through this endpoint. Raises QuestionError.

        But for iam:PassRole, which a service checks for its own caller.
        """
        endpoint = self.cloud.state.endpoints.get(self.path.endpoint or "")
        service = action.partition(":")[0].lower()
        if endpoint is None or service == endpoint.service or action.lower() == "iam:passrole":
            return
        told = f"the VPC endpoint `{endpoint.id}` leads to {endpoint.service}, not to {service}"
        raise QuestionError(f"{told}; ask without it, or through an endpoint to {service}")

    def _authenticate(self, service: str, *, unsigned: bool = False) -> None:
        now = self.cloud.now
        if self.presented is None:
            if self.session.principal is not PrincipalType.ANONYMOUS or service == "s3" or unsigned:
                return still_good(self.cloud.state, self.session, service=service, now=now)
            raise ClientError(*_NO_CREDENTIALS)
        request = signed_call(
            self.presented, service=service, region=self.region, now=now, skew=self.skew
        )
        authenticate(self.cloud.state, request, service=service, region=self.region, now=now)
        return None


_NO_CREDENTIALS = ("MissingAuthenticationToken", "Request is missing Authentication Token", 403)


class UnknownMethodError(UnknownNameError, AttributeError):
    """A client has no such method; the message offers the nearest that it has."""

    def __init__(self, client: str, method: str, known: Iterable[str]) -> None:
        hint = did_you_mean(method, known)
        super().__init__(f"the client of {client} has no method `{method}`; {hint}".rstrip("; "))


class Client:
    """The operations of one service as methods, for one caller."""

    def __init__(self, caller: Caller, service: Service) -> None:
        self._caller, self._service = caller, service
        self._names = {_snake(name): name for name in service.operations}

    def __getattr__(self, method: str) -> Callable[..., Response]:
        if method not in self._names:
            raise UnknownMethodError(self._service.client, method, self._names)
        name = self._names[method]
        return lambda **parameters: self._caller.call(
            f"{self._service.client}:{name}", **parameters
        )

    def __dir__(self) -> list[str]:
        return sorted(self._names)

    def __repr__(self) -> str:
        return f"<client of {self._service.client} for {self._caller.name}>"


def _snake(name: str) -> str:
    """A method's name: PutObject → put_object, ListObjectsV2 → list_objects_v2."""
    partial = re.sub("([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub("([A-Z]+)([A-Z][a-z])", r"\1_\2", partial).lower()


_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")


def _address(text: str) -> str:
    """An IP address. Raises QuestionError."""
    try:
        ip_address(str(text))
    except ValueError:
        told = f"`{text}` is no IP address; expected one such as `192.0.2.7`"
        raise QuestionError(told) from None
    return text


def _check_question(action: str, resource: str) -> None:
    """Is the action a text and the resource an ARN or `*`? Raises QuestionError."""
    as_text(action, "the action")
    if as_text(resource, "the resource") != "*" and parse_arn(resource) is None:
        raise QuestionError(f"`{resource}` is no ARN; expected one such as {_example(action)}")


def _keys(context: Mapping[str, object]) -> dict[str, ContextValue]:
    named = {k if ":" in k else k.replace("_", ":", 1): v for k, v in context.items()}
    wrong = [key for key in named if ":" not in key]
    if wrong:
        raise QuestionError(f"`{wrong[0]}` is no context key; write `aws_SourceIp=…` for one")
    return context_values(named)


def _example(action: str) -> str:
    service = action.partition(":")[0].lower()
    examples = {
        "s3": "arn:aws:s3:::bucket/key",
        "kms": "arn:aws:kms:us-east-1:111122223333:key/ID",
        "iam": "arn:aws:iam::111122223333:role/NAME",
        "sts": "arn:aws:iam::111122223333:role/NAME",
        "healthlake": "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/ID",
        "health-agent": "arn:aws:health-agent:us-east-1:111122223333:domain/ID",
    }
    return f"`{examples.get(service, 'arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE')}`"
