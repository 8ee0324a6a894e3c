"""A first panel: edit one identity-based policy, ask for something, read why.

The panel is state → HTML, plus wiring: everything it shows is also there as plain attributes, so a
notebook can be driven and tested without a browser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from ..evaluation.evaluate import Evaluation, evaluate
from ..evaluation.policy_set import PolicySet
from ..evaluation.request import Principal, Request, role_session, root, user
from ..language.document import parse_policy
from ..language.errors import QuestionError, SimlibError
from ..language.json_text import Lines, read_json
from ..language.markup import shown
from ..language.policy import Policy
from ..trace.html import html

__all__ = ["PolicyPanel"]

PEOPLE: Mapping[str, Principal] = {
    "Alice, IAM user": user("Alice"),
    "Bob, IAM user": user("Bob"),
    "CareRole, a role session": role_session("CareRole", "shift1"),
    "the root user": root(),
}
STYLE = """<style>
.simlib-policy textarea{font-family:var(--jp-code-font-family,monospace);
font-size:var(--jp-code-font-size,13px);line-height:1.4;white-space:pre;overflow:auto}
.simlib-problems{border-left:.4em solid #a33c00;padding:.1em .6em;white-space:pre-wrap;
overflow-wrap:anywhere;font-family:var(--jp-code-font-family,monospace)}
.simlib-stale{opacity:.45}
</style>"""


class PolicyPanel:
    """`PolicyPanel(policy, action=…, resource=…)`: a policy text, a request form, the verdict.

    `policy` is the JSON text to start with or a `Policy`; `actions` and `resources` are offered for
    choosing, anything else can be typed. `fire()` evaluates and returns the evaluation, or None
    where the policy or the request cannot be read; the last good verdict then stays, greyed.
    """

    def __init__(
        self,
        policy: str | Policy,
        *,
        action: str,
        resource: str = "*",
        actions: Sequence[str] = (),
        resources: Sequence[str] = (),
        people: Mapping[str, Principal] = PEOPLE,
        context: str = "{}",
        beside: PolicySet | None = None,
    ) -> None:
        self._people, self._beside = dict(people), beside or PolicySet()
        self._name = policy.name if isinstance(policy, Policy) else "your policy"
        text = policy.text if isinstance(policy, Policy) else policy
        self.evaluation: Evaluation | None = None
        self.problems = ""
        self._build(text.strip(), action, resource, actions, resources, context)
        self.fire()

    def _build(
        self,
        text: str,
        action: str,
        resource: str,
        actions: Sequence[str],
        resources: Sequence[str],
        context: str,
    ) -> None:
        # A hundred per cent less the margins, or the right border is cut off.
        wide = {
            "layout": widgets.Layout(width="calc(100% - 6px)"),
            "style": {"description_width": "6em"},
        }
        rows = min(max(text.count("\n") + 2, 8), 24)
        self.policy = widgets.Textarea(text, description="Policy", rows=rows, **wide)
        self.policy.add_class("simlib-policy")
        self.principal = widgets.Dropdown(
            options=list(self._people), description="Principal", **wide
        )
        self.action = _choice("Action", action, actions, wide)
        self.resource = _choice("Resource", resource, resources, wide)
        self.context = widgets.Textarea(context, description="Context", rows=2, **wide)
        self.context.add_class("simlib-policy")
        self.button = widgets.Button(
            description="Fire the request",
            tooltip="Evaluate this request under this policy",
            button_style="primary",
            layout=widgets.Layout(margin="0.3em 0 0.3em 6.5em", width="12em"),
        )
        self.button.on_click(lambda _: self.fire())
        self.verdict = widgets.HTML()
        form = [self.principal, self.action, self.resource, self.context, self.button]
        columns = widgets.Layout(display="flex", flex_flow="row wrap", width="100%")
        left = widgets.VBox([self.policy], layout=widgets.Layout(flex="1 1 27em"))
        right = widgets.VBox(form, layout=widgets.Layout(flex="1 1 27em"))
        self.view = widgets.VBox(
            [widgets.HTML(STYLE), widgets.Box([left, right], layout=columns), self.verdict]
        )

    def fire(self) -> Evaluation | None:
        """Evaluates what stands in the panel and shows the verdict."""
        try:
            policy = parse_policy(self.policy.value, name=self._name)
            request = Request(
                self._people[self.principal.value],
                self.action.value.strip(),
                self.resource.value.strip() or "*",
                read_context(self.context.value),
            )
        except SimlibError as error:
            self.problems = str(error)
            self.verdict.value = self._problems_html()
            return None
        attached = (*self._beside.identity_based, policy)
        self.problems = ""
        self.evaluation = evaluate(request, replace(self._beside, identity_based=attached))
        self.verdict.value = html(self.evaluation.trace)
        return self.evaluation

    def _problems_html(self) -> str:
        said = f'<div class="simlib-problems" role="alert">{shown(self.problems)}</div>'
        if self.evaluation is None:
            return said
        before = "<p>The verdict before this edit:</p>"
        return f'{said}<div class="simlib-stale">{before}{html(self.evaluation.trace)}</div>'

    def __repr__(self) -> str:
        asked = f"{self.principal.value}, asks for {self.action.value} on {self.resource.value}"
        said = self.problems or (self.evaluation.why() if self.evaluation else "")
        return f"PolicyPanel: {asked}\n{said}".rstrip()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = dict(self.view._repr_mimebundle_())
        return bundle | {"text/plain": repr(self)}


def _choice(
    name: str, value: str, offered: Sequence[str], wide: dict[str, Any]
) -> widgets.Combobox:
    options = list(dict.fromkeys([value, *offered]))
    return widgets.Combobox(value, options=options, description=name, ensure_option=False, **wide)


def read_context(text: str) -> dict[str, object]:
    """Reads the context field: one JSON object of context keys. Raises QuestionError.

    >>> read_context('{"aws:MultiFactorAuthPresent": "true"}')
    {'aws:MultiFactorAuthPresent': 'true'}
    """
    if not text.strip():
        return {}
    document, slips = read_json(text)
    lines = Lines(text)
    if slips or document is None or document.kind != "object":
        problems = [
            "line {}, column {}: ".format(*lines.place(s.offset)) + s.message for s in slips
        ]
        expected = 'the context is one JSON object, such as {"aws:MultiFactorAuthPresent": "true"}'
        raise QuestionError("\n  ".join([expected, *problems]))
    return {member.key: _plain(member.key, member.value) for member in document.value}


def _plain(key: str, node: Any) -> object:
    if node.kind == "array":
        return [_plain(key, item) for item in node.value]
    if node.kind == "object":
        raise QuestionError(f"context key `{key}` holds an object, expected a text or a list")
    return None if node.kind == "null" else node.value
