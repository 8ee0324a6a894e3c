"""Roles of functions, builds and notebooks that are there, and whose code one can replace.

simlib keeps none of these things, so a method reaches every role that one of them could have.
Source: "Lambda execution role", "AWS CloudFormation service role", "Use ECS Exec".
"""

from .method import Method, Step
from .roles_to_pass import arn, roles_for

__all__ = ["METHODS"]

_CLOSE = "Name what may be changed; whoever changes it has the permissions of its role."
_HAS = "that has the role {role}, such as {it}"


def _supposing(
    service: str, things: str, why: str, *steps: Step, published: bool = False
) -> Method:
    unknown = f"simlib keeps no {things}: whether one has this role is not known."
    aims = roles_for(f"{service}.amazonaws.com", steps[0].on)
    return Method(aims, steps, why, _CLOSE, published, unknown)


METHODS = (
    _supposing(
        "lambda",
        "Lambda functions",
        "A function runs with its role's credentials, whoever wrote its code.",
        Step(
            f"Replace the code of a function {_HAS}; wait until it is invoked.",
            "lambda:UpdateFunctionCode",
            arn("lambda", "function:"),
        ),
        published=True,
    ),
    _supposing(
        "lambda",
        "Lambda functions",
        "A layer's code runs with the function's role.",
        Step(
            f"Give a function {_HAS}, a layer with code of your own.",
            "lambda:UpdateFunctionConfiguration",
            arn("lambda", "function:"),
        ),
    ),
    _supposing(
        "glue",
        "Glue development endpoints",
        "Whoever can sign in to a development endpoint has its role's credentials.",
        Step(
            f"Add an SSH key of your own to an endpoint {_HAS}; sign in to it.",
            "glue:UpdateDevEndpoint",
            arn("glue", "devEndpoint/"),
        ),
        published=True,
    ),
    _supposing(
        "cloudformation",
        "roles of stacks",
        "A stack keeps its role, and uses it for whoever updates the stack.",
        Step(
            f"Update a stack {_HAS}, with a template of your own.",
            "cloudformation:UpdateStack",
            arn("cloudformation", "stack/") + "/example",
        ),
    ),
    _supposing(
        "codebuild",
        "CodeBuild projects",
        "Whoever starts a build can give it other commands than the project's.",
        Step(
            f"Start a build of a project {_HAS}, with a buildspec of your own.",
            "codebuild:StartBuild",
            arn("codebuild", "project/"),
        ),
    ),
    _supposing(
        "sagemaker",
        "notebook instances",
        "A notebook's terminal has its role's credentials.",
        Step(
            f"Ask for a URL to a notebook instance {_HAS}; open its terminal.",
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            arn("sagemaker", "notebook-instance/"),
        ),
    ),
    _supposing(
        "ecs-tasks",
        "ECS tasks",
        "A task's containers have its role's credentials.",
        Step(
            f"Run a command in a task {_HAS}.",
            "ecs:ExecuteCommand",
            arn("ecs", "task/") + "/example",
        ),
    ),
)
