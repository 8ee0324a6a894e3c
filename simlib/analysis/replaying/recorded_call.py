"""What of a record decides: records that say the same of it are one call, decided once.

Who asks, from where, for what, with which parameters; of the rest only what policies read.
Source: "CloudTrail record contents for management, data, and network activity events".
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ...cloud.cloud import Cloud
from ...language.errors import QuestionError
from ...reference import RequiredAction
from ..denials import was_denied
from ..recorded_needs import parameters_of, required_by, resource_of, told_to_need
from ..trail_rows import Came
from .log_files import FIELDS, parsed
from .reads import Reads

__all__ = ["Call", "Calls", "principal_in"]

Keys = Callable[[str, str], str]

Record = Mapping[str, Any]
Pairs = tuple[tuple[str, Any], ...]
_NOTHING: Record = {}
_JSON = (str, bytes)
_PLACED: Record = {"awsRegion": "given", "recipientAccountId": "given"}

_IDENTITY = ("type", "arn", "invokedBy")
_UNNAMED = ("accountId", "principalId")  # tell who it is where there is no ARN
_PLACE = ("eventSource", "eventName", "awsRegion", "recipientAccountId", "vpcEndpointId")
_ONLY_KEYS = {"eventTime", "userAgent"}  # read where a policy asks for their keys
_ADDRESS = frozenset({"aws:sourceip", "aws:vpcsourceip"})
_ATTRIBUTES = ("sessionContext", "attributes")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "aws:CurrentTime": ("eventTime",),
    "aws:UserAgent": ("userAgent",),
    "aws:MultiFactorAuthPresent": ("userIdentity", *_ATTRIBUTES, "mfaAuthenticated"),
    "aws:SourceIdentity": ("userIdentity", "sessionContext", "sourceIdentity"),
    "aws:TokenIssueTime": ("userIdentity", *_ATTRIBUTES, "creationDate"),
}


class Call(NamedTuple):
    """All that decides a recorded call, and what came of it. Equal calls get equal answers."""

    identity: tuple[str | None, ...]
    place: tuple[str | None, ...]
    parameters: Pairs
    resources: tuple[str, ...]
    context: Pairs
    address: str | None
    message: str | None
    came: str

    @property
    def record(self) -> dict[str, Any]:
        """As much of a record as decides; a call made of it is equal to this one."""
        told: dict[str, Any] = {
            "requestParameters": {name: _thawed(value) for name, value in self.parameters},
            "resources": [{"ARN": arn} for arn in self.resources],
        }
        fields = [
            *((("userIdentity", name), value) for name, value in self._who()),
            *(((name,), value) for name, value in zip(_PLACE, self.place, strict=True)),
            *((_KEYS[key], value) for key, value in self.context),
            (("sourceIPAddress",), self.address),
            (("errorCode",), _CODES[self.came]),
            (("errorMessage",), self.message),
        ]
        for path, value in fields:
            if value is not None:
                _put(told, path, value)
        return told

    def _who(self) -> Iterator[tuple[str, str | None]]:
        return zip((*_IDENTITY, *_UNNAMED, "accessKeyId"), self.identity, strict=True)


_CODES: Mapping[str, str | None] = {
    Came.DENIED: "AccessDenied",
    Came.FAILED: "OtherError",
    Came.DONE: None,
}


class Kept(NamedTuple):
    """What of an operation's parameters is kept; `told` says that they tell every resource."""

    names: tuple[str, ...]
    told: bool
    bucket: str = ""
    key: str = ""


_NONE = Kept((), False)


