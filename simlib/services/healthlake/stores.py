"""Data stores: create, describe, list, rename, delete, tag; nothing of it takes time here.

The encryption is chosen at creation and cannot be changed later: no operation takes it (rule H16).
Source: "AWS HealthLake API Reference", "Encryption at REST for AWS HealthLake".
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import DataStore
from ...cloud.operation import Need, Operation
from ...cloud.parameters import moment
from ..tags import tag_keys, tag_list, tags_from
from .encryption import Encryption, encrypt_with, retire
from .naming import active_store, keep, store_arn, the_store

__all__ = ["OPERATIONS"]

_OWNED, _CUSTOMER = "AWS_OWNED_KMS_KEY", "CUSTOMER_MANAGED_KMS_KEY"


def _create(call: Call) -> dict[str, Any]:
    encryption = _encryption(call)
    store = DataStore(
        call.ids.hex("data store"), call.account, call.region, call.get("DatastoreName", ""),
        call["DatastoreTypeVersion"], created=call.now, kms_key=encryption.kms_key,
        grant=encryption.grant, data_key=encryption.data_key, tags=_tags(call),
    )  # fmt: skip
    call.put("data_stores", store.arn, store)
    return _answer(store, "CREATING")


def _encryption(call: Call) -> Encryption:
    """As SseConfiguration has it. Raises ClientError."""
    config = call.get("SseConfiguration", {}).get("KmsEncryptionConfig", {"CmkType": _OWNED})
    key_id = config.get("KmsKeyId")
    if (config["CmkType"] == _CUSTOMER) != (key_id is not None):
        message = f"KmsKeyId is for {_CUSTOMER}, which needs it."
        raise ClientError("ValidationException", message, 400)
    return encrypt_with(call, key_id) if key_id is not None else Encryption()


def _answer(store: DataStore, status: str) -> dict[str, Any]:
    return {
        "DatastoreId": store.id,
        "DatastoreArn": store.arn,
        "DatastoreStatus": status,
        "DatastoreEndpoint": _endpoint(store),
    }


def _endpoint(store: DataStore) -> str:
    return f"https://healthlake.{store.region}.amazonaws.com/datastore/{store.id}/r4/"


def _properties(store: DataStore) -> dict[str, Any]:
    key = {"KmsKeyId": store.kms_key} if store.kms_key else {}
    config = {"CmkType": _CUSTOMER if store.kms_key else _OWNED, **key}
    return {
        **_answer(store, store.status),
        **({"DatastoreName": store.name} if store.name else {}),
        "CreatedAt": store.created,
        "DatastoreTypeVersion": store.fhir_version,
        "SseConfiguration": {"KmsEncryptionConfig": config},
    }


def _describe(call: Call) -> dict[str, Any]:
    return {"DatastoreProperties": _properties(the_store(call))}


def _list(call: Call) -> dict[str, Any]:
    """Deleted data stores too."""
    every = call.state.data_stores.values()
    mine = (s for s in every if (s.account, s.region) == (call.account, call.region))
    found = [_properties(store) for store in mine if _passes(store, call.get("Filter", {}))]
    return {"DatastorePropertiesList": sorted(found, key=lambda row: row["DatastoreId"])}


def _passes(store: DataStore, wanted: Mapping[str, Any]) -> bool:
    after, before = wanted.get("CreatedAfter"), wanted.get("CreatedBefore")
    return (
        wanted.get("DatastoreName") in (None, store.name)
        and wanted.get("DatastoreStatus") in (None, store.status)
        and (after is None or (store.created is not None and store.created > moment(after)))
        and (before is None or (store.created is not None and store.created < moment(before)))
    )


def _update(call: Call) -> dict[str, Any]:
    store = active_store(call)
    changed = keep(call, store, name=call.get("DatastoreName", store.name))
    return {"DatastoreProperties": _properties(changed)}


def _delete(call: Call) -> dict[str, Any]:
    """Takes the data along and retires HealthLake's grant on the key (rule H16)."""
    store = active_store(call)
    retire(call, store)
    keep(call, store, status="DELETED", resources={}, data_key=b"")
    return _answer(store, "DELETING")


def _tags(call: Call) -> dict[str, str]:
    return tags_from(call.get("Tags", ()))


def _tag(call: Call) -> dict[str, Any]:
    store = the_store(call, call["ResourceARN"])
    keep(call, store, tags={**store.tags, **_tags(call)})
    return {}


def _untag(call: Call) -> dict[str, Any]:
    store, gone = the_store(call, call["ResourceARN"]), call["TagKeys"]
    keep(call, store, tags={key: value for key, value in store.tags.items() if key not in gone})
    return {}


def _list_tags(call: Call) -> dict[str, Any]:
    return {"Tags": tag_list(the_store(call, call["ResourceARN"]).tags)}


def _sent(call: Call) -> dict[str, object]:
    return tag_keys(_tags(call))


def _with_tags_to_be(call: Call) -> dict[str, object]:
    """The new data store's tags count as the resource's already (rule D5)."""
    return {**_sent(call), **{f"aws:ResourceTag/{key}": v for key, v in _tags(call).items()}}


def _any_store(call: Call) -> str:
    """The data store to be has no id yet; that its tags are authorized on this ARN is inferred."""
    return f"arn:aws:healthlake:{call.region}:{call.account}:datastore/fhir/*"


def _named(call: Call) -> str:
    return str(call["ResourceARN"])


_PAGING = ("MaxResults", "NextToken")
OPERATIONS: Mapping[str, Operation] = {
    "CreateFHIRDatastore": Operation(
        (
            Need("healthlake:CreateFHIRDatastore"),
            Need("healthlake:TagResource", _any_store, when=lambda call: bool(call.get("Tags"))),
        ),
        _create,
        ("DatastoreName", "DatastoreTypeVersion", "SseConfiguration", "Tags"),
        ("ClientToken",),
        keys=_with_tags_to_be,
    ),
    "DescribeFHIRDatastore": Operation(
        (Need("healthlake:DescribeFHIRDatastore", store_arn),),
        _describe,
        ("DatastoreId",),
        read_only=True,
    ),
    "ListFHIRDatastores": Operation(
        (Need("healthlake:ListFHIRDatastores"),), _list, ("Filter",), _PAGING, read_only=True
    ),
    "UpdateFHIRDatastore": Operation(
        (Need("healthlake:UpdateFHIRDatastore", store_arn),),
        _update,
        ("DatastoreId", "DatastoreName"),
    ),
    "DeleteFHIRDatastore": Operation(
        (Need("healthlake:DeleteFHIRDatastore", store_arn),), _delete, ("DatastoreId",)
    ),
    "TagResource": Operation(
        (Need("healthlake:TagResource", _named, _sent),), _tag, ("ResourceARN", "Tags")
    ),
    "UntagResource": Operation(
        (Need("healthlake:UntagResource", _named, lambda call: {"aws:TagKeys": call["TagKeys"]}),),
        _untag,
        ("ResourceARN", "TagKeys"),
    ),
    "ListTagsForResource": Operation(
        (Need("healthlake:ListTagsForResource", _named),),
        _list_tags,
        ("ResourceARN",),
        read_only=True,
    ),
}
