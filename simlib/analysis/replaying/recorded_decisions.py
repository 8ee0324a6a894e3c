"""What a cloud decides on recorded calls, without a trace: each distinct call once."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from ...cloud.askable import arns_there
from ...cloud.caller import Caller
from ...cloud.cloud import Cloud
from ...evaluation.asked import Asked as Question
from ...evaluation.evaluate import Gate
from ...evaluation.policy_set import PolicySet
from ...language.errors import QuestionError, SimlibError
from ...language.terms import Decision
from ...reference import RequiredAction
from ..deciding import Decider
from ..deciding.atoms import Resource
from ..deciding.plan import plan
from ..denials import denial_of
from ..recorded_caller import caller_of
from ..recorded_needs import needs_on, required_by, told_to_need
from .reads import Reads
from .recorded_call import Call, principal_in

__all__ = ["NOT_ASKED", "Asked", "Outcome", "RecordedDecisions"]

REMEMBERED = 16_384
NOT_ASKED = "cannot be asked"
_ORDER = (Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY, Decision.ALLOWED)
_LOOKED_UP = frozenset({"s3", "kms", "iam", "sts"})
_UNKNOWN = "unknown"
_NEW = "new"  # stands for the id of what a call is to make
T = TypeVar("T")


class Asked(NamedTuple):
    """One action on one resource that a call asked for, and its gates."""

    action: str
    resource: str
    gates: Sequence[Gate]


class Outcome(NamedTuple):
    """What a cloud decides on a call; `action` is the one that decided, `problem` why none did."""

    principal: str
    action: str
    decision: str
    problem: str = ""


class RecordedDecisions:
    """One cloud as it is, asked about recorded calls. The cloud itself stays as it is."""

    def __init__(self, cloud: Cloud, reads: Reads) -> None:
        self.cloud, self._named = cloud, reads.of_parameters()
        self._there = arns_there(cloud.state)
        self._callers: dict[Hashable, Caller] = {}
        self._required: dict[Hashable, tuple[RequiredAction, ...]] = {}
        self._deciders: dict[PolicySet, Decider] = {}

    def outcome(self, call: Call) -> Outcome:
        """What the policies say now; it never raises: what cannot be asked is told as a problem."""
        principal = principal_in(call.record)
        try:
            caller = self._caller(call)
            principal = caller.session.identity or caller.name
            decided = [(self._decision(e.gates), e.action) for e in self._asked(call, caller)]
        except SimlibError as error:
            return Outcome(principal, "", NOT_ASKED, str(error))
        free = (Decision.ALLOWED, "")  # AWS asks for no action: nobody can be denied it
        decision, action = min(decided, key=lambda each: _ORDER.index(each[0]), default=free)
        return Outcome(principal, action, str(decision))

    def asked(self, call: Call) -> list[Asked]:
        """Every action that the call asks for. Raises SimlibError for what cannot be asked."""
        return list(self._asked(call, self._caller(call)))

    def _asked(self, call: Call, caller: Caller) -> Iterator[Asked]:
        for need in self._needs(call):
            told = need.resource == "*" or "*" not in need.resource
            arn = need.resource if told else need.resource.replace("*", _UNKNOWN)
            gates = _passing(caller, call, need.action).gates(need.action, arn)
            if not told and _hangs_on_the_resource(gates):
                raise QuestionError(f"the record gives no ARN for {need.action}")
            yield Asked(need.action, arn, gates)

    def _needs(self, call: Call) -> list[RequiredAction]:
        """By the operation; of a denial at least the action that its message names."""
        record = call.record
        named = _named_in(record) if call.message else None
        try:
            key = (*call.place[:2], *(name for name, _ in call.parameters))
            every = self._remembered(self._required, key, lambda: self._rows(record))
        except QuestionError:
            if named is None:
                raise
            return [named]
        rows = [row for row in every if told_to_need(row, record)]
        needs = list(needs_on(rows, record, [named.resource] if named else self._there))
        missed = named and named.action.lower() not in {each.action.lower() for each in needs}
        return [*needs, named] if named and missed else needs

    def _rows(self, record: dict[str, Any]) -> tuple[RequiredAction, ...]:
        """What the operation asks for; a thing that it makes has an ARN that no policy names."""
        return tuple(
            row if row.resource == "*" else replace(row, resource=row.resource.replace("*", _NEW))
            for row in required_by(self.cloud.services.values(), record)
        )

    def _caller(self, call: Call) -> Caller:
        key = (call.identity, call.place[2:], call.context, call.address)
        caller = self._remembered(self._callers, key, lambda: self._found(call))
        return caller.with_context(**self._brought(call.record)) if self._named else caller

    def _found(self, call: Call) -> Caller:
        """In a copy, for a role's session is made; credentials that have expired were good then."""
        caller, _ = caller_of(self.cloud.copy(), call.record)
        caller = replace(caller, session=replace(caller.session, credentials=None))
        return caller.with_context(**_context(call))

    def _brought(self, record: dict[str, Any]) -> dict[str, object]:
        """Keys of services, from parameters of the same name."""
        parameters = {name.lower(): value for name, value in record["requestParameters"].items()}
        found = ((key, parameters.get(name)) for name, key in self._named.items())
        told = ((key, _within(value, key)) for key, value in found if value is not None)
        return {key: value for key, value in told if value is not None}

    def _decision(self, gates: Sequence[Gate]) -> Decision:
        found = {self._decider(each.policies).decision(each.request) for each in gates}
        return next(each for each in _ORDER if each in found)

    def _decider(self, policies: PolicySet) -> Decider:
        return self._remembered(self._deciders, policies, lambda: Decider(policies))

    @staticmethod
    def _remembered(table: dict[Any, T], key: Hashable, make: Callable[[], T]) -> T:
        found = table.get(key)
        if found is None:
            if len(table) >= REMEMBERED:
                table.clear()
            found = table[key] = make()
        return found


def _passing(caller: Caller, call: Call, action: str) -> Caller:
    """A role is passed to the service that was called."""
    if action != "iam:PassRole":
        return caller
    return caller.with_context(**{"iam:PassedToService": call.place[0]})


def _hangs_on_the_resource(gates: Sequence[Gate]) -> bool:
    """Could the answer be another for another resource of the kind? S3, KMS and IAM look it up."""
    if any(each.request.action.partition(":")[0].lower() in _LOOKED_UP for each in gates):
        return True
    formulas = (part for each in gates for part in plan(Question(each.request, each.policies)))
    return any(isinstance(each.atom.asks, Resource) for f in formulas for each in f.literals())


def _named_in(record: dict[str, Any]) -> RequiredAction | None:
    told = denial_of(record)
    return RequiredAction(told.action, told.resource or "*") if told.action else None


def _context(call: Call) -> dict[str, object]:
    keys: dict[str, object] = {key: value for key, value in call.context if value is not None}
    if "aws:CurrentTime" in keys:
        moment = datetime.fromisoformat(str(keys["aws:CurrentTime"]))
        keys["aws:EpochTime"] = str(int(moment.timestamp()))
    return keys


def _within(value: object, key: str) -> object:
    """Of a key such as `kms:EncryptionContext:patient`, the part that it names."""
    if isinstance(value, dict):
        lowered = {str(name).lower(): each for name, each in value.items()}
        value = lowered.get(key.partition(":")[2].partition(":")[2])
    return value if isinstance(value, (str, int, float, bool)) else None
