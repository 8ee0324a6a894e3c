"""Roles that one can pass to a service that makes one's calls with them.

Source: "AWS CloudFormation service role", "Managing execution roles for Step Functions", "Setting
up Amazon EventBridge Scheduler", "Running automations with a service role".
"""

from .method import Step
from .roles_to_pass import arn, passing

__all__ = ["METHODS"]

_STACK = arn("cloudformation", "stack/") + "/example"
_MACHINE = arn("states", "stateMachine:")
_SCHEDULE = arn("scheduler", "schedule/default/")
_AUTOMATION = arn("ssm", "automation-execution/")

METHODS = (
    passing(
        "cloudformation.amazonaws.com",
        _STACK,
        "CloudFormation makes what a template says, with the permissions of the role.",
        Step(
            "Create the stack {it} with the role {role}, from a template with what you want: a "
            "user, a policy, an access key.",
            "cloudformation:CreateStack",
            _STACK,
        ),
        published=True,
    ),
    passing(
        "states.amazonaws.com",
        _MACHINE,
        "A state machine can call any API, with the permissions of its role.",
        Step(
            "Create the state machine {it} with the role {role} and the calls that you want.",
            "states:CreateStateMachine",
            _MACHINE,
        ),
        Step("Start an execution of {it}.", "states:StartExecution", _MACHINE),
    ),
    passing(
        "scheduler.amazonaws.com",
        _SCHEDULE,
        "A schedule can call any API, with the permissions of its role.",
        Step(
            "Create the schedule {it} with the role {role} and the call that you want.",
            "scheduler:CreateSchedule",
            _SCHEDULE,
        ),
    ),
    passing(
        "ssm.amazonaws.com",
        _AUTOMATION,
        "An automation calls the APIs that its document names, with the permissions of the role.",
        Step(
            "Start an automation with the role {role} and a document with the calls that you want.",
            "ssm:StartAutomationExecution",
            _AUTOMATION,
        ),
        unknown="A document with these calls must be there, or be created too.",
    ),
)
