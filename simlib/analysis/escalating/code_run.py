"""Roles that one can pass to a service that runs one's own code with them.

Source: "Lambda execution role", "Running code on a development endpoint" (AWS Glue), "Amazon ECS
task IAM role", "How to use SageMaker AI execution roles", "Allow CodeBuild to interact with other
AWS services".
"""

from .method import Step
from .roles_to_pass import arn, passing

__all__ = ["METHODS"]

_LAMBDA, _FUNCTION = "lambda.amazonaws.com", arn("lambda", "function:")
_GLUE, _JOB = "glue.amazonaws.com", arn("glue", "job/")
_CODEBUILD, _PROJECT = "codebuild.amazonaws.com", arn("codebuild", "project/")
_SAGEMAKER, _NOTEBOOK = "sagemaker.amazonaws.com", arn("sagemaker", "notebook-instance/")
_TASKS, _TASK = "ecs-tasks.amazonaws.com", arn("ecs", "task/")
_PIPELINE = arn("datapipeline", "pipeline/")
_INTERPRETER = arn("bedrock-agentcore", "code-interpreter-custom/")
_TRAINING, _PROCESSING = arn("sagemaker", "training-job/"), arn("sagemaker", "processing-job/")
_TASK_DEFINITION, _BATCH_JOB = arn("ecs", "task-definition/"), arn("batch", "job-definition/")
_APP = arn("apprunner", "service/") + "/example"

_FUNCTION_RUNS = "A function runs with its role's credentials, whoever wrote its code."
_JOB_RUNS = "A job runs a script of its maker's with its role's credentials."
_BUILD_RUNS = "A build runs its project's commands with the project's role."
_CONTAINER_RUNS = "A container has the credentials of the role that it is started with."
_TERMINAL = "A notebook's terminal has its role's credentials."
_YOURS = "with the role {role} and a container of your own."
_THERE = "simlib keeps no {}: one must be there."

_MAKE_FUNCTION = Step(
    "Make the Lambda function {it} with the role {role} and code of your own.",
    "lambda:CreateFunction",
    _FUNCTION,
)
_RUN_JOB = Step("Run {it}.", "glue:StartJobRun", _JOB)
_BUILD = Step("Start a build of {it}.", "codebuild:StartBuild", _PROJECT)

METHODS = (
    passing(
        _LAMBDA,
        _FUNCTION,
        _FUNCTION_RUNS,
        _MAKE_FUNCTION,
        Step("Invoke {it}.", "lambda:InvokeFunction", _FUNCTION),
        published=True,
    ),
    passing(
        _LAMBDA,
        _FUNCTION,
        _FUNCTION_RUNS,
        _MAKE_FUNCTION,
        Step(
            "Map a stream or queue that you can write to onto the function, and write to it.",
            "lambda:CreateEventSourceMapping",
        ),
        published=True,
        unknown=_THERE.format("streams and queues"),
    ),
    passing(
        _LAMBDA,
        _FUNCTION,
        _FUNCTION_RUNS,
        _MAKE_FUNCTION,
        Step(
            "Allow another account to invoke {it}; invoke it from there.",
            "lambda:AddPermission",
            _FUNCTION,
        ),
    ),
    passing(
        _GLUE,
        arn("glue", "devEndpoint/"),
        "Whoever can sign in to a development endpoint has its role's credentials.",
        Step(
            "Create a development endpoint with the role {role} and an SSH key of your own; sign "
            "in to it.",
            "glue:CreateDevEndpoint",
        ),
        published=True,
    ),
    passing(
        _GLUE,
        _JOB,
        _JOB_RUNS,
        Step(
            "Create the job {it} with the role {role} and a script of your own.",
            "glue:CreateJob",
            _JOB,
        ),
        _RUN_JOB,
    ),
    passing(
        _GLUE,
        _JOB,
        _JOB_RUNS,
        Step(
            "Give a job, such as {it}, the role {role} and a script of your own.",
            "glue:UpdateJob",
            _JOB,
        ),
        _RUN_JOB,
        unknown=_THERE.format("Glue jobs"),
    ),
    passing(
        "datapipeline.amazonaws.com",
        _PIPELINE,
        "A pipeline's activities run commands with its role's credentials.",
        Step("Create a pipeline.", "datapipeline:CreatePipeline"),
        Step(
            "Define in it a command of your own, to be run with the role {role}.",
            "datapipeline:PutPipelineDefinition",
            _PIPELINE,
        ),
        Step("Activate it.", "datapipeline:ActivatePipeline", _PIPELINE),
        published=True,
    ),
    passing(
        _CODEBUILD,
        _PROJECT,
        _BUILD_RUNS,
        Step(
            "Create the project {it} with the role {role} and commands of your own.",
            "codebuild:CreateProject",
            _PROJECT,
        ),
        _BUILD,
    ),
    passing(
        _CODEBUILD,
        _PROJECT,
        _BUILD_RUNS,
        Step(
            "Give a project, such as {it}, the role {role} and commands of your own.",
            "codebuild:UpdateProject",
            _PROJECT,
        ),
        _BUILD,
        unknown=_THERE.format("CodeBuild projects"),
    ),
    passing(
        _SAGEMAKER,
        _NOTEBOOK,
        _TERMINAL,
        Step(
            "Create the notebook instance {it} with the role {role}.",
            "sagemaker:CreateNotebookInstance",
            _NOTEBOOK,
        ),
        Step(
            "Ask for a URL to {it}; open its terminal.",
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            _NOTEBOOK,
        ),
    ),
    passing(
        _SAGEMAKER,
        _TRAINING,
        _CONTAINER_RUNS,
        Step(f"Start the training job {{it}} {_YOURS}", "sagemaker:CreateTrainingJob", _TRAINING),
    ),
    passing(
        _SAGEMAKER,
        _PROCESSING,
        _CONTAINER_RUNS,
        Step(
            f"Start the processing job {{it}} {_YOURS}",
            "sagemaker:CreateProcessingJob",
            _PROCESSING,
        ),
    ),
    passing(
        _TASKS,
        _TASK,
        _CONTAINER_RUNS,
        Step(
            f"Register a task definition {_YOURS}",
            "ecs:RegisterTaskDefinition",
            _TASK_DEFINITION + ":1",
        ),
        Step("Run a task of it.", "ecs:RunTask", _TASK_DEFINITION + ":1"),
        unknown=_THERE.format("ECS clusters"),
    ),
    passing(
        _TASKS,
        _TASK,
        _CONTAINER_RUNS,
        Step(f"Register a job definition {_YOURS}", "batch:RegisterJobDefinition", _BATCH_JOB),
        Step("Submit a job of it.", "batch:SubmitJob", _BATCH_JOB),
        unknown=_THERE.format("job queues of AWS Batch"),
    ),
    passing(
        "tasks.apprunner.amazonaws.com",
        _APP,
        _CONTAINER_RUNS,
        Step(f"Create the App Runner service {{it}} {_YOURS}", "apprunner:CreateService", _APP),
    ),
    passing(
        "bedrock-agentcore.amazonaws.com",
        _INTERPRETER,
        "A code interpreter runs the code that it is sent with its role's credentials.",
        Step(
            "Create a code interpreter with the role {role}.",
            "bedrock-agentcore:CreateCodeInterpreter",
        ),
        Step(
            "Start a session of it.", "bedrock-agentcore:StartCodeInterpreterSession", _INTERPRETER
        ),
        Step("Send it code of your own.", "bedrock-agentcore:InvokeCodeInterpreter", _INTERPRETER),
    ),
)
