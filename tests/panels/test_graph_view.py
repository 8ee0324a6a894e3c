"""The permission graph as a panel, driven as a learner drives it, without a browser."""

import re
from html.parser import HTMLParser

import pytest

from simlib import load_scenario, new_cloud
from simlib.graph import rendering
from simlib.graph.terms import Permitted, Relation
from simlib.panels.clicked_html import edge_html, group_html
from simlib.panels.graph_html import MOST_ROWS, drawing_html, table_html
from simlib.panels.graph_view import GraphView
from simlib.panels.scene import Asked, Scene
from tests.clouds import add_role, add_user, allow, hospital, trust
from tests.graph.graphs import many
from tests.graph.test_drawing import HOSTILE, hostile

LABEL = "identity-based policy · policy/BrowseStorage"


def view(name: str = "clinical-collaboration") -> GraphView:
    return GraphView(load_scenario(name))


def alice(shown: GraphView) -> str:
    return next(node.id for node in shown.graph.nodes if node.name == "Alice")


def number(shown: GraphView, sentence: str) -> int:
    """The place of the edge whose sentence starts so."""
    edges = enumerate(shown.shown.edges)
    return next(n for n, edge in edges if shown.shown.sentence(edge).startswith(sentence))


def test_it_opens_with_the_whole_graph() -> None:
    shown = view()
    assert repr(shown).startswith("GraphView: 8 of 8 nodes, 13 of 13 edges\n")
    assert 'data-point="node:0"' in shown.drawing.value or "install Graphviz" in shown.drawing.value
    assert shown.table.value.count("<tr") == 14


def test_a_filter_draws_what_is_left() -> None:
    shown = view("troubleshooting")
    shown.controls.permitted.value = Permitted.CONDITIONAL
    asked = [edge for edge in shown.shown.edges if edge.permitted]
    assert {edge.permitted for edge in asked} == {Permitted.CONDITIONAL}
    shown.controls.clear_button.click()
    assert shown.shown == shown.graph


def test_nothing_left_says_so() -> None:
    shown = view()
    shown.controls.action.value = "s3:DeleteBucket"
    assert "Nothing fits this choice" in shown.drawing.value


def test_a_clicked_edge_shows_its_sentence_and_its_trace() -> None:
    asked: list[Asked] = []
    shown = GraphView(load_scenario("clinical-collaboration"), on_edge=asked.append)
    shown.point(f"edge:{number(shown, 'user Carol')}")
    assert "user Carol (research) is allowed Write on" in shown.details.value
    assert "✓ Allowed" in shown.details.value
    assert asked[0].action == "s3:PutObject"
    assert 'aria-current="true"' in shown.table.value


def test_a_denied_edge_opens_the_trace_of_its_deny() -> None:
    shown = view("guardrails")
    shown.point(f"edge:{number(shown, 'role NightShiftRole (hospital) is denied')}")
    assert "✗ Explicit deny" in shown.details.value


def test_each_question_behind_an_edge_can_be_asked() -> None:
    shown = view("connect-health")
    place = next(n for n, edge in enumerate(shown.shown.edges) if len(edge.accesses) > 1)
    shown.point(f"edge:{place}")
    shown.point("ask:1")
    assert re.search('data-point="ask:1" aria-pressed="true"', shown.details.value)


def test_a_clicked_node_is_looked_at_with_its_neighbours() -> None:
    shown = view()
    place = [node.name for node in shown.shown.nodes].index("Carol")
    shown.point(f"node:{place}")
    assert {node.name for node in shown.shown.nodes} == {"Carol", "carol-access-point"}
    shown.controls.distance.value = 2
    assert len(shown.shown.nodes) > 2


def test_a_way_is_found_and_told_in_words() -> None:
    shown = view("cross-account-partner")
    names = {node.name: node.id for node in shown.graph.nodes}
    with shown.controls.together():
        shown.controls.start.value = names["AnalystRole"]
        shown.controls.goal.value = names["study-111122223333"]
    assert "2 ways from role AnalystRole (research)" in shown.details.value
    assert [len(way) for way in shown.ways] == [1, 2]
    assert {node.name for node in shown.shown.nodes} == {
        "AnalystRole", "StudyCuratorRole", "study-111122223333",
    }  # fmt: skip


