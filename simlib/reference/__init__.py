"""What AWS's services define: actions, resource types, condition keys; nothing is fetched.

>>> from simlib.reference import expand, service
>>> service("health-agent")
<Amazon Connect Health: 47 actions>
>>> len(expand("s3:*"))
180
"""

from .asking import action, actions_on, condition_key, expand, keys_for, resource_types_of
from .catalogue import global_keys, service, services
from .index import prefixes_with_arn, prefixes_with_key
from .managed_policies import AwsManagedPolicy, aws_managed_policies, aws_managed_policy
from .operations import operations, required_actions
from .records import (
    AccessLevel,
    Action,
    ActionResource,
    ConditionKey,
    GlobalKey,
    RequiredAction,
    ResourceType,
    Service,
)
from .tables import (
    action_table,
    condition_key_table,
    global_key_table,
    required_action_table,
    resource_type_table,
)

__all__ = [
    "AccessLevel",
    "Action",
    "ActionResource",
    "AwsManagedPolicy",
    "ConditionKey",
    "GlobalKey",
    "RequiredAction",
    "ResourceType",
    "Service",
    "action",
    "action_table",
    "actions_on",
    "aws_managed_policies",
    "aws_managed_policy",
    "condition_key",
    "condition_key_table",
    "expand",
    "global_key_table",
    "global_keys",
    "keys_for",
    "operations",
    "prefixes_with_arn",
    "prefixes_with_key",
    "required_action_table",
    "required_actions",
    "resource_type_table",
    "resource_types_of",
    "service",
    "services",
]
