"""IAM's refusals: each error code with its HTTP status, in IAM's words.

Source: "AWS Identity and Access Management API Reference" (Errors of each action).
"""

from collections.abc import Mapping

from ...cloud.errors import ClientError

__all__ = [
    "check_deletable",
    "duplicate",
    "invalid_input",
    "limit_exceeded",
    "no_such_entity",
    "unmodifiable",
]


def no_such_entity(message: str, hint: str = "") -> ClientError:
    """What is named does not exist."""
    return ClientError("NoSuchEntity", message, 404, hint=hint)


def duplicate(message: str) -> ClientError:
    """The name is taken."""
    return ClientError("EntityAlreadyExists", message, 409)


def check_deletable(in_the_way: Mapping[str, object]) -> None:
    """Is nothing in the way of a deletion? By what must be done first. Raises ClientError."""
    for first, found in in_the_way.items():
        if found:
            message = f"Cannot delete entity, must {first} first."
            raise ClientError("DeleteConflict", message, 409)


def limit_exceeded(quota: str, number: int, hint: str = "") -> ClientError:
    """A quota is used up (rule A23)."""
    return ClientError(
        "LimitExceeded", f"Cannot exceed quota for {quota}: {number}", 409, hint=hint
    )


def invalid_input(message: str, hint: str = "") -> ClientError:
    """A value cannot be."""
    return ClientError("InvalidInput", message, 400, hint=hint)


def unmodifiable(role: str) -> ClientError:
    """A service-linked role is changed by its service alone (rule E33)."""
    message = (
        f"Cannot perform the operation on the protected role '{role}' - "
        "this role is only modifiable by AWS"
    )
    return ClientError("UnmodifiableEntity", message, 400)
