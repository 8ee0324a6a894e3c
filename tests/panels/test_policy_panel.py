"""A lesson's panel, driven as a learner drives it, without a browser."""

import subprocess
import sys
from pathlib import Path

import pytest

from simlib import PolicyType, QuestionError, load_policy, parse_policy
from simlib.panels import PolicyPanel
from tests.clouds import HOSPITAL, deny, document

READ_ONLY = load_policy("identity-based/connect-health-read-only-console")
DOMAIN = f"arn:aws:health-agent:us-east-1:{HOSPITAL}:domain/hai-7c4e1f9a2b"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def panel() -> PolicyPanel:
    return PolicyPanel(READ_ONLY, action="health-agent:ListAgents", resource=DOMAIN)


def test_it_opens_with_a_verdict_and_reads_as_text(panel: PolicyPanel) -> None:
    assert panel.evaluation is not None
    assert panel.evaluation.allowed
    assert "✓ Allowed" in panel.trace.html.value
    said = panel._repr_mimebundle_()["text/plain"].splitlines()
    assert said[0] == (
        f"PolicyPanel: user Alice · hospital asks for health-agent:ListAgents on {DOMAIN}"
    )
    assert said[1].startswith("Allowed: the first statement of `connect-health-read-only-console`")


def test_a_policy_that_is_edited_and_fired_changes_the_verdict(panel: PolicyPanel) -> None:
    panel.editor.value = panel.editor.value.replace("ListAgents", "GetAgent")
    panel.editor.fire()
    assert "✗ Implicit deny" in panel.trace.html.value
    assert "Changed since the last fire" in panel.trace.html.value


def test_another_action_is_picked_and_its_resource_fits(panel: PolicyPanel) -> None:
    panel.form.fields.action.take("health-agent:DeleteDomain")
    panel.form.fire()
    assert panel.asked.action == "health-agent:DeleteDomain"
    assert panel.asked.resource == DOMAIN
    assert "✗ Implicit deny" in panel.trace.html.value
    asked = panel.ask(action="health-agent:GetDomain")
    assert asked is not None
    assert asked.allowed


def test_a_question_that_was_not_fired_yet_greys_the_verdict_of_the_last(
    panel: PolicyPanel,
) -> None:
    assert "simlib-stale" not in panel.trace.html.value
    panel.form.fields.action.take("health-agent:DeleteDomain")
    assert "You have changed the question" in panel.trace.html.value
    assert "simlib-stale" in panel.trace.html.value
    panel.fire()
    assert "simlib-stale" not in panel.trace.html.value


def test_everybody_but_the_root_user_needs_the_policy(panel: PolicyPanel) -> None:
    decided = {}
    for typed in ("Bob", "CareRole", "root user"):
        panel.form.fields.principal.take(typed)
        asked = panel.ask(action="health-agent:DeleteDomain")
        decided[typed] = asked is not None and str(asked.decision)
    assert decided == {"Bob": "implicitDeny", "CareRole": "implicitDeny", "root user": "allowed"}


def test_half_typed_json_keeps_the_last_verdict_greyed_and_says_the_line(
    panel: PolicyPanel,
) -> None:
    kept = panel.editor.value.rstrip().removesuffix("}")
    panel.editor.value = kept
    assert panel.fire() is None
    shown = panel.trace.html.value
    assert 'role="alert"' in shown
    assert "simlib-stale" in shown
    assert "✓ Allowed" in shown
    assert "line " in panel.problems
    assert "cannot be read" in repr(panel)
    assert panel.editor.value == kept
    assert panel.form.asked.action == "health-agent:ListAgents"


@pytest.mark.parametrize(("field", "wrong"), [("action", "ListAgentz"), ("resource", "ward")])
def test_a_wrong_field_is_explained_and_what_was_typed_stays(
    panel: PolicyPanel, field: str, wrong: str
) -> None:
    panel.form.fields.__dict__[field].value = wrong
    assert panel.fire() is None
    assert wrong in panel.problems
    assert panel.form.fields.__dict__[field].value == wrong
    assert "simlib-stale" in panel.trace.html.value


def test_a_node_marks_its_line_and_a_line_lights_its_nodes(panel: PolicyPanel) -> None:
    action = next(at for at, node in panel.trace.places.items() if node.label == "Action")
    panel.trace.point(f"node:{action}")
    (mark,) = panel.editor.marks
    assert '"Action"' in panel.editor.value.splitlines()[mark["line"] - 1]
    panel.editor.on_line(mark["line"])
    assert action in panel.trace.lit


def test_network_time_and_keys_wait_behind_a_button(panel: PolicyPanel) -> None:
    (request, _) = panel.view.children
    *_, button, around = request.children
    assert around.layout.display == "none"
    button.value = True
    assert around.layout.display is None


