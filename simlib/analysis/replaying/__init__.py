"""Past calls replayed under other policies, and the smallest policy that covers them.

`recorded_call` says what of a record decides, `recorded_decisions` what a cloud decides on it,
`replaying` counts a part of a trail, `replay` puts the parts together.
"""

from .replay import Replay, replay
from .replaying import Replaying, merge_counted

__all__ = ["Replay", "Replaying", "merge_counted", "replay"]
