"""How HealthLake uses a customer managed key: in the caller's name, and by a grant of its own.

Creation checks the key and that the caller may encrypt, and makes the grant; every write asks for a
data key, every read and search decrypts one (rule H16). Each of them describes the key first: the
page says that this is required for all operations. Decrypt is not required to create a data store.
Inferred: the order at creation, that creation tries the new data key once, that the grant is looked
at in each interaction and leaves no record of its own there, and which error a caller of HealthLake
gets when AWS KMS refuses.
Source: "Encryption at REST for AWS HealthLake", "Forward access sessions".
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from ...cloud.authorizing import decide
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import DataStore
from ...cloud.sessions import service_session
from .naming import own_principal

__all__ = ["Encryption", "decrypt", "encrypt", "encrypt_with", "in_background", "retire"]

GRANT_OPERATIONS = (
    "CreateGrant",
    "Decrypt",
    "DescribeKey",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "RetireGrant",
)


class Encryption(NamedTuple):
    """What a data store keeps of its key; nothing where HealthLake's own key encrypts it."""

    kms_key: str | None = None
    grant: str | None = None
    data_key: bytes = b""


def encrypt_with(call: Call, key_id: str) -> Encryption:
    """Takes a key for a new data store, in the caller's name. Raises ClientError."""
    with _refused_by_kms():
        described = call.in_callers_name("kms", "DescribeKey", KeyId=key_id)["KeyMetadata"]
        _check_key(described)
        arn = described["Arn"]
        data_key = call.in_callers_name("kms", "GenerateDataKey", KeyId=arn, KeySpec="AES_256")
        principal = own_principal(call.region)
        grant = call.in_callers_name(
            "kms", "CreateGrant", KeyId=arn, Operations=list(GRANT_OPERATIONS),
            GranteePrincipal=principal, RetiringPrincipal=principal,
        )  # fmt: skip
    encryption = Encryption(arn, grant["GrantId"], data_key["CiphertextBlob"])
    _try(call, encryption)
    return encryption


def _try(call: Call, encryption: Encryption) -> None:
    """Opens the new data key once. A caller who may not can create the store, and not read it."""
    before = list(call.evaluations)
    try:
        call.in_callers_name("kms", "Decrypt", **_opened(encryption.kms_key, encryption.data_key))
    except ClientError:
        call.evaluations = before  # it decides nothing here; its record stays


def _check_key(described: Mapping[str, Any]) -> None:
    symmetric = described["KeySpec"] == "SYMMETRIC_DEFAULT"
    if not symmetric or described["KeyManager"] != "CUSTOMER":
        message = "The KMS key must be a symmetric customer managed key."
        raise ClientError("ValidationException", message, 400)


def encrypt(call: Call, store: DataStore) -> None:
    """What AWS KMS is asked for a write. Raises ClientError."""
    _use_key(call, store, "GenerateDataKey", _new(store))


def decrypt(call: Call, store: DataStore) -> None:
    """What AWS KMS is asked for a read or a search. Raises ClientError."""
    _use_key(call, store, "Decrypt", _opening(store))


def _use_key(call: Call, store: DataStore, name: str, parameters: Mapping[str, Any]) -> None:
    """In the caller's name, and then by HealthLake's own grant."""
    if store.kms_key is None:
        return
    with _refused_by_kms():
        call.in_callers_name("kms", "DescribeKey", KeyId=store.kms_key)
        call.in_callers_name("kms", name, **parameters)
    _check_grant(call, store, f"kms:{name}")


def in_background(call: Call, store: DataStore, *, reads: bool) -> None:
    """What a job asks of AWS KMS: HealthLake's own calls, by its grant. Raises ClientError."""
    if store.kms_key is None:
        return
    name, parameters = ("Decrypt", _opening(store)) if reads else ("GenerateDataKey", _new(store))
    call.in_its_own_name(
        own_principal(store.region), "kms", name, **parameters, GrantTokens=_tokens(call, store)
    )


def retire(call: Call, store: DataStore) -> None:
    """Retires the grant of a data store that is deleted, unless it ended before."""
    grant = call.state.grants.get(store.grant or "")
    if grant is not None and grant.ended is None:
        principal = own_principal(store.region)
        call.in_its_own_name(
            principal, "kms", "RetireGrant", KeyId=store.kms_key, GrantId=store.grant
        )


def _new(store: DataStore) -> dict[str, Any]:
    return {"KeyId": store.kms_key, "KeySpec": "AES_256"}


def _opening(store: DataStore) -> dict[str, Any]:
    return _opened(store.kms_key, store.data_key)


def _opened(kms_key: str | None, data_key: bytes) -> dict[str, Any]:
    return {
        "KeyId": kms_key,
        "CiphertextBlob": data_key,
        "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }


def _tokens(call: Call, store: DataStore) -> tuple[str, ...]:
    """HealthLake has its grant's token, so that the grant counts at once (rule H10)."""
    grant = call.state.grants.get(store.grant or "")
    return (grant.token,) if grant is not None else ()


def _check_grant(call: Call, store: DataStore, action: str) -> None:
    """Without its grant HealthLake cannot reach the data, whatever the caller may do.

    Only a call that fails is made, and leaves its record.
    """
    principal = service_session(own_principal(store.region))
    asking = call.asking_as(principal, grant_tokens=_tokens(call, store))
    evaluation = decide(call.state, asking, action, store.kms_key or "*")
    if evaluation.allowed:
        call.evaluations.append((action, evaluation))
        return
    try:
        in_background(call, store, reads=action == "kms:Decrypt")
    except ClientError as error:
        hint = "HealthLake's own grant on the key was retired or revoked (error inferred)"
        raise ClientError(
            "AccessDeniedException", error.message, 400, evaluation=error.evaluation, hint=hint
        ) from None


@contextmanager
def _refused_by_kms() -> Iterator[None]:
    """AWS KMS's refusals as HealthLake's own."""
    try:
        yield
    except ClientError as error:
        denied = error.code == "AccessDeniedException"
        own = denied or error.code == "ValidationException"
        raise ClientError(
            "AccessDeniedException" if denied else "ValidationException",
            error.message if own else f"AWS KMS: {error.code}: {error.message}",
            400,
            evaluation=error.evaluation,
            hint=error.hint or ("" if own else "how HealthLake words this is inferred"),
        ) from None
