"""A caller: somebody with credentials, on a network path, who asks and calls.

In a notebook cell of three lines:

    alice = cloud.as_("Alice")
    alice.can("s3:PutObject", "arn:aws:s3:::records/Alice/scan.dcm")
    alice.attempt("s3:PutObject", Bucket="records", Key="Alice/scan.dcm")

`call` answers or raises as the SDK does; `attempt` shows what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..evaluation.evaluate import Evaluation, Gate
from ..evaluation.request import ContextValue, PrincipalType
from ..language.arn import parse_arn
from ..language.errors import QuestionError, UnknownNameError, as_text, did_you_mean
from .attempt import Attempt
from .authorizing import decide, gates_of
from .calling import Call, Response, perform
from .circumstances import NO_SOURCE, Asking, Source
from .client import Client
from .context_keys import region_asked
from .errors import ClientError
from .network import PUBLIC_NETWORK, NetworkPath
from .presenting import authenticate, no_credentials, signed_call, still_good
from .questions import (
    as_address,
    as_arn,
    as_context,
    as_public_address,
    as_region,
    as_resource,
    later,
)
from .records import leaves_a_record, records_of
from .remarks import remarks
from .resources import target_of
from .sessions import Session
from .signature import Credentials

if TYPE_CHECKING:
    from .cloud import Cloud

__all__ = ["Caller"]


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
        credentials are not good, QuestionError where the resource is not one ARN or `*`.
        """
        asking = self.with_context(**context)._question(action, resource)
        told = remarks(self.cloud.state, asking, action, resource, self.cloud.action_index)
        return decide(self.cloud.state, asking._replace(remarks=told), action, resource)

    def gates(self, action: str, resource: str = "*") -> list[Gate]:
        """The gates that a request must pass, with the policies at each: what `can` evaluates.

        Raises what `can` raises.
        """
        return gates_of(self.cloud.state, self._question(action, resource), action, resource)

    def context(self, action: str, resource: str = "*") -> dict[str, tuple[ContextValue, str]]:
        """Every context key that a request would have: its value, and where it comes from.

        Raises what `can` raises.
        """
        asking = self._question(action, resource)
        gate = gates_of(self.cloud.state, asking, action, resource)[-1]
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

    def client(self, name: str) -> Client:
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

    def with_mfa(self, code: str = "123456", device: str | None = None) -> "Caller":
        """The same user with credentials from GetSessionToken, proven by a code of its device."""
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
        path = replace(self.path, endpoint=endpoint, address=as_address(address))
        return replace(self, path=path)

    def at(self, address: str) -> "Caller":
        """The same caller from a public address. Raises QuestionError."""
        public = as_public_address(address)
        return replace(self, path=replace(self.path, endpoint=None, address=public))

    def without_tls(self) -> "Caller":
        """The same caller over plain HTTP."""
        return replace(self, path=replace(self.path, tls=False))

    def in_region(self, region: str) -> "Caller":
        """The same caller, whose calls go to another Region. Raises QuestionError."""
        return replace(self, region=as_region(region))

    def with_context(self, **context: object) -> "Caller":
        """The same caller with context keys that you set, in calls too."""
        return replace(self, said={**self.said, **as_context(context)})

    def for_resource(self, arn: str, account: str | None = None) -> "Caller":
        """The same service principal, calling on behalf of a resource (aws:SourceArn).

        Where the ARN names no account, as a bucket's, it is the owner's. Raises QuestionError.
        """
        owner = target_of(
            self.cloud.state, as_arn(arn, "s3"), None, self.cloud.now
        ).resource.account
        return replace(self, source=Source(arn, account or owner))

    def with_clock(self, **ahead: float) -> "Caller":
        """The same caller with a clock that is wrong: `with_clock(minutes=-20)` signs in the past.

        Only presented credentials sign, so the caller presents its own from now on. Raises
        QuestionError.
        """
        skew = later(self.cloud.now, ahead) - self.cloud.now
        return replace(self, skew=skew, presented=self.credentials)

    def _with_session(self, answer: Response) -> "Caller":
        session = self.cloud.state.sessions[answer["Credentials"]["AccessKeyId"]]
        return replace(self, session=session, presented=None)

    def _question(self, action: str, resource: str) -> Asking:
        """Asked by credentials that are good, about one resource within reach."""
        service = as_text(action, "the action").partition(":")[0].lower()
        self._check_region(as_resource(resource, service))
        self._authenticate(service)
        return self._asking(action)

    def _check_region(self, resource: str) -> None:
        """A key is used in its own Region alone. Raises QuestionError."""
        arn = parse_arn(resource)
        if arn is None or arn.service != "kms" or arn.region == self.region:
            return
        told = f"the key is in `{arn.region}`, and KMS in {self.region} answers NotFoundException"
        raise QuestionError(f'{told}; ask with `in_region("{arn.region}")`')

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
        """An endpoint leads to one service in its own Region. Raises QuestionError.

        But for iam:PassRole, which a service checks for its own caller.
        """
        endpoint = self.cloud.state.endpoints.get(self.path.endpoint or "")
        service = action.partition(":")[0].lower()
        if endpoint is None or action.lower() == "iam:passrole":
            return
        led = f"the VPC endpoint `{endpoint.id}` leads to {endpoint.service}"
        if service != endpoint.service:
            told = f"{led}, not to {service}; ask without it, or through an endpoint to {service}"
            raise QuestionError(told)
        if endpoint.region != (region := region_asked(service, self.region)):
            told = f"{led} in `{endpoint.region}`, and the request goes to `{region}`"
            raise QuestionError(f'{told}; ask without it, or with `in_region("{endpoint.region}")`')

    def _authenticate(self, service: str, *, unsigned: bool = False) -> None:
        """Anybody may ask S3 and the operations that take no credentials. Raises ClientError."""
        state, now, region = self.cloud.state, self.cloud.now, self.region
        if self.presented is not None:
            request = signed_call(
                self.presented, service=service, region=region, now=now, skew=self.skew
            )
            authenticate(state, request, service=service, region=region, now=now)
        elif self.session.credentials is not None:
            still_good(state, self.session, service=service, now=now)
        elif self.session.principal is PrincipalType.ANONYMOUS and service != "s3" and not unsigned:
            raise no_credentials(service)
