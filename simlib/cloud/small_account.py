"""A small account for one policy: Alice, Bob and CareRole have it, and a few things are there.

The root user is there too, and has no policy: nothing needs to allow what it does.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..evaluation.request import HOSPITAL
from ..language.arn import Arn, parse_arn
from ..language.document import parse_policy
from ..language.policy import Policy
from ..language.terms import PolicyType
from .health import DataStore, Domain, HealthPart
from .identities import ManagedPolicy, PolicyVersion, Role, User
from .saved_policy import saved
from .state import State
from .storage import Bucket, StoredObject

if TYPE_CHECKING:
    from .cloud import Cloud

__all__ = ["TRUST", "furnish", "with_things"]

TRUST = """{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "sts:AssumeRole"
  }
}"""


def furnish(cloud: "Cloud", policies: Iterable[Policy], things: Iterable[str] = ()) -> None:
    """Opens the account in an empty cloud; everybody has the policies. Things are named by ARN."""
    cloud.add_account(HOSPITAL, "hospital")
    managed = [_managed(cloud, each) for each in policies]
    attached = tuple(each.arn for each in managed)
    trust = parse_policy(TRUST, PolicyType.ROLE_TRUST, name="trust policy of CareRole")
    alice, bob = (User(HOSPITAL, n, cloud.ids.unique("AIDA")) for n in ("Alice", "Bob"))
    role = Role(HOSPITAL, "CareRole", cloud.ids.unique("AROA"), saved(trust, lambda arn: None))
    state = replace(
        cloud.state,
        policies={each.arn: each for each in managed},
        users={(HOSPITAL, u.name): replace(u, attached=attached) for u in (alice, bob)},
        roles={(HOSPITAL, role.name): replace(role, attached=attached)},
    )
    cloud.state = with_things(state, things)


def _managed(cloud: "Cloud", policy: Policy) -> ManagedPolicy:
    versions = (PolicyVersion("v1", policy),)
    return ManagedPolicy(HOSPITAL, policy.name, cloud.ids.unique("ANPA"), versions)


def with_things(state: State, arns: Iterable[str]) -> State:
    """The state with what the ARNs name, and what that is in; other kinds of things stay away.

    >>> list(with_things(State(), ["arn:aws:s3:::ward/scan.dcm"]).buckets)
    ['ward']
    """
    for text in arns:
        arn = parse_arn(text)
        if arn is not None and arn.service in _KINDS:
            state = _KINDS[arn.service](state, arn)
    return state


def _domain(state: State, arn: Arn) -> State:
    match arn.resource.split("/"):
        case ["domain", id_, *inside]:
            domain = Domain(id_, arn.account, arn.region, "")
            state = state.put("domains", domain.arn, domain)
            if len(inside) == 2:
                part = HealthPart(inside[1], inside[0], domain.arn)
                state = state.put("health_parts", part.arn, part)
    return state


def _data_store(state: State, arn: Arn) -> State:
    match arn.resource.split("/"):
        case ["datastore", "fhir", id_]:
            store = DataStore(id_, arn.account, arn.region)
            return state.put("data_stores", store.arn, store)
    return state


def _bucket(state: State, arn: Arn) -> State:
    name, _, key = arn.resource.partition("/")
    state = state.put("buckets", name, Bucket(name, HOSPITAL, "us-east-1"))
    if not key:
        return state
    return state.put("objects", name, {**state.objects.get(name, {}), key: StoredObject(key)})


_KINDS: dict[str, Callable[[State, Arn], State]] = {
    "health-agent": _domain,
    "healthlake": _data_store,
    "s3": _bucket,
}
