"""The question that a lab over an incident begins with: the request that failed."""

from collections.abc import Mapping

from ...cloud.attempt import Attempt
from ...cloud.cloud import Cloud
from ...evaluation.evaluate import Evaluation
from ...evaluation.request import ContextValue, Request
from ...language.errors import SimlibError
from ...panels.scene import Asked
from .fault import Healthy

__all__ = ["question"]


def question(healthy: Healthy, cloud: Cloud, attempt: Attempt) -> Asked:
    """Who asked for what when it failed; where no policy was asked, when it went well."""
    evaluation = attempt.evaluation
    request = _closed(evaluation).request if evaluation else healthy.evaluations[-1].request
    principal, work = request.principal, healthy.work
    who = principal.role_arn or principal.arn or principal.service or "anonymous"
    return Asked(
        who,
        request.action,
        request.resource.arn,
        _beyond(cloud, who, request),
        endpoint=work.endpoint or None,
        region=work.region or None,
    )


def _closed(evaluation: Evaluation) -> Evaluation:
    """The gate that did not allow."""
    return next((each for _, each in evaluation.gates if not each.allowed), evaluation)


def _beyond(cloud: Cloud, who: str, request: Request) -> Mapping[str, ContextValue]:
    """The keys that the request had and that do not follow from who asks."""
    try:
        known = cloud.copy().as_(who).context(request.action, request.resource.arn)
    except SimlibError:
        return {}
    plain = {key.lower(): value for key, (value, _) in known.items()}
    return {
        key: value
        for key, value in request.context.items()
        if value is not None and plain.get(key.lower()) != value
    }
