"""What the checks' examples are made of: a data store, and reading objects under a condition."""

from collections.abc import Mapping
from typing import Any

__all__ = ["READ_OBJECTS", "STORE", "reading", "reading_if"]

STORE = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/eeb8005725ae22b35b4edbdc68cf2dfd"
READ_OBJECTS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}


def reading(condition: Mapping[str, Mapping[str, object]]) -> dict[str, Any]:
    """A statement that allows reading objects, under a condition."""
    return {**READ_OBJECTS, "Condition": condition}


def reading_if(operator: str, key: str, value: object) -> dict[str, Any]:
    """The same under one operator and key.

    >>> reading_if("Bool", "aws:SecureTransport", "true")["Condition"]
    {'Bool': {'aws:SecureTransport': 'true'}}
    """
    return reading({operator: {key: value}})
