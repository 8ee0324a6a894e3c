"""HealthLake's data stores by id and by ARN, and HealthLake's own names.

Source: "Actions, resources, and condition keys for AWS HealthLake".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import DataStore

__all__ = ["SERVICE_PRINCIPAL", "active_store", "keep", "own_principal", "store_arn", "the_store"]

SERVICE_PRINCIPAL = "healthlake.amazonaws.com"


def own_principal(region: str) -> str:
    """Whom HealthLake's grants name: the service principal with its Region (rule H8).

    >>> own_principal("us-east-1")
    'healthlake.us-east-1.amazonaws.com'
    """
    return f"healthlake.{region}.amazonaws.com"


def store_arn(call: Call) -> str:
    """The ARN of the data store that DatastoreId names, in the caller's account and Region."""
    return f"arn:aws:healthlake:{call.region}:{call.account}:datastore/fhir/{call['DatastoreId']}"


def the_store(call: Call, arn: str | None = None) -> DataStore:
    """The data store. Raises ClientError ResourceNotFoundException."""
    store = call.state.data_stores.get(arn or store_arn(call))
    if store is None:
        name = arn or call["DatastoreId"]
        message = f"Datastore with id {name} not found."
        raise ClientError("ResourceNotFoundException", message, 400)
    return store


def active_store(call: Call) -> DataStore:
    """The data store, if it is not deleted. Raises ClientError; that error is inferred."""
    store = the_store(call)
    if store.status != "ACTIVE":
        message = f"Datastore {store.id} is in status {store.status}, must be ACTIVE."
        raise ClientError("ValidationException", message, 400)
    return store


def keep(call: Call, store: DataStore, **changes: Any) -> DataStore:
    """Keeps a data store with changes."""
    changed = replace(store, **changes)
    call.put("data_stores", store.arn, changed)
    return changed
