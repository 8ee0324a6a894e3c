"""One identity-based policy for a lesson: edit it, ask for something, fire, and read why."""

from collections.abc import Iterable
from dataclasses import replace

from ..cloud.cloud import Cloud
from ..cloud.small_account import furnish
from ..language.document import parse_policy
from ..language.errors import PolicySyntaxError, QuestionError
from ..language.markup import shown
from ..language.policy import Policy
from ..language.terms import PolicyType
from ..services import SERVICES
from .first_question import first_question
from .lab_drafts import kept_in, with_kept_drafts
from .lesson_panel import LessonPanel
from .scene import Scene

__all__ = ["PolicyPanel"]

_SILENT = Policy("your-policy", PolicyType.IDENTITY_BASED, "2012-10-17", (), "")


class PolicyPanel(LessonPanel):
    """`PolicyPanel(policy, action=…, resource=…)`: a policy, a request, and the verdict.

    Alice, Bob and the role CareRole of one account have the policy and those `beside` it. The
    `resource` and the `resources` are there to be asked about. `policy` may be JSON, even such that
    cannot be read yet. Raises QuestionError for a policy that is not identity-based.
    """

    def __init__(
        self,
        policy: Policy | str,
        *,
        action: str,
        resource: str = "*",
        resources: Iterable[str] = (),
        beside: Iterable[Policy] = (),
        draft: str | None = "lesson",
    ) -> None:
        attached, cloud = _attached(policy), Cloud(SERVICES)
        furnish(cloud, (attached, *beside), (resource, *resources))
        place = next(iter(Scene(cloud).places))
        name = f"{draft}/{place}/{action} {resource}" if draft else None
        start = replace(first_question(cloud), action=action, resource=resource)
        kept = kept_in(Scene(cloud), name, start)
        scene = with_kept_drafts(Scene(cloud), draft, kept.fired)
        self.title_html = _title([each.name for each in cloud.state.policies.values()])
        text = policy.text if isinstance(policy, Policy) else policy
        super().__init__(scene, place, kept, draft=draft, kept_as=name, text=text)


def _attached(policy: Policy | str) -> Policy:
    """The policy as it is attached; one that cannot be read yet is silent."""
    if isinstance(policy, str):
        try:
            return parse_policy(policy, name=_SILENT.name)
        except PolicySyntaxError:
            return _SILENT
    if policy.policy_type is not PolicyType.IDENTITY_BASED:
        told = "a lesson's panel holds an identity-based policy; a Lab holds the others"
        raise QuestionError(f"`{policy.name}` is a {policy.policy_type}: {told}")
    return policy


def _title(names: list[str]) -> str:
    """Which policy stands in the editor, who has it, and what they have beside it."""
    own, *others = (f"<code>{shown(name)}</code>" for name in names)
    beside = f", beside {' and '.join(others)}" if others else ""
    return f"<div><b>Policy</b> {own}: Alice, Bob and CareRole have it{beside}</div>"
