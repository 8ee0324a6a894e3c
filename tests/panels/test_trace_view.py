"""The verdict and its trace, driven as a learner drives them, without a browser."""

import re
from dataclasses import replace

import pytest

from simlib import load_scenario
from simlib.evaluation.evaluate import Evaluation
from simlib.language.policy import Policy
from simlib.panels.scene import Asked, Scene
from simlib.panels.trace_view import TraceView
from simlib.trace.nodes import Layer, Match, Node, Verdict

ROLE = "arn:aws:iam::111122223333:role/team/NightShift"
DOOR = "arn:aws:s3:us-east-1:111122223333:accesspoint/bob-access-point/object/Alice/x"
LENA = Asked("Lena", "iam:CreateRole", ROLE)
BOUND = {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/TeamBoundary"}


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(load_scenario("guardrails"))


@pytest.fixture(scope="module")
def denied(scene: Scene) -> Evaluation:
    return scene.evaluation(LENA)


@pytest.fixture(scope="module")
def allowed(scene: Scene) -> Evaluation:
    return scene.evaluation(replace(LENA, context=BOUND))


@pytest.fixture(scope="module")
def policy(scene: Scene) -> Policy:
    return scene.places["identity-based policy RolesWithBoundary · user/Lena"].policy


def view(evaluation: Evaluation, before: Evaluation | None = None) -> TraceView:
    shown = TraceView()
    shown.show(evaluation, before)
    return shown


def folds(html: str) -> dict[str, bool]:
    """The folds by their place: is it open?"""
    found = re.findall(r'<details data-fold="([\d.]+) \w+"( data-fixed)?( open)?>', html)
    return {place: bool(state) for place, _, state in found}


def place(shown: TraceView, label: str) -> str:
    return next(at for at, node in shown.places.items() if node.label.startswith(label))


def test_before_anything_is_fired_it_says_so() -> None:
    shown = TraceView()
    assert "Nothing has been fired yet" in shown.html.value
    assert repr(shown) == "TraceView: nothing has been fired yet"
    assert shown.view is not None


def test_it_is_read_from_the_top_decision_message_why_flow_tree(denied: Evaluation) -> None:
    html = view(denied).html.value
    parts = [
        '<div class="simlib-banner no" role="status">✗ Implicit deny</div>',
        "is not authorized to perform: iam:CreateRole",
        "The nearest miss is the statement <code>MakeRolesWithBoundary</code>",
        '<ol class="simlib-flow"',
        '<ul class="simlib-tree">',
        "<code>RolesWithBoundary</code>, line by line",
    ]
    assert sorted(parts, key=html.index) == parts


def test_an_allowed_request_has_no_message(allowed: Evaluation) -> None:
    html = view(allowed).html.value
    assert "✓ Allowed" in html
    assert "simlib-message" not in html


def test_every_layer_is_visible_and_only_the_blocking_ones_are_open(denied: Evaluation) -> None:
    shown = view(denied)
    state = folds(shown.html.value)
    layers = {at: n for at, n in shown.places.items() if isinstance(n, Verdict) and n.layer}
    topmost = [at for at in layers if at.rpartition(".")[0] not in layers]
    assert all(state[at.rpartition(".")[0]] for at in topmost)
    opened = {layers[at].layer for at in topmost if state.get(at)}
    assert opened == {Layer.IDENTITY}


def test_statements_for_other_actions_are_folded() -> None:
    scene = Scene(load_scenario("connect-health"))
    shown = view(scene.evaluation(Asked("Alice", "health-agent:GetDomain")))
    other = [at for at, node in shown.places.items() if "for other actions" in node.label]
    state = folds(shown.html.value)
    assert not any(state[at] for at in other)


def test_a_click_on_a_step_opens_and_lights_its_layer(denied: Evaluation) -> None:
    shown = view(denied)
    at = place(shown, "service control policies")
    assert folds(shown.html.value)[at] is False
    shown.point("layer:0:service control policy")
    assert shown.lit == {at}
    assert folds(shown.html.value)[at] is True
    assert f'data-point="node:{at}" data-lit aria-current="true" data-in-view' in shown.html.value


def test_a_step_leads_to_its_layer_at_its_own_gate() -> None:
    scene = Scene(load_scenario("clinical-collaboration"))
    shown = view(scene.evaluation(Asked("Alice", "s3:PutObject", DOOR)))
    for gate in (0, 1):
        shown.point(f"layer:{gate}:VPC endpoint policy")
        assert [at.split(".")[1] for at in shown.lit] == [str(gate)]


@pytest.mark.parametrize("said", ["", "node:9.9", "layer:7:x", "layer:x:y", "layer", "<b>"])
def test_what_is_not_understood_is_passed_over(denied: Evaluation, said: str) -> None:
    shown = view(denied)
    shown.point(said)
    assert shown.lit == frozenset()


def test_a_click_on_a_node_gives_it_and_lights_it_but_lets_it_be_folded(
    denied: Evaluation,
) -> None:
    clicked: list[Node] = []
    shown = TraceView(on_node=clicked.append)
    shown.show(denied)
    at = place(shown, "RolesWithBoundary")
    shown.point(f"node:{at}")
    assert clicked == [shown.places[at]]
    assert shown.lit == {at}
    fold = re.search(rf'<details data-fold="{at} open"( data-fixed)?', shown.html.value)
    assert fold is not None
    assert fold[1] is None


def test_a_node_marks_its_lines_in_its_own_policy(denied: Evaluation, policy: Policy) -> None:
    shown = view(denied)
    statement = shown.places[place(shown, "statement `MakeRolesWithBoundary`")]
    marks = shown.marks_for(statement, policy)
    lines = policy.text.splitlines()
    assert [(mark.line, mark.kind) for mark in marks] == [
        (4, "no"), (7, "yes"), (12, "yes"), (15, "no"),
    ]  # fmt: skip
    assert "iam:PermissionsBoundary" in lines[marks[-1].line - 1]
    assert shown.marks_for(statement, replace(policy, name="another")) == []
    assert shown.marks_for(denied.trace, policy) == marks


def test_a_line_lights_its_node_and_opens_what_it_is_folded_in(
    allowed: Evaluation, scene: Scene
) -> None:
    control = next(p for name, p in scene.places.items() if "TwoRegionsOnly" in name).policy
    shown = view(allowed)
    line = next(n for n, t in enumerate(control.text.splitlines(), 1) if "RequestedRegion" in t)
    (node,) = shown.at_line(control, line)
    assert isinstance(node, Match)
    assert node.label == "StringNotEquals aws:RequestedRegion"
    (at,) = shown.lit
    state = folds(shown.html.value)
    assert all(state[at.rsplit(".", up)[0]] for up in range(1, at.count(".") + 1))
    assert "data-in-view" not in shown.html.value


def test_a_line_between_elements_is_about_what_begins_before_it(
    denied: Evaluation, policy: Policy
) -> None:
    shown = view(denied)
    assert [n.label for n in shown.at_line(policy, 9)] == ["Action"]
    assert shown.at_line(policy, 1) == ()
    assert TraceView().at_line(policy, 9) == ()


def test_what_changed_is_marked_in_words(denied: Evaluation, allowed: Evaluation) -> None:
    html = view(allowed, before=denied).html.value
    assert "Changed since the last fire:" in html
    assert "StringEquals iam:PermissionsBoundary: does not match → matches</li>" in html
    assert html.count("was: implicit deny") == 6
    assert html.count("was: does not match") == 2
    assert "Nothing changed since the last fire." in view(denied, before=denied).html.value
    assert "since the last fire" not in view(denied).html.value


def test_a_layer_that_no_longer_blocks_starts_folded(
    denied: Evaluation, allowed: Evaluation
) -> None:
    """A fold is remembered by its name, and the name says how it starts."""
    before, after = view(denied), view(allowed)
    at = place(before, "statement `MakeRolesWithBoundary`")
    assert f'data-fold="{at} open"' in before.html.value
    control = place(after, "service control policies")
    assert f'data-fold="{control} shut"' in after.html.value


def test_what_cannot_be_read_is_said_and_the_last_verdict_stays_greyed(
    denied: Evaluation,
) -> None:
    shown = view(denied)
    shown.grey("`P` cannot be read\n  line 3, column 5: a comma is missing")
    html = shown.html.value
    assert '<div class="simlib-problems" role="alert">' in html
    assert "line 3, column 5" in html
    assert html.index("simlib-stale") < html.index("✗ Implicit deny")
    assert repr(shown).endswith("a comma is missing")
    shown.show(denied)
    assert "simlib-stale" not in shown.html.value
    empty = TraceView()
    empty.grey("line 1: nothing there")
    assert "simlib-stale" not in empty.html.value


def test_the_policy_is_there_line_by_line_and_its_notes_point_at_nodes(
    denied: Evaluation,
) -> None:
    shown = view(denied)
    html = shown.html.value
    assert html.count(", line by line") == 4
    at = place(shown, "StringEquals iam:PermissionsBoundary")
    assert f'data-point="note:{at}"' in html
    shown.point(f"note:{at}")
    assert shown.lit == {at}


def test_it_reads_as_text_and_is_the_same_each_time(denied: Evaluation) -> None:
    first, second = view(denied), view(denied)
    assert first.html.value == second.html.value
    bundle = first._repr_mimebundle_()
    assert bundle["text/plain"] == f"TraceView: {denied.why()}"
