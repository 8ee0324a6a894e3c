"""Incidents without end: work that went well is broken, and you find out why and mend it."""

from .evidence import Evidence
from .fault import Break, Fault
from .faults import FAULTS
from .incident import Incident, incident

__all__ = ["FAULTS", "Break", "Evidence", "Fault", "Incident", "incident"]
