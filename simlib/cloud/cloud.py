"""A cloud: accounts and all that is in them, a clock, a trail, and the services that change it."""

import copy
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..evaluation.request import PrincipalType
from ..language.document import parse_policy
from ..language.errors import QuestionError, UnknownNameError, as_text, did_you_mean
from ..language.terms import PolicyType
from .caller import Caller
from .canonical_request import HttpRequest
from .finding import find_session
from .ids import Ids
from .network import PUBLIC_NETWORK, SERVICE_NETWORK, VpcEndpoint
from .operation import Service
from .organization import Account
from .overview import overview
from .presenting import authenticate, session_behind
from .questions import later
from .remarks import ActionIndex, action_index
from .sessions import ANONYMOUS, Session
from .signature import Credentials
from .state import State
from .trail import trail_frame

if TYPE_CHECKING:
    import pandas

__all__ = ["Cloud"]

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Cloud:
    """The one thing that changes, and only by operations, by you or by a scenario's loading.

    `seed` decides every id. `grant_delay` is how long it takes until a grant that was created,
    retired or revoked counts for everyone; AWS says usually less than five minutes (rule H10).
    `data_events` are S3 objects and FHIR resources in the trail.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        *,
        seed: int = 0,
        region: str = "us-east-1",
        now: datetime = MORNING,
        grant_delay: timedelta = timedelta(),
        data_events: bool = True,
    ) -> None:
        self.services, self.region, self.now = services, region, now
        self.grant_delay, self.data_events = grant_delay, data_events
        self.ids = Ids(seed)
        self.state = State()
        self.records: list[dict[str, Any]] = []

    def __repr__(self) -> str:
        accounts = ", ".join(f"{each.id} {each.name}" for each in self.state.accounts.values())
        return f"<cloud of {accounts or 'no accounts'}, {self.now:%Y-%m-%d %H:%M} UTC>"

    def __str__(self) -> str:
        """Everything that is there, by name: whom and what to ask for."""
        return overview(self.state)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """In a notebook, a cloud shows the time and what is there."""
        printer.text(f"{self.now:%Y-%m-%d %H:%M} UTC\n{self}")

    def as_(
        self, who: str | Credentials, *, account: str | None = None, session_name: str = "session"
    ) -> Caller:
        """A caller: by name or ARN of a user, role or session, `root`, a service, or `anonymous`.

        A user's calls are made with its access key, a role's with a session named `session_name`,
        an instance's (`i-…`) with its role credentials; an access key id means the session that it
        belongs to. Credentials are presented: each call is signed with them and the signature is
        checked. Raises UnknownNameError, QuestionError.

        >>> from simlib import new_cloud
        >>> new_cloud().as_("cloudtrail.amazonaws.com")
        <service: cloudtrail.amazonaws.com, with a service principal's own call>
        """
        if isinstance(who, Credentials):
            return self._presenting(who)
        session = find_session(self, who, account, session_name)
        service = session.principal is PrincipalType.SERVICE
        return Caller(self, session, SERVICE_NETWORK if service else PUBLIC_NETWORK, self.region)

    def _presenting(self, credentials: Credentials) -> Caller:
        session = session_behind(self.state, credentials.access_key_id) or ANONYMOUS
        return Caller(self, session, region=self.region, presented=credentials)

    def receive(self, request: HttpRequest, *, service: str, region: str | None = None) -> Caller:
        """Who signed this HTTP request? Raises ClientError in the service's words, QuestionError.

        `service` is the signing name, such as `s3`, `healthlake` or `health-agent`.
        """
        if not isinstance(request, HttpRequest):
            raise QuestionError(f"the request is {request!r:.80}, expected an HttpRequest")
        as_text(service, "the service")
        where = region or self.region
        session = authenticate(self.state, request, service=service, region=where, now=self.now)
        return Caller(self, session, region=where)

    def copy(self) -> "Cloud":
        """A cloud of its own in the same state: what is done there is not done here."""
        other = copy.copy(self)
        other.ids, other.records = copy.deepcopy(self.ids), list(self.records)
        return other

    @cached_property
    def action_index(self) -> ActionIndex:
        """What the services' operations say of actions, made when first asked for."""
        return action_index(self.services)

    def service(self, client: str) -> Service:
        """The service of that client name. Raises UnknownNameError."""
        if as_text(client, "the client") not in self.services:
            prefixes = {each.prefix: each.client for each in self.services.values()}
            meant = f"did you mean `{prefixes[client]}`?" if client in prefixes else ""
            near = meant or did_you_mean(client, self.services)
            hint = near or f"there are {', '.join(self.services)}"
            raise UnknownNameError(f"no client `{client}`; {hint}")
        return self.services[client]

    def advance(self, **time: float) -> datetime:
        """Sets the clock forward: `cloud.advance(hours=2)`. Returns it. Raises QuestionError."""
        self.now = later(self.now, time)
        return self.now

    def add_account(self, id: str, name: str, **known: Any) -> Account:
        """An account of its own, as if it had just been opened. Raises QuestionError."""
        if not re.fullmatch("[0-9]{12}", as_text(id, "the account id")):
            raise QuestionError(f"`{id}` is no account id; expected twelve digits")
        account = Account(id, as_text(name, "the account's name"), **known)
        self.state = self.state.put("accounts", id, account)
        return account

    def add_endpoint(
        self,
        id: str,
        service: str,
        *,
        vpc: str,
        account: str,
        policy: str | Mapping[str, Any] | None = None,
    ) -> VpcEndpoint:
        """A VPC endpoint to a service, such as `s3`. Raises PolicySyntaxError, QuestionError."""
        read = None
        if policy is not None:
            document = policy if isinstance(policy, Mapping) else as_text(policy, "the policy")
            read = parse_policy(document, PolicyType.VPC_ENDPOINT, name=f"policy of {id}")
        endpoint = VpcEndpoint(
            as_text(id, "the endpoint's id"),
            as_text(account, "the account id"),
            self.region,
            as_text(vpc, "the VPC"),
            as_text(service, "the service"),
            read,
        )
        self.state = self.state.put("endpoints", id, endpoint)
        return endpoint

    def keep(self, session: Session) -> Session:
        """Keeps a session whose credentials were just issued."""
        self.state = self.state.put("sessions", session.access_key_id, session)
        return session

    def role_arn(self, name: str, account: str | None = None) -> str:
        """The ARN of a role by its name. Raises UnknownNameError, QuestionError."""
        as_text(name, "the role's name")
        found = [r.arn for r in self.state.roles.values() if r.name == name]
        own = [arn for arn in found if arn.split(":")[4] == account]
        chosen = own or found
        if len(chosen) != 1:
            hint = did_you_mean(name, {role.name for role in self.state.roles.values()})
            told = f"several roles: {', '.join(chosen)}" if chosen else f"no role `{name}`"
            raise UnknownNameError(f"{told}; {hint}".rstrip("; "))
        return chosen[0]

    def record(self, records: Iterable[dict[str, Any]]) -> None:
        """Appends to the trail."""
        self.records.extend(records)

    @property
    def trail(self) -> "pandas.DataFrame":
        """The trail as a DataFrame; `.records` are the raw records, `.save(path)` writes them."""
        return trail_frame(self.records)
