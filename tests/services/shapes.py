"""Holds answers against botocore's output shapes: no unknown member, no required one missing."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel, Shape


@cache
def model(client: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(client)


def misfits(client: str, operation: str, answer: Any) -> list[str]:
    shape = model(client).operation_model(operation).output_shape
    if shape is None:
        return [f"{operation} answers nothing"] if answer else []
    return list(_misfits(shape, answer, operation))


def _misfits(shape: Shape, value: Any, where: str) -> Iterator[str]:
    if shape.name == "policyDocumentType":
        if not isinstance(value, dict):
            yield f"{where} is no document"
    elif shape.type_name == "structure":
        yield from (f"{where} has {each}" for each in value if each not in shape.members)
        yield from (f"{where} lacks {each}" for each in shape.required_members if each not in value)
        for name, inner in shape.members.items():
            if name in value:
                yield from _misfits(inner, value[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for place, each in enumerate(value):
            yield from _misfits(shape.member, each, f"{where}[{place}]")
    elif shape.type_name == "string" and not isinstance(value, str):
        yield f"{where} is no text: {value!r}"
    elif shape.type_name == "boolean" and not isinstance(value, bool):
        yield f"{where} is no boolean: {value!r}"


def error_codes(client: str, operation: str) -> set[str]:
    return {each.error_code for each in model(client).operation_model(operation).error_shapes}
