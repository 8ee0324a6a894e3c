"""`python -m tests.refresh_api`: what botocore says of the operations that simlib models.

Writes `data/reference/api/<client>.json`: of every modelled operation its HTTP request, the shape
of its parameters and its own errors; of all others the name, so that an operation which AWS has and
simlib does not is told from one that does not exist. Clients can be named as arguments.
"""

import json
import sys
from pathlib import Path
from typing import Any

import botocore
import botocore.session
from botocore.model import OperationModel, Shape

from simlib.services import SERVICES

FOLDER = Path(__file__).parents[1] / "data" / "reference" / "api"
LIMITS = ("min", "max", "pattern", "enum", "sensitive")


def shape(of: Shape, above: tuple[str, ...] = ()) -> dict[str, Any]:
    """A shape as plain data: its type, its limits, and what is inside it."""
    found: dict[str, Any] = {"type": of.type_name}
    if of.name in above:
        return found  # it holds itself: no deeper
    above = (*above, of.name)
    found |= {name: of.metadata[name] for name in LIMITS if of.metadata.get(name)}
    if getattr(of, "document_type", False):
        found["type"] = "document"
    elif of.type_name == "structure":
        found["members"] = {name: shape(inner, above) for name, inner in of.members.items()}
        if of.required_members:
            found["required"] = sorted(of.required_members)
    elif of.type_name == "list":
        found["member"] = shape(of.member, above)
    elif of.type_name == "map":
        found["value"] = shape(of.value, above)
    return found


def operation(model: OperationModel) -> dict[str, Any]:
    """One operation: the HTTP request, the input, the errors that the service declares."""
    http = model.http
    empty = {"type": "structure", "members": {}}
    return {
        "http": f"{http['method']} {http['requestUri']}",
        "input": shape(model.input_shape) if model.input_shape else empty,
        "errors": sorted(error.name for error in model.error_shapes),
    }


def model_of(client: str) -> dict[str, Any]:
    """All of one client."""
    model = botocore.session.get_session().get_service_model(client)
    modelled = sorted(SERVICES[client].operations)
    unknown = [name for name in modelled if name not in model.operation_names]
    extra = set(SERVICES[client].not_in_botocore)
    if set(unknown) - extra:
        sys.exit(f"{client}: botocore knows no {', '.join(unknown)}")
    others = [name for name in model.operation_names if name not in modelled]
    return {
        "source": f"botocore {botocore.__version__}",
        "service": model.service_id,
        "version": model.api_version,
        "protocol": model.metadata["protocol"],
        "signing_name": model.signing_name,
        "operations": {
            name: operation(model.operation_model(name)) for name in modelled if name not in extra
        },
        "others": sorted(others),
    }


def written(model: dict[str, Any]) -> str:
    """As JSON, one operation a line."""
    head = {key: value for key, value in model.items() if key != "operations"}
    lines = [
        f"  {json.dumps(name)}: {json.dumps(each)}" for name, each in model["operations"].items()
    ]
    text = json.dumps(head, indent=1).removesuffix("\n}")
    return text + ',\n "operations": {\n' + ",\n".join(lines) + "\n }\n}\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for client in sys.argv[1:] or SERVICES:
        (FOLDER / f"{client}.json").write_text(written(model_of(client)), encoding="utf-8")
