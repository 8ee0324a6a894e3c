"""The shape of every API operation: what it takes, what it needs, what it does.

A service is a table of operations by the names that botocore gives them. `needs` are the
authorizations: several where AWS needs several. `effect` changes the call's state and answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ..evaluation.evaluate import Evaluation
    from .calling import Call
    from .errors import ClientError

__all__ = ["Arns", "Effect", "Keys", "Need", "Operation", "Service", "When"]

Effect = Callable[["Call"], dict[str, Any]]
Arns = Callable[["Call"], str | Sequence[str]]
Keys = Callable[["Call"], Mapping[str, object]]
Parameters = Mapping[str, Any]
When = Callable[["Call"], bool]


class Need(NamedTuple):
    """One authorization: an action on one or several resources, with the keys it brings.

    `on` gives ARNs, `*` where the action has no resource. `keys` are context keys from the
    request's parameters, beside the operation's own. `when` says whether it is needed at all.
    """

    action: str
    on: Arns | None = None
    keys: Keys | None = None
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One API operation. `takes` are the parameters that simlib models, in botocore's spelling.

    `ignores` are those that change nothing here, such as paging and tokens; any other parameter is
    refused by name. `keys` are the context keys that the parameters bring to every need.
    """

    needs: tuple[Need, ...]
    effect: Effect
    takes: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    keys: Keys | None = None
    read_only: bool = False
    data_event: bool = False  # logged only where data events are (S3 objects, FHIR resources)
    unsigned: bool = False  # may be called without credentials
    resource_type: str | None = None  # of `resources` in the record, such as AWS::KMS::Key
    event_name: str | None = None  # in the record, where it is not the operation's own


@dataclass(frozen=True, slots=True)
class Service:
    """A service as one client of botocore shows it.

    `prefix` is the one that IAM's actions have, `hidden` are members of requests and responses that
    no record shows. `rewritten` is what the SDK makes of parameters before it checks them,
    `resources` what stands in a record's element of that name, `answered` what in responseElements.
    """

    client: str
    prefix: str
    event_source: str
    operations: Mapping[str, Operation]
    is_global: bool = False
    denied_status: int = 403
    validation_code: str = "ValidationException"
    hidden: frozenset[str] = frozenset()
    not_in_botocore: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # their shapes
    recorded: "Callable[[Call], dict[str, Any] | None] | None" = None
    denied: "Callable[[Call, Evaluation], ClientError] | None" = None
    rewritten: Callable[[Parameters], Parameters] | None = None
    resources: "Callable[[Call], list[dict[str, Any]]] | None" = None
    answered: "Callable[[Call], dict[str, Any]] | None" = None
