"""What agents do for patients through an integration: each action asks for both ARNs.

There is no health record system behind simlib's integrations, so the answers are empty: who may ask
is the point.
Source: "Permission-only actions for Amazon Connect Health" (Service Authorization Reference).
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.operation import Operation
from .parts import operation, the_part

__all__ = ["OPERATIONS"]

_READING = (
    "GetCareTeamProvider",
    "GetPatient",
    "GetPractitioner",
    "ListAppointmentSlots",
    "ListPatientAppointments",
    "ListPatientInsuranceCoverages",
    "ListPatientMedications",
    "ListProviders",
    "MatchPatient",
)
_WRITING = (
    "CancelAppointment",
    "RescheduleAppointment",
    "ResetPassword",
    "ScheduleAppointment",
    "SubmitMedicationRenewal",
)


def _asked(call: Call) -> dict[str, Any]:
    integration = the_part(call, "integration")
    return {"domainId": call["domainId"], "integrationId": integration.id}


OPERATIONS: Mapping[str, Operation] = {
    name: operation(name, _asked, "integration", read_only=name in _READING, data_event=True)
    for name in (*_READING, *_WRITING)
}
