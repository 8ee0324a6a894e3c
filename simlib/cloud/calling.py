"""One API call from its parameters to its record: authorize, do, write down.

A call works on its own state. It becomes the cloud's when the call has succeeded; a refused call
leaves nothing behind but its record.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..evaluation.evaluate import Evaluation, all_of
from ..evaluation.message import error_code
from .api_model import check_parameters, check_values, operation_of
from .authorizing import decide
from .circumstances import Asking
from .errors import ClientError
from .ids import Ids
from .network import SERVICE_NETWORK
from .operation import Need, Operation, Service
from .records import records_of
from .remarks import grants_to_come_or_to_end
from .sessions import Session, service_session
from .state import State

if TYPE_CHECKING:
    from .cloud import Cloud

__all__ = ["Call", "Response", "perform"]


class Response(dict[str, Any]):
    """What an operation answers, in botocore's shape, with the evaluation that allowed it."""

    evaluation: Evaluation | None = None


class Call:
    """A call while it is made: who asks, what, and the state that it works on."""

    def __init__(
        self,
        cloud: "Cloud",
        asking: Asking,
        service: Service,
        name: str,
        *,
        parameters: Mapping[str, Any],
    ) -> None:
        tokens = parameters.get("GrantTokens")
        known = tuple(tokens) if isinstance(tokens, (list, tuple)) else ()
        self.asking = asking._replace(grant_tokens=known)
        self.cloud, self.service, self.name = cloud, service, name
        self.operation: Operation = operation_of(service, name)
        given = service.rewritten(parameters) if service.rewritten else parameters
        self.parameters = {key: value for key, value in given.items() if value is not None}
        self.state: State = cloud.state
        self.evaluations: list[tuple[str, Evaluation]] = []
        self.response: dict[str, Any] | None = None
        self.deployed = False  # neither refused by policies nor recorded, as are calls within it

    def __getitem__(self, parameter: str) -> Any:
        return self.parameters[parameter]

    def get(self, parameter: str, default: Any = None) -> Any:
        """A parameter that may be absent."""
        return self.parameters.get(parameter, default)

    @property
    def session(self) -> Session:
        """Who calls."""
        return self.asking.session

    @property
    def account(self) -> str:
        """The caller's account; for callers without one, the resource's is up to the operation."""
        return self.asking.session.account or ""

    @property
    def region(self) -> str:
        """The Region that the call goes to."""
        return self.asking.region

    @property
    def now(self) -> datetime:
        """The cloud's clock."""
        return self.asking.now

    @property
    def ids(self) -> Ids:
        """Where new ids come from."""
        return self.cloud.ids

    def put(self, table: str, key: Any, thing: Any) -> None:
        """Changes the call's state: `thing` under `key`."""
        self.state = self.state.put(table, key, thing)

    def drop(self, table: str, key: Any) -> None:
        """Changes the call's state: nothing under `key`."""
        self.state = self.state.drop(table, key)

    def authorize(
        self, action: str, arn: str = "*", keys: Mapping[str, object] | None = None
    ) -> Evaluation:
        """Asks for one action on one resource. Raises ClientError where it is denied."""
        evaluation = decide(self.state, self.asking, action, arn, keys=keys or {})
        self.evaluations.append((action if arn == "*" else f"{action} on {arn}", evaluation))
        if not evaluation.allowed and not self.deployed:
            raise self.denied(evaluation)
        return evaluation

    def denied(self, evaluation: Evaluation) -> ClientError:
        """The error for a denied authorization, in this service's code."""
        if self.service.denied is not None:
            return self.service.denied(self, evaluation)
        code = error_code(self.service.prefix)
        message = evaluation.message or "Access Denied"
        status, arn = self.service.denied_status, evaluation.request.resource.arn
        hint = "; ".join(grants_to_come_or_to_end(self.state, arn, self.now))
        return ClientError(code, message, status, evaluation=evaluation, hint=hint)

    def in_callers_name(self, service: str, name: str, **parameters: Any) -> Response:
        """A forward access session: this service calls another in the caller's name (rule E24)."""
        via = (*self.asking.via, self.service.event_source)
        return self._further(self.asking._replace(via=via, said={}), service, name, parameters)

    def in_its_own_name(
        self, principal: str, service: str, name: str, **parameters: Any
    ) -> Response:
        """The service calls another as the service principal that it is, by a policy or a grant."""
        asking = self.asking_as(service_session(principal), source=self.asking.source)
        return self._further(asking, service, name, parameters)

    def as_session(self, session: Session, service: str, name: str, **parameters: Any) -> Response:
        """The service calls another with a session it was given, such as a service role's."""
        return self._further(self.asking_as(session), service, name, parameters)

    def asking_as(self, session: Session, **known: Any) -> Asking:
        """The service asks with this session, from AWS's own network."""
        return Asking(session, SERVICE_NETWORK, self.now, self.region, **known)

    def _further(
        self, asking: Asking, service: str, name: str, parameters: Mapping[str, Any]
    ) -> Response:
        found = self.cloud.services[service]
        inner = Call(self.cloud, asking, found, name, parameters=parameters)
        inner.state, inner.deployed = self.state, self.deployed
        try:
            response = run(inner)
        finally:
            self.evaluations.extend(inner.evaluations)
        self.state = inner.state
        return response


def perform(call: Call) -> Response:
    """Makes a call that was authenticated already, and keeps what it changes."""
    check_parameters(call.service, call.name, call.operation, call.parameters)
    response = run(call)
    call.cloud.state = call.state
    return response


def run(call: Call) -> Response:
    """Authorizes, does and records a call. Raises ClientError; the record is written either way.

    What simlib does not model is no call of AWS's: NotModelledError passes without a record.
    """
    before = call.state
    try:
        check_values(call.service, call.name, call.parameters)
        for need in call.operation.needs:
            _ask(call, need)
        call.response = call.operation.effect(call)
    except ClientError as error:
        call.state = before
        error.operation = error.operation or call.name
        if error.evaluation is not None:
            error.evaluation = _whole(call.evaluations)
        _write_down(call, error)
        raise
    _write_down(call, None)
    response = Response(call.response)
    response.evaluation = _whole(call.evaluations)
    return response


def _write_down(call: Call, error: ClientError | None) -> None:
    if not call.deployed:
        call.cloud.record(records_of(call, error))


def _ask(call: Call, need: Need) -> None:
    if need.when is not None and not need.when(call):
        return
    keys = dict(call.operation.keys(call)) if call.operation.keys else {}
    if need.keys is not None:
        keys.update(need.keys(call))
    for arn in _arns(call, need):
        call.authorize(need.action, arn, keys)


def _arns(call: Call, need: Need) -> Sequence[str]:
    found = need.on(call) if need.on is not None else "*"
    return (found,) if isinstance(found, str) else found


def _whole(evaluations: Sequence[tuple[str, Evaluation]]) -> Evaluation | None:
    """One evaluation of all that a call needed; gates within gates stand side by side."""
    if len(evaluations) < 2:
        return evaluations[0][1] if evaluations else None
    return all_of(list(_flat(evaluations)))


def _flat(evaluations: Sequence[tuple[str, Evaluation]]) -> Iterator[tuple[str, Evaluation]]:
    for name, evaluation in evaluations:
        if evaluation.gates:
            for gate, inner in evaluation.gates:
                yield f"{name}, at the {gate}", inner
        else:
            yield name, evaluation
