"""Patient insights jobs: started, and then submitted for ever.

With whose permissions Connect Health reads the sources and writes the output is not documented, so
a job neither reads nor writes.
Source: "StartPatientInsightsJob", "GetPatientInsightsJob" (Amazon Connect Health API Reference).
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import HealthJob
from ...cloud.operation import Operation
from .parts import domain_arn, operation, the_domain

__all__ = ["OPERATIONS"]

_KIND = "patient-insights-job"
_SETTINGS = (
    "encounterContext", "inputDataConfig", "insightsContext", "outputDataConfig",
    "patientContext", "userContext",
)  # fmt: skip


def _start(call: Call) -> dict[str, Any]:
    domain = the_domain(call)
    settings = {name: _without_token(call[name]) for name in _SETTINGS}
    job = HealthJob(call.ids.uuid(_KIND), _KIND, domain.arn, "SUBMITTED", settings, call.now)
    call.put("jobs", _arn(call, job.id), job)
    return {"jobArn": _arn(call, job.id), "jobId": job.id, "creationTime": job.submitted}


def _without_token(setting: Mapping[str, Any]) -> dict[str, Any]:
    """A job's setting as it is kept: without the FHIR server's token."""
    return {
        key: _without_token(value) if isinstance(value, Mapping) else value
        for key, value in setting.items()
        if key != "oauthToken"
    }


def _get(call: Call) -> dict[str, Any]:
    the_domain(call)
    job = call.state.jobs.get(_arn(call, call["jobId"]))
    if job is None:
        raise ClientError("ResourceNotFoundException", f"Job {call['jobId']} not found", 404)
    return {
        "jobId": job.id,
        "jobArn": _arn(call, job.id),
        "jobStatus": job.status,
        "creationTime": job.submitted,
        "updatedTime": job.submitted,
        **job.settings,
    }


def _arn(call: Call, job_id: str) -> str:
    return f"{domain_arn(call)}/{_KIND}/{job_id}"


OPERATIONS: Mapping[str, Operation] = {
    "GetPatientInsightsJob": operation(
        "GetPatientInsightsJob", _get, _KIND, read_only=True, data_event=True
    ),
    "StartPatientInsightsJob": operation(
        "StartPatientInsightsJob",
        _start,
        makes=_KIND,
        takes=_SETTINGS,
        ignores=("clientToken",),
        data_event=True,
    ),
}
