"""What to know about a question that its answer does not say: things that are not here, and more.

A decision on a resource that this cloud does not have is made without the resource's policy; a
question about an API operation is none about an action; a read of encrypted data needs its key too.
The trace says so beside the decision.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches

from ..language.arn import Arn, parse_arn
from ..language.errors import UnknownNameError
from ..reference import Action, resource_types_of, services
from ..reference import action as defined_action
from ..reference import service as defined_service
from .circumstances import Asking
from .context_keys import iso_time
from .operation import Service
from .state import State

__all__ = ["ActionIndex", "action_index", "grants_to_come_or_to_end", "remarks"]

# Action in lower case → has it a resource; operation as if it were an action → what it needs.
ActionIndex = tuple[Mapping[str, bool], Mapping[str, tuple[str, ...]]]


def action_index(services: Mapping[str, Service]) -> ActionIndex:
    """What the tables of operations say of actions."""
    on_resource: dict[str, bool] = {}
    needed: dict[str, tuple[str, ...]] = {}
    for service in services.values():
        for name, operation in service.operations.items():
            actions = tuple(need.action for need in operation.needs)
            needed[f"{service.prefix}:{name}".lower()] = actions
            for need in operation.needs:
                action = need.action.lower()
                on_resource[action] = on_resource.get(action, False) or need.on is not None
    return on_resource, needed


def remarks(
    state: State, asking: Asking, action: str, arn: str, index: ActionIndex
) -> tuple[str, ...]:
    """The sentences, each without a full stop, in a fixed order."""
    parts = parse_arn(arn)
    about_resource = _missing(state, action, parts) if parts is not None else iter(())
    about_key = _key_too(state, action, arn, parts) if parts is not None else iter(())
    return (
        *_about_action(action, arn, index),
        *about_resource,
        *about_key,
        *grants_to_come_or_to_end(state, arn, asking.now),
        *_not_given(state, asking),
    )


def grants_to_come_or_to_end(state: State, arn: str, now: datetime) -> Iterator[str]:
    """Grants on a key that do not count yet, count for a while longer, or have ended (H10)."""
    key = state.aliases.get(arn, arn)
    for grant in state.grants.values():
        told = f"grant {grant.id[:8]} to `{grant.grantee}`"
        if grant.key != key:
            continue
        if grant.ended is not None and grant.ended > now:
            yield f"{told} was ended, and counts until {iso_time(grant.ended)}"
        elif grant.ended is not None:
            yield f"{told} has ended"
        elif grant.effective is not None and grant.effective > now:
            yield f"{told} counts from {iso_time(grant.effective)}, with its grant token at once"


def _about_action(action: str, arn: str, index: ActionIndex) -> Iterator[str]:
    on_resource, needed = index
    lower = action.lower()
    defined = _defined(action)
    if lower in needed and needed[lower] and lower not in on_resource:
        actions = " and ".join(dict.fromkeys(needed[lower]))
        yield f"{action} is an API operation and no action; it needs {actions}"
    elif defined is None:
        yield f"AWS's reference has no action `{action}`{_nearest(action)}"
    elif arn == "*" and on_resource.get(lower, False):
        yield f"{action} is authorized on a resource, and none was named"
    else:
        yield from _of_another_type(defined, arn)


def _defined(action: str) -> Action | None:
    try:
        return defined_action(action)
    except UnknownNameError:
        return None


def _nearest(action: str) -> str:
    prefix, _, name = action.partition(":")
    known = defined_service(prefix).actions if prefix.lower() in services() else ()
    near = get_close_matches(name, sorted(known), n=1)
    return f"; there is `{prefix.lower()}:{near[0]}`" if near else ""


def _of_another_type(action: Action, arn: str) -> Iterator[str]:
    """The ARN is of a type that the action is never authorized on: it can be asked for in vain."""
    if arn == "*" or ":accesspoint/" in arn or ":alias/" in arn:
        return
    wanted, found = action.resource_types, [each.name for each in resource_types_of(arn)]
    if not wanted:
        yield f"{action} has no resource; it is authorized on `*`"
    elif found and not set(found) & set(wanted):
        types = " or ".join(wanted)
        yield f"{action} is authorized on {types}, and this ARN is of {found[0]}"


def _missing(state: State, action: str, parts: Arn) -> Iterator[str]:
    """The bucket, access point, role, user, data store or domain that the ARN names is not here."""
    name = action.partition(":")[2].lower()
    if parts.account not in ("", *state.accounts) or name.startswith("create"):
        return
    for kind, wanted, known in _named(state, parts):
        if wanted.endswith("-s3alias") and kind == "bucket":
            yield f"`{wanted}` is an alias, a name for requests; ask by the access point's ARN"
        elif wanted not in known:
            near = get_close_matches(wanted, sorted(known), n=1)
            hint = f"; there is `{near[0]}`" if near else ""
            yield f"there is no {kind} `{wanted}` in this cloud, so no policy of it counts{hint}"


def _named(state: State, parts: Arn) -> Iterator[tuple[str, str, set[str]]]:
    kind, _, rest = parts.resource.partition("/")
    account = parts.account
    if parts.service == "s3" and kind == "accesspoint":
        doors = {each.name for each in state.access_points.values() if each.account == account}
        yield "access point", rest.partition("/")[0], doors
    elif parts.service == "s3":
        yield "bucket", kind, set(state.buckets)
    elif parts.service == "iam" and kind in ("user", "role"):
        table: Mapping[tuple[str, str], object] = state.users if kind == "user" else state.roles
        names = {name for owner, name in table if owner == account}
        yield kind, rest.rpartition("/")[2], names
    elif parts.service == "healthlake" and kind == "datastore":
        stores = {each.id for each in state.data_stores.values() if each.account == account}
        yield "data store", rest.rpartition("/")[2], stores
    elif parts.service == "health-agent" and kind == "domain":
        domains = {each.id for each in state.domains.values() if each.account == account}
        yield "domain", rest.partition("/")[0], domains


def _key_too(state: State, action: str, arn: str, parts: Arn) -> Iterator[str]:
    """Reading and writing encrypted data asks AWS KMS as well, in the caller's name (G13, H16)."""
    key, lower = _key_of(state, arn, parts), action.lower()
    needed = _KMS_ACTIONS.get(lower)
    if key is not None and needed is not None:
        yield f"the call also needs {needed} on `{key}`; `attempt` asks for both"


