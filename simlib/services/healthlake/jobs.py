"""Import and export jobs: a role is handed over, and the job does what that role may.

A job here runs at once: it is answered as SUBMITTED, and is over when it is described.
Source: "Setting up permissions for import jobs", "Setting up permissions for export jobs",
"AWS HealthLake API Reference", "Grant a user permissions to pass a role to an AWS service".
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ...cloud.authorizing import decide
from ...cloud.calling import Call
from ...cloud.circumstances import Source
from ...cloud.errors import ClientError
from ...cloud.health import DataStore, HealthJob
from ...cloud.identities import Role
from ...cloud.issuing import role_session
from ...cloud.operation import Need, Operation
from ...cloud.resources import key_behind
from ...cloud.sessions import CredentialType, Session, service_session
from ..arns import key_arn
from .naming import SERVICE_PRINCIPAL, active_store, store_arn, the_store
from .transfer import Outcome, export_to, import_from

__all__ = ["OPERATIONS"]


class Kind(NamedTuple):
    """Import or export: its word in the API, the parameter that names its output, what it does."""

    word: str
    output: str
    run: Callable[[Call, DataStore, Session, HealthJob], Outcome]


_IMPORT = Kind("Import", "JobOutputDataConfig", import_from)
_EXPORT = Kind("Export", "OutputDataConfig", export_to)


def _start(call: Call, kind: Kind) -> dict[str, Any]:
    store = active_store(call)
    _check_key(call, _output_of(call, kind)["KmsKeyId"])
    session = _assumed(call, store)
    settings = {name: value for name, value in call.parameters.items() if name != "ClientToken"}
    job = HealthJob(call.ids.hex("job"), kind.word, store.arn, "SUBMITTED", settings, call.now)
    outcome = _run(call, lambda: kind.run(call, store, session, job))
    done = replace(job, status=outcome.status, message=outcome.message, ended=call.now)
    call.put("jobs", job.id, done)
    return {"JobId": job.id, "JobStatus": "SUBMITTED", "DatastoreId": store.id}


def _run(call: Call, work: Callable[[], Outcome]) -> Outcome:
    """The work's outcome; a job that fails leaves nothing behind but records.

    What the job was allowed is not what its caller was, so it stays out of the call's evaluation.
    """
    before, asked = call.state, len(call.evaluations)
    try:
        return work()
    except ClientError as error:
        call.state = before
        return Outcome("FAILED", f"{error.code}: {error.message}")
    finally:
        del call.evaluations[asked:]


def _output_of(call: Call, kind: Kind) -> Mapping[str, Any]:
    """Amazon S3 is the only output there is. Raises ClientError where none is named."""
    found: Mapping[str, Any] | None = call[kind.output].get("S3Configuration")
    if found is None:
        raise ClientError("ValidationException", f"{kind.output} has no S3Configuration", 400)
    return found


def _check_key(call: Call, key_id: str) -> None:
    """Import and export take a customer managed key (rule H17). Raises ClientError."""
    key = key_behind(call.state, key_arn(call, key_id))
    if key is not None and key.manager != "CUSTOMER":
        message = "The KMS key of the output must be a customer managed key."
        raise ClientError("ValidationException", message, 400)


def _assumed(call: Call, store: DataStore) -> Session:
    """The data access role's session, if the role trusts HealthLake. Raises ClientError.

    HealthLake assumes it on behalf of the data store: aws:SourceArn, aws:SourceAccount (rule D7).
    """
    source = Source(store.arn, store.account)
    asking = call.asking_as(service_session(SERVICE_PRINCIPAL), source=source)
    role = _role(call)
    evaluation = decide(call.state, asking, "sts:AssumeRole", role.arn)
    call.evaluations.append(("sts:AssumeRole", evaluation))
    if not evaluation.allowed:
        raise call.denied(evaluation)
    return role_session(
        call.ids, role, "healthlake", call.now,
        type=CredentialType.SERVICE_ROLE, service=SERVICE_PRINCIPAL,
    )  # fmt: skip


def _role(call: Call) -> Role:
    roles = call.state.roles.values()
    found = next((role for role in roles if role.arn == call["DataAccessRoleArn"]), None)
    if found is None:
        message = f"The data access role {call['DataAccessRoleArn']} does not exist."
        raise ClientError("ValidationException", message, 400)
    return found


def _row(job: HealthJob) -> dict[str, Any]:
    return {
        "JobId": job.id,
        "JobStatus": job.status,
        "SubmitTime": job.submitted,
        "EndTime": job.ended,
        **job.settings,
        **({"Message": job.message} if job.message else {}),
    }


def _describe(call: Call, kind: Kind) -> dict[str, Any]:
    job = call.state.jobs.get(call["JobId"])
    if job is None or (job.kind, job.of) != (kind.word, the_store(call).arn):
        message = f"Job with id {call['JobId']} not found."
        raise ClientError("ResourceNotFoundException", message, 400)
    return {f"{kind.word}JobProperties": _row(job)}


def _list(call: Call, kind: Kind) -> dict[str, Any]:
    store = the_store(call)
    every = call.state.jobs.values()
    jobs = (job for job in every if (job.kind, job.of) == (kind.word, store.arn))
    rows = [_row(job) for job in jobs if _passes(call, job)]
    return {f"{kind.word}JobPropertiesList": sorted(rows, key=lambda row: row["JobId"])}


def _passes(call: Call, job: HealthJob) -> bool:
    return call.get("JobName") in (None, job.settings.get("JobName")) and call.get("JobStatus") in (
        None,
        job.status,
    )


def _data_access_role(call: Call) -> str:
    return str(call["DataAccessRoleArn"])


def _to_healthlake(call: Call) -> dict[str, object]:
    return {"iam:PassedToService": SERVICE_PRINCIPAL}


def _operations(kind: Kind, *takes: str) -> dict[str, Operation]:
    """Start, describe and list, of one kind of job."""
    start, describe = f"StartFHIR{kind.word}Job", f"DescribeFHIR{kind.word}Job"
    every = f"ListFHIR{kind.word}Jobs"
    return {
        start: Operation(
            (
                Need(f"healthlake:{start}", store_arn),
                Need("iam:PassRole", _data_access_role, _to_healthlake),
            ),
            lambda call: _start(call, kind),
            ("DatastoreId", "DataAccessRoleArn", "JobName", kind.output, *takes),
            ("ClientToken",),
        ),
        describe: Operation(
            (Need(f"healthlake:{describe}", store_arn),),
            lambda call: _describe(call, kind),
            ("DatastoreId", "JobId"),
            read_only=True,
        ),
        every: Operation(
            (Need(f"healthlake:{every}", store_arn),),
            lambda call: _list(call, kind),
            ("DatastoreId", "JobName", "JobStatus"),
            ("MaxResults", "NextToken"),
            read_only=True,
        ),
    }


OPERATIONS: Mapping[str, Operation] = {
    **_operations(_IMPORT, "InputDataConfig"),
    **_operations(_EXPORT),
}
