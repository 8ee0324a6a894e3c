"""CloudFormation templates: read with every problem's place, and made into stacks of a cloud."""

from collections.abc import Mapping

from .data_types import DATA_TYPES
from .iam_types import IAM_TYPES
from .intrinsics import MadeResource, Scope, pseudo_parameters, resolved
from .network_types import NETWORK_TYPES
from .nodes import Node, Place, Problems, plain, refusal
from .reading import read_document, read_file
from .resource_types import Making, ResourceType
from .stack import Stack, StackPlace, first_scope, make_stack, maker
from .template import Template, template_of

__all__ = [
    "RESOURCE_TYPES",
    "MadeResource",
    "Making",
    "Node",
    "Place",
    "Problems",
    "ResourceType",
    "Scope",
    "Stack",
    "StackPlace",
    "Template",
    "first_scope",
    "make_stack",
    "maker",
    "plain",
    "pseudo_parameters",
    "read_document",
    "read_file",
    "refusal",
    "resolved",
    "template_of",
]

RESOURCE_TYPES: Mapping[str, ResourceType] = {**DATA_TYPES, **IAM_TYPES, **NETWORK_TYPES}
