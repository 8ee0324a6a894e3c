"""What is asked about one cloud, with all that need not be asked twice."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...cloud.askable import arns_there
from ...cloud.attached import identity_at, identity_side
from ...cloud.caller import Caller
from ...cloud.circumstances import Source
from ...cloud.cloud import Cloud
from ...cloud.identities import Role, User
from ...cloud.policy_places import PolicyPlace, policy_places
from ...cloud.resources import target_of
from ...cloud.sessions import Session, principal_of
from ...cloud.state import State
from ...evaluation.policy_set import Grant
from ...evaluation.request import Principal
from ...language.policy import Policy
from ..candidates import Offer, candidates, granted, offers
from .method import Change
from .question import Question, allows

__all__ = ["Inquiry", "inquiry_about"]

# Services whose resources' own policies can allow; all others' actions need one's own policy.
_BY_RESOURCE = ("sts:", "s3:", "kms:")


@dataclass(frozen=True)
class Inquiry:
    """A cloud that stays as it is, the actions that methods need, and what was found out."""

    cloud: Cloud
    actions: frozenset[str]  # in lower case
    _callers: dict[str, Caller] = field(default_factory=dict)
    _own: dict[Session, tuple[Principal, tuple[Offer, ...]]] = field(default_factory=dict)
    _attached: dict[str, tuple[tuple[Offer, ...], tuple[Grant, ...]]] = field(default_factory=dict)
    _answers: dict[tuple[Session, Source, Question], bool] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """The cloud's."""
        return self.cloud.state

    @cached_property
    def there(self) -> tuple[str, ...]:
        """The ARN of everything that is there."""
        return arns_there(self.state)

    @cached_property
    def naming(self) -> Mapping[str, tuple[PolicyPlace, ...]]:
        """The policies of resources, by the ARNs that they name as principals."""
        found: dict[str, list[PolicyPlace]] = defaultdict(list)
        for place in policy_places(self.state):
            for arn in _named(place.policy):
                found[arn].append(place)
        return {arn: tuple(places) for arn, places in found.items()}

    def caller(self, who: str) -> Caller:
        """A user or role by its ARN, or whoever else `cloud.as_` takes, by credentials in force."""
        if who not in self._callers:
            caller = self.cloud.as_(who)
            session = replace(caller.session, credentials=None)
            self._callers[who] = replace(caller, session=session)
        return self._callers[who]

    def service(self, name: str, source: str | None, account: str) -> Caller:
        """A service that calls on behalf of a resource; EC2 names none (inferred)."""
        caller = self.caller(name)
        return caller if source is None else replace(caller, source=Source(source, account))

    def identity(self, caller: Caller) -> User | Role | None:
        """The user or role behind a caller."""
        return identity_at(self.state, caller.session.identity or "")

    def policies(self, caller: Caller) -> tuple[Policy, ...]:
        """The identity-based policies that count for a caller."""
        return identity_side(self.state, caller.session).policies

    def could(self, caller: Caller, action: str) -> bool:
        """Does any Allow speak of the action at all? A cheap question before all others."""
        if action.startswith(_BY_RESOURCE):
            return True
        return any(action.lower() in offer.actions for offer in self._offers(caller)[1])

    def allows(self, caller: Caller, question: Question) -> bool:
        """Is it allowed, in the caller's cloud? What is asked of the cloud as it is, is kept."""
        if caller.cloud is not self.cloud:
            return allows(caller, question)
        known = caller.session, caller.source, question
        if known not in self._answers:
            spoken_of = self.spoken_of(caller, question.action, question.resource)
            self._answers[known] = spoken_of and allows(caller, question)
        return self._answers[known]

    def changed(self, caller: Caller, change: Change) -> Caller:
        """A caller in the cloud as a change leaves it."""
        return replace(caller, cloud=self._after(change))

    def newcomer(self, arn: str, change: Change) -> Caller:
        """A user or role that is only there after a change."""
        caller = self._after(change).as_(arn)
        return replace(caller, session=replace(caller.session, credentials=None))

    def _after(self, change: Change) -> Cloud:
        cloud = self.cloud.copy()
        cloud.state = change(self.state)
        return cloud

    def spoken_of(self, caller: Caller, action: str, arn: str) -> bool:
        """Could an Allow, or a grant, fit? A cheap question; of other actions nothing is known."""
        action = action.lower()
        if action not in self.actions:
            return True
        principal, own = self._offers(caller)
        resource, grants = self._on(arn, caller.session.account)
        found = candidates(principal, own, resource, arn)
        return action in found or action in granted(grants, principal)

    def _offers(self, caller: Caller) -> tuple[Principal, tuple[Offer, ...]]:
        if caller.session not in self._own:
            side = identity_side(self.state, caller.session)
            principal = principal_of(caller.session, side.tags)
            self._own[caller.session] = principal, offers(side.policies, self.actions)
        return self._own[caller.session]

    def _on(self, arn: str, account: str | None) -> tuple[tuple[Offer, ...], tuple[Grant, ...]]:
        if arn not in self._attached:
            target = target_of(self.state, arn, account, self.cloud.now)
            self._attached[arn] = offers([target.policy], self.actions), target.grants
        return self._attached[arn]


def _named(policy: Policy) -> dict[str, None]:
    elements = (each.principals for each in policy.statements if each.principals is not None)
    values = (value for each in elements for value in each.values if value.kind == "AWS")
    return dict.fromkeys(value.text for value in values)


def inquiry_about(cloud: Cloud, actions: frozenset[str]) -> Inquiry:
    """An inquiry into a copy of the cloud: what is asked leaves no trace in the cloud itself."""
    copy = cloud.copy()
    copy.records = []
    return Inquiry(copy, frozenset(each.lower() for each in actions))