class Calls:
    """From records to calls, for clouds whose policies read so much.

    `alike` gives the S3 object that stands for others of its bucket; without it each is its own.
    """

    def __init__(self, clouds: Iterable[Cloud], alike: Keys | None = None) -> None:
        clouds = list(clouds)
        self._services = [each for cloud in clouds for each in cloud.services.values()]
        self.reads = Reads.by(*clouds)
        self._keys = [(key, path) for key, path in _KEYS.items() if key.lower() in self.reads.keys]
        self._named = frozenset(self.reads.of_parameters())
        self._address = bool(_ADDRESS & self.reads.keys)
        unread = _ONLY_KEYS - {path[0] for _, path in self._keys}
        unread |= set() if self._address else {"sourceIPAddress"}
        self.fields = tuple(name for name in FIELDS if name not in unread)
        self._alike = alike
        self._kept = lru_cache(maxsize=4096)(self._parameters_kept)
        self._identity = lru_cache(maxsize=16_384)(self._identified)
        self._who = lru_cache(maxsize=16_384)(self._who_of)  # of what is JSON

    def call(self, record: Record) -> Call:
        """The call that a record tells of. Raises TypeError or AttributeError for no record."""
        get = record.get
        place = (
            get("eventSource"), get("eventName"), get("awsRegion"),
            get("recipientAccountId"), get("vpcEndpointId"),
        )  # fmt: skip
        given = _part(get("requestParameters"))
        kept = self._kept(place[0], place[1], *given) if given else _NONE
        code = get("errorCode")
        denied = bool(code) and was_denied(record)
        identity = get("userIdentity")
        return Call(
            self._who(identity) if identity.__class__ in _JSON else self._who_of(identity),
            place,
            self._parameters(kept, given) if given else (),
            () if kept.told else _arns(get("resources")),
            tuple([(name, _at(record, path)) for name, path in self._keys]) if self._keys else (),
            get("sourceIPAddress") if self._address else None,
            get("errorMessage") if denied else None,
            Came.DENIED if denied else Came.FAILED if code else Came.DONE,
        )

    def _who_of(self, identity: Any) -> tuple[str | None, ...]:
        who = _part(identity).get
        arn, key = who("arn"), who("accessKeyId")
        return self._identity(
            who("type"), arn, who("invokedBy"),
            *((None, None) if arn else (who("accountId"), who("principalId"))),
            key if key in self.reads.sessions else None,
        )  # fmt: skip

    def _identified(self, *told: str | None) -> tuple[str | None, ...]:
        """Sessions of one role are one, where nothing tells them apart."""
        kind, arn, *others = told
        named = self.reads.named
        if named is not None and arn and ":assumed-role/" in arn and arn not in named:
            arn = f"{arn.rpartition('/')[0]}/session"
        return (kind, arn, *others)

    def _parameters(self, kept: Kept, given: Record) -> Pairs:
        pairs = [(name, _frozen(given[name])) for name in kept.names]
        if kept.key and self._alike is not None:
            stands = self._alike(str(given[kept.bucket]), str(given[kept.key]))
            pairs[kept.names.index(kept.key)] = (kept.key, stands)
        return tuple(pairs)

    def _parameters_kept(self, source: str, event: str, *names: str) -> Kept:
        given = dict.fromkeys(names, "given")
        record = {"eventSource": source, "eventName": event, "requestParameters": given}
        rows = [row for row in self.required(record) if told_to_need(row, record)]
        wanted = self._named | parameters_of(self.required(record))
        kept = tuple(sorted(name for name in names if name.lower() in wanted))
        untold = any("*" in resource_of(row.resource, {**_PLACED, **record}) for row in rows)
        told = bool(rows) and not untold and source != "kms.amazonaws.com"  # it lists a key's ARN
        one = source == "s3.amazonaws.com" and {"bucketName", "key"} <= set(kept)
        one = one and "copysource" not in wanted and "key" not in self._named
        return Kept(kept, told, *(("bucketName", "key") if one else ()))

    def required(self, record: Record) -> tuple[RequiredAction, ...]:
        """The actions of a record's operation; none where simlib does not know them."""
        try:
            return required_by(self._services, record)
        except QuestionError:
            return ()


def principal_in(record: Record) -> str:
    """Whom a record names: the user, the role of a session, the service, the account, or nobody.

    >>> arn = "arn:aws:sts::111122223333:assumed-role/CareRole/shift1"
    >>> principal_in({"userIdentity": {"arn": arn}})
    'arn:aws:iam::111122223333:role/CareRole'
    """
    told = _part(record.get("userIdentity"))
    arn = str(told.get("arn") or "")
    if ":assumed-role/" in arn:
        head, _, names = arn.partition(":assumed-role/")
        return f"{head.replace(':sts:', ':iam:', 1)}:role/{names.partition('/')[0]}"
    named = (told.get(name) for name in ("invokedBy", "userName", "accountId"))
    return arn or str(next(filter(None, named), "not told"))


def _part(value: Any) -> Record:
    """What is nested, as it is or as JSON; nothing of what is neither."""
    found = parsed(value) if value.__class__ in _JSON else value
    return found if found.__class__ is dict else _NOTHING


def _at(record: Record, path: tuple[str, ...]) -> Any:
    found: Any = record
    for name in path:
        found = _part(found).get(name)
    return found if isinstance(found, str) else None


def _put(told: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *above, name = path
    for each in above:
        told = told.setdefault(each, {})
    told[name] = value


def _arns(listed: Any) -> tuple[str, ...]:
    if isinstance(listed, (str, bytes)):
        listed = parsed(listed)
    if not listed or not isinstance(listed, (list, tuple)):
        return ()
    return tuple(str(each.get("ARN") or "") for each in listed if isinstance(each, Mapping))


def _frozen(value: Any) -> Any:
    """Texts as they are; what has parts as JSON, in a tuple."""
    if value.__class__ is str:
        return value
    return (json.dumps(value, sort_keys=True),) if isinstance(value, (dict, list)) else value


def _thawed(value: Any) -> Any:
    return json.loads(value[0]) if isinstance(value, tuple) else value