def test_policies_beside_it_count_and_are_named() -> None:
    fence = parse_policy(document(deny("health-agent:ListAgents")), name="fence<&>")
    panel = PolicyPanel(
        READ_ONLY, action="health-agent:ListAgents", resource=DOMAIN, beside=[fence]
    )
    assert panel.evaluation is not None
    assert panel.evaluation.decision == "explicitDeny"
    assert panel.title.value.endswith("beside <code>fence&lt;&amp;&gt;</code></div>")


def test_resources_are_there_to_be_picked() -> None:
    panel = PolicyPanel(
        READ_ONLY, action="health-agent:GetDomain", resource=DOMAIN, resources=[f"{DOMAIN}99"]
    )
    panel.form.fields.resource.take("2b99")
    assert panel.asked.resource == f"{DOMAIN}99"
    assert panel.form.fields.resource.told == "Domain in account hospital"


def test_the_question_is_there_again_but_not_where_the_cell_asks_another(
    panel: PolicyPanel,
) -> None:
    panel.form.fields.action.take("health-agent:GetDomain")
    told = {"action": "health-agent:ListAgents", "resource": DOMAIN}
    assert PolicyPanel(READ_ONLY, **told).asked.action == "health-agent:GetDomain"
    other = PolicyPanel(READ_ONLY, action="health-agent:DeleteDomain", resource=DOMAIN)
    assert other.asked.action == "health-agent:DeleteDomain"
    assert PolicyPanel(READ_ONLY, **told, draft=None).asked.action == "health-agent:ListAgents"


def test_what_a_cell_asks_is_asked_when_the_cell_runs_again(panel: PolicyPanel) -> None:
    panel.ask(action="health-agent:GetDomain")
    assert not Path(".simlib").exists()
    again = PolicyPanel(READ_ONLY, action="health-agent:ListAgents", resource=DOMAIN)
    assert again.asked.action == "health-agent:ListAgents"


def test_half_a_text_is_there_again_over_the_verdict_of_the_last_good_one(
    panel: PolicyPanel,
) -> None:
    panel.editor.value = panel.editor.value.replace("Allow", "Deny")
    panel.fire()
    panel.editor.value = panel.editor.value.rstrip().removesuffix("}")
    again = PolicyPanel(READ_ONLY, action="health-agent:ListAgents", resource=DOMAIN)
    assert again.editor.value == panel.editor.value
    assert "line " in again.problems
    assert "simlib-stale" in again.trace.html.value
    assert "Explicit deny" in again.trace.html.value


def test_what_was_fired_is_there_again_unless_nothing_is_kept(panel: PolicyPanel) -> None:
    panel.editor.value = panel.editor.value.replace("Allow", "Deny")
    panel.form.fire()
    told = {"action": "health-agent:ListAgents", "resource": DOMAIN}
    again = PolicyPanel(READ_ONLY, **told)
    assert again.evaluation is not None
    assert again.evaluation.decision == "explicitDeny"
    again.editor.back_to_start()
    assert again.editor.value == READ_ONLY.text
    fresh = PolicyPanel(READ_ONLY, **told, draft=None)
    assert fresh.editor.value == READ_ONLY.text


def test_a_text_that_cannot_be_read_yet_opens_to_be_mended() -> None:
    panel = PolicyPanel('{"Statement": {', action="s3:GetObject", resource="arn:aws:s3:::ward/a")
    assert panel.evaluation is None
    assert "cannot be read" in panel.problems
    panel.editor.value = '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
    asked = panel.fire()
    assert asked is not None
    assert asked.allowed
    assert panel.editor.start == '{"Statement": {'


def test_a_policy_of_another_type_is_for_a_lab() -> None:
    boundary = parse_policy(READ_ONLY.text, PolicyType.PERMISSIONS_BOUNDARY, name="fence")
    with pytest.raises(QuestionError, match="`fence` is a permissions boundary"):
        PolicyPanel(boundary, action="health-agent:ListAgents")


def test_what_learners_type_is_shown_as_text(panel: PolicyPanel) -> None:
    evil = "arn:aws:s3:::<script>alert(1)</script>"
    panel.ask(action="s3:GetObject", resource=evil)
    assert "<script" not in panel.trace.html.value
    panel.editor.value = '{"<script>alert(1)</script>": 1}'
    panel.fire()
    assert "<script" not in panel.trace.html.value + panel.editor.listed


WITHOUT = f"""import sys
sys.modules["anywidget"] = None
from simlib import load_policy
from simlib.panels import PolicyPanel
policy = load_policy("identity-based/connect-health-read-only-console")
panel = PolicyPanel(policy, action="health-agent:ListAgents", resource="{DOMAIN}", draft=None)
look, verdict = panel.trace.html.children
assert ".simlib-banner" in look.value and "✓ Allowed" in verdict.value
panel.form.fields.action.box.value = "health-agent:DeleteDomain"
panel.fire()
assert "✗ Implicit deny" in verdict.value
"""


def test_without_anywidget_plain_widgets_do_the_same_with_the_same_look() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], check=True, cwd=Path(__file__).parents[2])
