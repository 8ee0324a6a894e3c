"""Who reaches more than its own policies say, and how: by roles, policies, keys and doors.

`table.py` lists the methods, each with its steps, why it works and how to close it; the modules
beside it say what a method can be aimed at. `more.py` says what is more. Every step and everything
gained is a question to the evaluator, so that conditions, boundaries, session policies, SCPs and
RCPs count; `data/escalations.md` is the list for reading.
"""

from .escalation import Escalation, escalations_frame
from .searching import escalations

__all__ = ["Escalation", "escalations", "escalations_frame"]
