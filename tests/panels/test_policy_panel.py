"""The first panel, driven as a learner drives it, without a browser."""

from simlib import load_policy
from simlib.panels import PolicyPanel

READ_ONLY = load_policy("identity-based/connect-health-read-only-console")


def panel() -> PolicyPanel:
    return PolicyPanel(READ_ONLY, action="health-agent:ListDomains")


def test_it_opens_with_a_verdict() -> None:
    shown = panel()
    assert shown.evaluation is not None
    assert shown.evaluation.allowed
    assert "✓ Allowed" in shown.verdict.value


def test_editing_and_firing_changes_the_verdict() -> None:
    shown = panel()
    shown.policy.value = shown.policy.value.replace("health-agent:ListDomains", "health-agent:X")
    shown.button.click()
    assert "✗ Implicit deny" in shown.verdict.value


def test_half_typed_json_keeps_the_last_verdict_greyed_and_says_the_line() -> None:
    shown = panel()
    kept = shown.policy.value.rstrip("}\n")
    shown.policy.value = kept
    assert shown.fire() is None
    assert 'role="alert"' in shown.verdict.value
    assert "line " in shown.problems
    assert "simlib-stale" in shown.verdict.value
    assert "✓ Allowed" in shown.verdict.value
    assert shown.policy.value == kept
    assert "cannot be read" in repr(shown)


def test_a_wrong_action_or_context_is_explained_and_nothing_is_lost() -> None:
    shown = panel()
    for field, wrong in (("action", "ListDomains"), ("context", "{"), ("context", '["x"]')):
        before = getattr(shown, field).value
        getattr(shown, field).value = wrong
        assert shown.fire() is None
        assert shown.problems
        getattr(shown, field).value = before
        assert shown.fire() is not None


def test_what_users_type_is_shown_as_text() -> None:
    shown = panel()
    shown.resource.value = "arn:aws:s3:::<script>alert(1)</script>"
    shown.fire()
    assert "<script" not in shown.verdict.value
    shown.policy.value = '{"<script>alert(1)</script>": 1}'
    shown.fire()
    assert "<script" not in shown.verdict.value


def test_every_field_has_a_name_and_the_panel_reads_as_text() -> None:
    shown = panel()
    fields = [shown.policy, shown.principal, shown.action, shown.resource, shown.context]
    assert all(field.description for field in fields)
    assert shown.button.tooltip
    said = shown._repr_mimebundle_()["text/plain"].splitlines()
    assert said[0] == ("PolicyPanel: Alice, IAM user, asks for health-agent:ListDomains on *")
    assert said[1].startswith("Allowed: the first statement of `connect-health-read-only-console`")
