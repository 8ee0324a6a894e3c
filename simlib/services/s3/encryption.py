"""Server-side encryption of objects: S3 asks AWS KMS for data keys in the caller's name (rule G13).

S3 Bucket Keys are off, so that the encryption context is the object's ARN and every object has a
data key of its own. That HeadObject asks for no decryption is inferred.
Source: "Using server-side encryption with AWS KMS keys (SSE-KMS)", "Forward access sessions",
"List of error codes" (KMS.DisabledException and its kin).
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call, Response
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.storage import Bucket, StoredObject
from ...evaluation.request import PrincipalType
from .managed_key import ALIAS, make_if_missing

__all__ = ["encryption_of", "sealed", "unsealed"]

_MODELLED = (None, "AES256", "aws:kms")
_WITHOUT_KMS = (
    "Server Side Encryption with AWS KMS managed key requires HTTP header "
    "x-amz-server-side-encryption : aws:kms"
)
_UNSIGNED = (
    "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature "
    "Version 4."
)


def sealed(call: Call, bucket: Bucket, stored: StoredObject) -> StoredObject:
    """The object with a data key of the KMS key that encrypts it, if one does."""
    key = _wanted_key(call, bucket)
    if key is None:
        return replace(stored, kms_key=None, data_key=b"")
    _signed(call)
    if key == ALIAS:
        make_if_missing(call)
    answer = _ask(call, "GenerateDataKey", bucket, stored, KeyId=key, KeySpec="AES_256")
    return replace(stored, kms_key=answer["KeyId"], data_key=answer["CiphertextBlob"])


def unsealed(call: Call, bucket: Bucket, stored: StoredObject) -> StoredObject:
    """The object, after KMS has decrypted its data key for the caller."""
    if stored.kms_key is not None:
        _signed(call)
        _ask(call, "Decrypt", bucket, stored, CiphertextBlob=stored.data_key)
    return stored


def _wanted_key(call: Call, bucket: Bucket) -> str | None:
    """The key that the request names, or the bucket's default."""
    algorithm, key = call.get("ServerSideEncryption"), call.get("SSEKMSKeyId")
    if algorithm not in _MODELLED:
        raise NotModelledError(f"simlib does not model ServerSideEncryption `{algorithm}`")
    if algorithm == "aws:kms":
        return key or ALIAS
    if key is not None:
        raise ClientError("InvalidArgument", _WITHOUT_KMS, 400)
    return bucket.kms_key if algorithm is None else None


def _signed(call: Call) -> None:
    if call.session.principal is PrincipalType.ANONYMOUS:
        raise ClientError("InvalidArgument", _UNSIGNED, 400)


def _ask(
    call: Call, name: str, bucket: Bucket, stored: StoredObject, **parameters: Any
) -> Response:
    context = {"aws:s3:arn": f"{bucket.arn}/{stored.key}"}
    try:
        return call.in_callers_name("kms", name, EncryptionContext=context, **parameters)
    except ClientError as error:
        raise _as_s3_says_it(error) from error


def _as_s3_says_it(error: ClientError) -> ClientError:
    """A denial becomes S3's own, naming the action of KMS; other errors are called KMS.…"""
    denied = error.code == "AccessDeniedException"
    code, status = ("AccessDenied", 403) if denied else (f"KMS.{error.code}", 400)
    return ClientError(code, error.message, status, evaluation=error.evaluation, hint=error.hint)


def encryption_of(stored: StoredObject) -> dict[str, Any]:
    """How an object is encrypted, in an answer."""
    if stored.kms_key is None:
        return {"ServerSideEncryption": "AES256"}
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": stored.kms_key}
