"""What of a record decides: records that say the same of it are one call, decided once.

Who asks, from where, for what, with which parameters; of the rest only what policies read.
Source: "CloudTrail record contents for management, data, and network activity events".
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..trail_rows import Came
from .nested import part_of

__all__ = ["OF_IDENTITY", "TOLD", "UNNAMED", "Call", "Pairs", "principal_in"]

Record = Mapping[str, Any]
Pairs = tuple[tuple[str, Any], ...]

_IDENTITY = ("type", "arn", "invokedBy")
UNNAMED = ("accountId", "principalId", "userName")  # tell who it is where there is no ARN
_PLACE = ("eventSource", "eventName", "awsRegion", "recipientAccountId", "vpcEndpointId")
_ATTRIBUTES = ("sessionContext", "attributes")
TOLD: Mapping[str, str] = {"aws:CurrentTime": "eventTime", "aws:UserAgent": "userAgent"}
OF_IDENTITY: Mapping[str, tuple[str, ...]] = {
    "aws:MultiFactorAuthPresent": (*_ATTRIBUTES, "mfaAuthenticated"),
    "aws:SourceIdentity": ("sessionContext", "sourceIdentity"),
    "aws:TokenIssueTime": (*_ATTRIBUTES, "creationDate"),
}
_PATHS: Mapping[str, tuple[str, ...]] = {
    **{key: (name,) for key, name in TOLD.items()},
    **{key: ("userIdentity", *path) for key, path in OF_IDENTITY.items()},
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
            *((_PATHS[key], value) for key, value in self.context),
            (("sourceIPAddress",), self.address),
            (("errorCode",), _CODES[self.came]),
            (("errorMessage",), self.message),
        ]
        for path, value in fields:
            if value is not None:
                _put(told, path, value)
        return told

    def _who(self) -> Iterator[tuple[str, str | None]]:
        return zip((*_IDENTITY, *UNNAMED, "accessKeyId"), self.identity, strict=True)


_CODES: Mapping[str, str | None] = {
    Came.DENIED: "AccessDenied",
    Came.FAILED: "OtherError",
    Came.DONE: None,
}


def principal_in(record: Record) -> str:
    """Whom a record names: the user, the role of a session, the service, the account, or nobody.

    >>> arn = "arn:aws:sts::111122223333:assumed-role/CareRole/shift1"
    >>> principal_in({"userIdentity": {"arn": arn}})
    'arn:aws:iam::111122223333:role/CareRole'
    """
    told = part_of(record.get("userIdentity"))
    arn = str(told.get("arn") or "")
    if ":assumed-role/" in arn:
        head, _, names = arn.partition(":assumed-role/")
        return f"{head.replace(':sts:', ':iam:', 1)}:role/{names.partition('/')[0]}"
    named = (told.get(name) for name in ("invokedBy", "userName", "accountId"))
    return arn or str(next(filter(None, named), "not told"))


def _put(told: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    *above, name = path
    for each in above:
        told = told.setdefault(each, {})
    told[name] = value


def _thawed(value: Any) -> Any:
    return json.loads(value[0]) if isinstance(value, tuple) else value
