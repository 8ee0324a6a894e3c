"""What a call answers when it fails: AWS's code, message and HTTP status, and the trace behind it.

Source: "Common Errors", "Error responses" (S3); the shape is that of the AWS SDK for Python.
"""

from typing import TYPE_CHECKING, Any

from ..language.errors import SimlibError

if TYPE_CHECKING:
    from ..evaluation.evaluate import Evaluation
    from ..trace.nodes import Verdict

__all__ = ["ClientError", "NotModelledError", "ParamValidationError"]


class ClientError(SimlibError):
    """AWS's answer to a call that fails.

    `evaluation` is the authorization that failed, None where the call failed otherwise. `hint`
    says what to try; it is ours, the message is AWS's. `recorded` is the code in CloudTrail where
    the answer cannot tell it (HEAD requests).
    """

    def __init__(
        self,
        code: str,
        message: str,
        status: int = 400,
        *,
        evaluation: "Evaluation | None" = None,
        hint: str = "",
        recorded: str = "",
    ) -> None:
        self.code, self.message, self.status = code, message, status
        self.evaluation, self.hint, self.recorded = evaluation, hint, recorded or code
        self.operation = ""
        super().__init__(message)

    @property
    def response(self) -> dict[str, Any]:
        """As in the AWS SDK for Python: `error.response["Error"]["Code"]`."""
        return {
            "Error": {"Code": self.code, "Message": self.message},
            "ResponseMetadata": {"HTTPStatusCode": self.status},
        }

    @property
    def trace(self) -> "Verdict | None":
        """The trace of the authorization that failed; None where the call failed otherwise."""
        return self.evaluation.trace if self.evaluation is not None else None

    def why(self) -> str:
        """What decided, where, and the nearest miss; for other failures the message."""
        return self.evaluation.why() if self.evaluation is not None else self.message

    def __str__(self) -> str:
        calling = f" when calling the {self.operation} operation" if self.operation else ""
        told = f"An error occurred ({self.code}){calling}: {self.message}"
        return f"{told}\n{self.hint}" if self.hint else told

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a stack trace."""
        why = [self.evaluation.why()] if self.evaluation is not None else []
        return [*str(self).splitlines(), *why]


class ParamValidationError(SimlibError, ValueError):
    """The parameters are not the operation's: the SDK says so before anything is sent."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["Parameter validation failed:", *problems]))


class NotModelledError(SimlibError, NotImplementedError):
    """AWS has it and simlib does not model it: said, never guessed."""
