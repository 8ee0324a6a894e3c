"""Questions across services: what a pattern stands for, what acts on an ARN, which keys there are.

Source: "IAM JSON policy elements: Action", "Actions, resources, and condition keys for AWS
services".
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from ..language.arn import arn_glob, parse_arn
from ..language.errors import QuestionError, UnknownNameError, as_text
from ..language.wildcard import pieces, text_glob
from .catalogue import actions_taking, global_keys, service, services
from .index import prefixes_with_arn, prefixes_with_key, service_in_arn
from .names import Names
from .records import Action, ConditionKey, GlobalKey, ResourceType

__all__ = [
    "action",
    "actions_on",
    "condition_key",
    "expand",
    "keys_for",
    "known_condition_key",
    "resource_types_of",
]

_VARIABLE = re.compile(r"\$\{[^}]*\}")


def action(name: str) -> Action:
    """An action by its full name. Raises UnknownNameError for a service or action that is not.

    >>> action("S3:putobject").access_levels[0].value
    'Write'
    >>> action("health-agent:GenerateMedicalCodes")
    Traceback (most recent call last):
    simlib.language.errors.UnknownNameError: no action of health-agent `GenerateMedicalCodes`
    """
    prefix, _, rest = _split(name)
    return service(prefix).actions[rest]


def expand(pattern: str) -> tuple[str, ...]:
    """The actions that a policy's `Action` stands for, sorted, as AWS writes them.

    A pattern that none fits gives none. Raises UnknownNameError for a service that is not.

    >>> expand("healthlake:search*")
    ('healthlake:SearchEverything', 'healthlake:SearchWithGet', 'healthlake:SearchWithPost')
    """
    if pattern == "*":
        return tuple(sorted(each for prefix in services() for each in _named(prefix, "*")))
    prefix, _, names = _split(pattern)
    return tuple(_named(service(prefix).prefix, names))


def keys_for(name: str) -> tuple[str, ...]:
    """The condition keys that the reference lists for an action: its own, and those of its
    resource types. The global keys that every request can carry are in `global_keys()`.

    >>> keys_for("healthlake:ReadResource")
    ('aws:ResourceTag/${TagKey}',)
    """
    found = action(name)
    types = service(found.service).resource_types
    keys = set(found.condition_keys)
    for each in found.resources:
        keys.update(each.condition_keys, types[each.name].condition_keys)
    return tuple(sorted(keys))


def condition_key(name: str) -> ConditionKey | GlobalKey:
    """A condition key by its name, a global one or a service's. Raises UnknownNameError.

    >>> condition_key("aws:ResourceTag/Ward").name
    'aws:ResourceTag/${TagKey}'
    """
    tables = _tables(as_text(name, "the condition key"))
    if not tables:
        raise UnknownNameError(f"no condition key `{name}`: no service has it")
    return next((table for table in tables if name in table), tables[0])[name]


def known_condition_key(name: str) -> ConditionKey | GlobalKey | None:
    """The same; None for one that is not known, without looking for what was meant."""
    return next((table[name] for table in _tables(name) if name in table), None)


def _tables(key: str) -> list[Names[ConditionKey] | Names[GlobalKey]]:
    """Where the condition key may be found."""
    prefix = key.partition(":")[0].lower()
    if key in global_keys() or prefix == "aws":
        return [global_keys()]
    own = (prefix,) if prefix in services() else ()
    return [service(each).condition_keys for each in (*own, *prefixes_with_key(prefix))]


def actions_on(arn: str) -> tuple[str, ...]:
    """The actions that take a resource with this ARN, sorted.

    >>> actions_on("arn:aws:s3:::records/scan.dcm")[:2]
    ('s3:AbortMultipartUpload', 's3:BypassGovernanceRetention')
    """
    types: dict[str, set[str]] = defaultdict(set)
    for each in resource_types_of(arn):
        types[each.service].add(each.name)
    return tuple(
        str(each) for prefix in sorted(types) for each in actions_taking(prefix, types[prefix])
    )


def resource_types_of(arn: str) -> tuple[ResourceType, ...]:
    """The resource types whose ARN pattern fits, of each service only those that fit closest.

    An object's ARN would fit a bucket's pattern too, had a bucket's name slashes; the object's
    pattern says more. Wildcards in the ARN count as characters. AWS Backup's recovery points, whose
    ARNs can be any service's, are found only by Backup's own. Raises QuestionError for a text
    that is no ARN.

    >>> [each.name for each in resource_types_of("arn:aws:healthlake:eu-west-2:1:datastore/fhir/d")]
    ['datastore']
    >>> resource_types_of("arn:aws:healthlake:eu-west-2:111122223333:datastore/d")
    ()
    """
    parts = parse_arn(as_text(arn, "the ARN"))
    if parts is None:
        raise QuestionError(f"`{arn}` is no ARN: expected six parts, from `arn:` on")
    fitting: dict[str, list[ResourceType]] = defaultdict(list)
    for each in _types(parts.service):
        if _fits(each.arn)(arn):
            fitting[each.service].append(each)
    return tuple(each for prefix in sorted(fitting) for each in _closest(fitting[prefix]))


def _split(name: str) -> tuple[str, str, str]:
    parts = as_text(name, "the action").partition(":")
    if not parts[1]:
        raise QuestionError(f"`{name}` is no action: expected `service:Action`")
    return parts


def _named(prefix: str, names: str) -> list[str]:
    fits = text_glob(names.lower())
    return sorted(f"{prefix}:{each}" for each in service(prefix).actions if fits(each.lower()))


@lru_cache(maxsize=1024)
def _types(named: str) -> tuple[ResourceType, ...]:
    """All resource types with this service in their ARN, which need not be the prefix."""
    return tuple(
        each
        for prefix in prefixes_with_arn(named)
        for each in service(prefix).resource_types.values()
        if service_in_arn(each.arn, prefix) == named
    )


@cache
def _fits(pattern: str) -> Callable[[str], bool]:
    glob = arn_glob(pieces(_VARIABLE.sub("*", pattern)))
    return glob if glob is not None else lambda arn: False


def _closest(types: Iterable[ResourceType]) -> list[ResourceType]:
    """Those whose pattern has the most that is fixed; a wildcard of the pattern is not."""
    fixed = {each.name: len(_VARIABLE.sub("", each.arn).replace("*", "")) for each in types}
    most = max(fixed.values())
    return [each for each in types if fixed[each.name] == most]