def _key_of(state: State, arn: str, parts: Arn) -> str | None:
    store = state.data_stores.get(arn)
    if store is not None:
        return store.kms_key
    bucket, key = _object(state, arn, parts)
    stored = state.objects.get(bucket, {}).get(key)
    return stored.kms_key if stored is not None else None


def _object(state: State, arn: str, parts: Arn) -> tuple[str, str]:
    door = state.access_points.get(arn.partition("/object/")[0])
    if door is not None:
        return door.bucket, arn.partition("/object/")[2]
    bucket, _, key = parts.resource.partition("/")
    return bucket, key


_KMS_ACTIONS = {
    "s3:getobject": "kms:Decrypt",
    "healthlake:readresource": "kms:DescribeKey and kms:Decrypt",
    "healthlake:versionreadresource": "kms:DescribeKey and kms:Decrypt",
    "healthlake:gethistorybyresourceid": "kms:DescribeKey and kms:Decrypt",
    "healthlake:searchwithget": "kms:DescribeKey and kms:Decrypt",
    "healthlake:searchwithpost": "kms:DescribeKey and kms:Decrypt",
    "healthlake:searcheverything": "kms:DescribeKey and kms:Decrypt",
    "healthlake:createresource": "kms:DescribeKey and kms:GenerateDataKey",
    "healthlake:updateresource": "kms:DescribeKey and kms:GenerateDataKey",
    "healthlake:patchresource": "kms:DescribeKey and kms:GenerateDataKey",
    "healthlake:deleteresource": "kms:DescribeKey and kms:GenerateDataKey",
}


def _not_given(state: State, asking: Asking) -> Iterator[str]:
    account = state.accounts.get(asking.session.account or "")
    if account is not None and account.organization_unknown:
        yield f"the organization of {account.id} was not given: its SCPs and RCPs are not counted"
