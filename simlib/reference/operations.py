"""API operations and the actions that they ask for, from `data/reference/operations.json`.

Most operations ask for the action of their own name, on one resource. The file, written by hand,
says of every operation that simlib models all that it asks for; what may be authorised besides, by
parameters that simlib does not take, stands in the Service Authorization Reference.
Source: "Actions, resources, and condition keys for AWS services" (API operations), "Required
permissions for Amazon S3 API operations", the services' API references.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from ..shipped import shipped_json
from .names import Names
from .records import RequiredAction

__all__ = ["operations", "operations_of_another_name", "required_actions"]


def operations() -> tuple[str, ...]:
    """The operations of which `required_actions` knows, as `client.Operation`, sorted.

    >>> len(operations()), operations()[0]
    (286, 'cloudtrail.LookupEvents')
    """
    return tuple(_operations())


def required_actions(operation: str) -> tuple[RequiredAction, ...]:
    """What an operation asks for, each action with its resource. Raises UnknownNameError.

    In a resource `{Bucket}` is the request's parameter, and `${Region}` what its parameters do not
    say. A row with a `when` is asked for only then.

    >>> [str(each) for each in required_actions("s3.PutObject")][:2]
    ['s3:PutObject on arn:aws:s3:::{Bucket}/{Key}', 's3:PutObjectTagging on \
arn:aws:s3:::{Bucket}/{Key} when Tagging is given']
    """
    return _operations()[operation]


def operations_of_another_name(action: str) -> tuple[str, ...]:
    """The operations that always ask for this action, and are not called as it is.

    >>> operations_of_another_name("s3:ListBucket")
    ('s3.HeadBucket', 's3.ListObjects', 's3.ListObjectsV2')
    """
    return _of_another_name().get(action, ())


@cache
def _operations() -> Names[tuple[RequiredAction, ...]]:
    rows = shipped_json("reference/operations.json")["operations"]
    return Names("operation of which simlib knows", rows, lambda name, row: _required(row))


def _required(row: list[dict[str, str]]) -> tuple[RequiredAction, ...]:
    return tuple(RequiredAction(**each) for each in row)


@cache
def _of_another_name() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for operation, rows in _operations().items():
        for row in rows:
            if not row.when and row.action.partition(":")[2] != operation.partition(".")[2]:
                found[row.action][operation] = None
    return {action: tuple(operations) for action, operations in found.items()}
