"""From records to calls: of each record what decides, and nothing else.

Source: "CloudTrail record contents for management, data, and network activity events".
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ...cloud.cloud import Cloud
from ...language.errors import QuestionError
from ...reference import RequiredAction
from ..denials import was_denied
from ..recorded_needs import parameters_of, required_by, resource_of, told_to_need
from ..trail_rows import Came
from .log_files import FIELDS
from .nested import arns_in, part_of, text_at, text_of
from .reads import Reads
from .recorded_call import OF_IDENTITY, TOLD, UNNAMED, Call, Pairs

__all__ = ["Calls"]

Keys = Callable[[str, str], str]
Record = Mapping[str, Any]
_PLACED: Record = {"awsRegion": "given", "recipientAccountId": "given"}
_ONLY_KEYS = {"eventTime", "userAgent"}  # read where a policy asks for their keys
_ADDRESS = frozenset({"aws:sourceip", "aws:vpcsourceip"})
_DONE = (Came.DONE, None)


class Kept(NamedTuple):
    """What of an operation's parameters is kept; `told` says that they tell every resource."""

    names: tuple[str, ...]
    told: bool
    bucket: str = ""
    key: str = ""


class Calls:
    """From records to calls, for clouds whose policies read so much.

    `alike` gives the S3 object that stands for others of its bucket; without it each is its own.
    """

    def __init__(self, clouds: Iterable[Cloud], alike: Keys | None = None) -> None:
        clouds = list(clouds)
        self._services = [each for cloud in clouds for each in cloud.services.values()]
        self.reads = Reads.by(*clouds)
        self._told = [(key, path) for key, path in TOLD.items() if self._read(key)]
        self._of_identity = [(key, path) for key, path in OF_IDENTITY.items() if self._read(key)]
        self._named = frozenset(self.reads.of_parameters())
        self._address = bool(_ADDRESS & self.reads.keys)
        unread = _ONLY_KEYS - {name for _, name in self._told}
        unread |= set() if self._address else {"sourceIPAddress"}
        self.fields = tuple(name for name in FIELDS if name not in unread)
        self._alike = alike
        self._kept = lru_cache(maxsize=4096)(self._parameters_kept)
        self._identity = lru_cache(maxsize=16_384)(self._identified)

    def _read(self, key: str) -> bool:
        return key.lower() in self.reads.keys

    def call(self, record: Record) -> Call:
        """The call that a record tells of. Raises TypeError or AttributeError for no record."""
        get = record.get
        place = (
            get("eventSource"), get("eventName"), get("awsRegion"),
            get("recipientAccountId"), get("vpcEndpointId"),
        )  # fmt: skip
        who, attributes = self.who(get("userIdentity"))
        parameters, told = self.parameters(place[0], place[1], get("requestParameters"))
        code = get("errorCode")
        came, message = self.came(code, get("errorMessage")) if code else _DONE
        return Call(
            who,
            place,
            parameters,
            () if told else arns_in(get("resources")),
            (*attributes, *self.context(record)) if attributes or self._told else (),
            get("sourceIPAddress") if self._address else None,
            message,
            came,
        )

    def who(self, identity: Any) -> tuple[tuple[str | None, ...], Pairs]:
        """Who a `userIdentity` says it is, and the context keys that it tells."""
        told = part_of(identity)
        get = told.get
        arn, key = get("arn"), get("accessKeyId")
        who = self._identity(
            get("type"), arn, get("invokedBy"),
            *((None, None, None) if arn else (get(name) for name in UNNAMED)),
            key if key in self.reads.sessions else None,
        )  # fmt: skip
        if not self._of_identity:
            return who, ()
        return who, tuple([(name, text_at(told, path)) for name, path in self._of_identity])

    def parameters(self, source: Any, event: Any, given: Any) -> tuple[Pairs, bool]:
        """What of an operation's parameters decides, and whether they tell every resource."""
        told = part_of(given)
        if not told:
            return (), False
        kept = self._kept(source, event, *told)
        pairs = [(name, _frozen(told[name])) for name in kept.names]
        if kept.key and self._alike is not None:
            stands = self._alike(str(told[kept.bucket]), str(told[kept.key]))
            pairs[kept.names.index(kept.key)] = (kept.key, stands)
        return tuple(pairs), kept.told

    @staticmethod
    def came(code: Any, message: Any) -> tuple[str, str | None]:
        """What came of a call; what AWS said counts where policies denied it."""
        if not code:
            return _DONE
        return (Came.DENIED, message) if was_denied({"errorCode": code}) else (Came.FAILED, None)

    def context(self, record: Record) -> Pairs:
        """The context keys that a record tells beside its identity."""
        return tuple([(key, text_of(record.get(name))) for key, name in self._told])

    def _identified(self, *told: str | None) -> tuple[str | None, ...]:
        """Sessions of one role are one, where nothing tells them apart."""
        kind, arn, *others = told
        named = self.reads.named
        if named is not None and arn and ":assumed-role/" in arn and arn not in named:
            arn = f"{arn.rpartition('/')[0]}/session"
        return (kind, arn, *others)

    def _parameters_kept(self, source: str, event: str, *names: str) -> Kept:
        given = dict.fromkeys(names, "given")
        record = {"eventSource": source, "eventName": event, "requestParameters": given}
        rows = [row for row in self.required(record) if told_to_need(row, record)]
        wanted = self._named | parameters_of(self.required(record))
        kept = tuple(sorted(name for name in names if name.lower() in wanted))
        on_things = [row.resource for row in rows if row.resource != "*"]
        untold = any("*" in resource_of(each, {**_PLACED, **record}) for each in on_things)
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


def _frozen(value: Any) -> Any:
    """Texts as they are; what has parts as JSON, in a tuple."""
    if value.__class__ is str:
        return value
    return (json.dumps(value, sort_keys=True),) if isinstance(value, (dict, list)) else value