def test_no_way_is_said() -> None:
    shown = view()
    names = {node.name: node.id for node in shown.graph.nodes}
    with shown.controls.together():
        shown.controls.start.value = names["Carol"]
        shown.controls.goal.value = names["alice-access-point"]
    assert "There is no way from user Carol (research)" in shown.details.value
    assert "Nothing fits" not in shown.drawing.value


def test_many_alike_are_one_node_that_can_be_opened() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    for each in range(50):
        add_role(cloud, f"Role{each}", trust({"AWS": "111122223333"}), allow("s3:GetObject"))
    shown = GraphView(cloud)
    assert [node.label for node in shown.shown.nodes] == [
        "50 roles (hospital)", "bucket records (hospital)",
    ]  # fmt: skip
    shown.point("node:0")
    assert "50 roles (hospital): click one" in shown.details.value
    shown.point("member:7")
    assert {node.name for node in shown.shown.nodes} == {shown.graph.nodes[7].name, "records"}


def test_a_draft_changes_the_graph() -> None:
    cloud = load_scenario("clinical-collaboration")
    scene = Scene(cloud)
    shown = GraphView(scene)
    shown.controls.principal.value = alice(shown)
    shown.show(scene.with_draft(LABEL, scene.text(LABEL).replace("Allow", "Deny")))
    assert shown.controls.principal.value == alice(shown)
    assert "s3:ListBucket" not in {a for edge in shown.shown.edges for a in edge.actions}


def test_a_draft_that_cannot_be_read_is_said_and_the_last_graph_stays() -> None:
    scene = Scene(load_scenario("clinical-collaboration"))
    shown = GraphView(scene)
    drawn = shown.drawing.value
    shown.show(scene.with_draft(LABEL, "{"))
    assert 'role="alert"' in shown.details.value
    assert shown.drawing.value == drawn
    assert shown.problems in repr(shown)


def test_a_question_that_cannot_be_asked_is_said() -> None:
    shown = view()
    shown.scene = Scene(new_cloud())
    shown.point(f"edge:{number(shown, 'user Carol')}")
    assert 'role="alert"' in shown.details.value


@pytest.mark.parametrize("at", ["edge:999", "node:999", "ask:1", "member:0", "edge:x", "", "??"])
def test_a_click_on_what_is_gone_does_nothing(at: str) -> None:
    shown = view()
    before = repr(shown)
    shown.point(at)
    assert repr(shown) == before


def test_without_a_drawing_the_table_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    monkeypatch.setattr(rendering, "_by_wasm", lambda source: None)
    shown = view()
    assert "install Graphviz" in shown.drawing.value
    assert "13 edges" in shown.table.value


def test_every_control_has_a_name_and_the_panel_reads_as_text() -> None:
    shown = view()
    controls = [control for row in shown.controls.view.children for control in row.children]
    assert len(controls) == 12
    assert all(control.description for control in controls)
    assert shown._repr_mimebundle_()["text/plain"] == repr(shown)


def test_a_long_table_ends_with_how_many_there_are_more() -> None:
    html = table_html(many(100, 100, 1_000))
    assert html.count("<tr") == MOST_ROWS + 1
    assert "800 more edges" in html


class Tags(HTMLParser):
    """The elements and attributes that a browser would make."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag} | {name for name, _ in attrs if name.startswith("on")}


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_text(name: str) -> None:
    graph = hostile(name)
    (edge,) = graph.edges
    group = graph.nodes[0]._replace(members=(name, name), name="2 users")
    html = table_html(graph) + edge_html(graph, edge, 0, "") + group_html(group)
    html += drawing_html(graph, None)
    assert not Tags(html).found & {"script", "b", "img", "onerror"}
    assert "\x00" not in html
    assert "\u202e" not in html


def test_hostile_names_and_tags_of_a_cloud_are_drawn_as_text() -> None:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    tags = {"ward": "<script>ran = 1</script>\u202e\x00"}
    guarded = {"Condition": {"StringEquals": {"aws:RequestTag/<b>": "${aws:PrincipalTag/ward}"}}}
    add_user(cloud, "<script>", allow("s3:GetObject"), allow("s3:PutObject", **guarded), tags=tags)
    shown = GraphView(cloud)
    (first, second) = shown.shown.edges
    assert {first.relation, second.relation} == {Relation.ACCESS}
    shown.point("edge:1")
    html = shown.drawing.value + shown.details.value + shown.table.value
    assert not Tags(html).found & {"script", "b"}
