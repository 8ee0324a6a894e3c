"""How most of S3's operations look: one action on a bucket or on an object, and whose bucket it is.

Source: "Required permissions for Amazon S3 API operations", "Access point compatibility",
"Verifying bucket ownership with bucket owner condition".
"""

from collections.abc import Callable
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.operation import Effect, Need, Operation
from ...cloud.storage import Bucket, StoredObject
from ..arns import access_point, bucket_arn, object_arn, place_arn, the_bucket

__all__ = [
    "CHECKED",
    "access_denied",
    "bare",
    "bucket_of",
    "bucket_operation",
    "keep",
    "method_not_allowed",
    "object_operation",
    "only",
    "stored_at",
    "without_body",
]

CHECKED = ("ChecksumAlgorithm", "ContentMD5")  # whether the body came through whole


def bucket_operation(
    action: str, effect: Effect, *takes: str, through: bool = False, **more: Any
) -> Operation:
    """One action on a bucket; `through` says whether an access point takes it too."""
    need = Need(action, bucket_arn if through else _own_name_arn)
    parameters = ("Bucket", *takes, "ExpectedBucketOwner")
    return Operation((need,), effect, parameters, **more)


def object_operation(
    action: str | tuple[Need, ...], effect: Effect, *takes: str, **more: Any
) -> Operation:
    """One action on an object, by the bucket or through an access point; or several needs."""
    every = (Need(action, object_arn),) if isinstance(action, str) else action
    parameters = ("Bucket", "Key", *takes, "ExpectedBucketOwner")
    return Operation(every, effect, parameters, data_event=True, unsigned=True, **more)


def _own_name_arn(call: Call) -> str:
    """The bucket's ARN; most bucket operations cannot be asked of an access point."""
    if access_point(call) is not None:
        raise method_not_allowed("access points take no such operation: name the bucket")
    return bucket_arn(call)


def bucket_of(call: Call) -> Bucket:
    """The bucket behind `Bucket`. Raises ClientError NoSuchBucket, AccessDenied for another owner's
    than the expected one."""
    bucket = the_bucket(call)
    expected = call.get("ExpectedBucketOwner")
    if expected not in (None, bucket.account):
        raise access_denied(f"ExpectedBucketOwner is {expected}, the owner {bucket.account}")
    return bucket


def stored_at(call: Call, name: str, key: str) -> StoredObject:
    """An object. Raises ClientError NoSuchKey, AccessDenied for who may not list (rule G2)."""
    stored = call.state.objects.get(the_bucket(call, name).name, {}).get(key)
    if stored is None:
        call.authorize("s3:ListBucket", place_arn(call, name))
        raise ClientError("NoSuchKey", "The specified key does not exist.", 404)
    return stored


def keep(call: Call, bucket: Bucket, stored: StoredObject) -> None:
    """Puts an object into its bucket."""
    objects = call.state.objects.get(bucket.name, {})
    call.put("objects", bucket.name, {**objects, stored.key: stored})


def access_denied(hint: str) -> ClientError:
    """What S3 says where it says no more."""
    return ClientError("AccessDenied", "Access Denied", 403, hint=hint)


def method_not_allowed(hint: str) -> ClientError:
    """HTTP 405."""
    message = "The specified method is not allowed against this resource."
    return ClientError("MethodNotAllowed", message, 405, hint=hint)


def only(structure: dict[str, Any], where: str, *known: str) -> dict[str, Any]:
    """A structure of which all members are modelled. Raises NotModelledError."""
    beyond = [name for name in structure if name not in known]
    if beyond:
        modelled = ", ".join(known)
        raise NotModelledError(f"simlib does not model {where}.{beyond[0]}; modelled: {modelled}")
    return structure


_STATUS = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}


def without_body(effect: Effect) -> Callable[[Call], dict[str, Any]]:
    """HEAD answers have no body: a failure tells its HTTP status and no more."""

    def answer(call: Call) -> dict[str, Any]:
        try:
            return effect(call)
        except ClientError as error:
            raise bare(error) from error

    return answer


def bare(error: ClientError) -> ClientError:
    """An error as a HEAD request gets it."""
    return ClientError(
        str(error.status),
        _STATUS[error.status],
        error.status,
        evaluation=error.evaluation,
        hint=error.hint or error.message,
        recorded=error.recorded,
    )
