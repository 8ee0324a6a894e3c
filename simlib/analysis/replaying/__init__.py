"""Past calls replayed under other policies, and the smallest policy that covers them.

`reads` and `recorded_call` say what of a record decides, `recorded_decisions` what a cloud decides,
`parts` and `log_files` read a trail, `replaying` counts a part of it, `replay` puts the parts
together. `used` is what calls needed, `least_privilege` the policy for it.
"""

from .least_privilege import UsedPolicy, least_privilege
from .replay import Replay, replay
from .replaying import Replaying, merge_counted

__all__ = ["Replay", "Replaying", "UsedPolicy", "least_privilege", "merge_counted", "replay"]
