"""The drawing as SVG in which nodes and edges can be pointed at, and which follows light and dark.

Each carries `data-point`: `node:3` and `edge:7` are places in the graph. Its name is a sentence.
"""

from collections.abc import Iterator
from copy import deepcopy
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .drawing import account_label, dot
from .permissions import PermissionGraph
from .rendering import svg_of

__all__ = ["svg"]

SPACE = "http://www.w3.org/2000/svg"
STYLE = """
.simlib-graph{--ink:#1a1a1a;--soft:#595959;--fill:#f4f6f8;--yes:#00588f;--may:#00654a;--no:#a33c00}
body[data-jp-theme-light="false"] .simlib-graph{--ink:#eee;--soft:#b3b3b3;--fill:#2b3036;
--yes:#6cc0f5;--may:#5fd6ae;--no:#ff9d66}
@media (prefers-color-scheme:dark){
:root:not(:has(body[data-jp-theme-light])) .simlib-graph{--ink:#eee;--soft:#b3b3b3;--fill:#2b3036;
--yes:#6cc0f5;--may:#5fd6ae;--no:#ff9d66}}
.simlib-graph text{fill:var(--ink)}
.simlib-graph .cluster text{fill:var(--soft)}
.simlib-graph .cluster polygon{stroke:var(--soft)}
.simlib-graph .node :is(path,polygon,ellipse){fill:var(--fill);stroke:var(--soft)}
.simlib-graph .node :is(polyline,path.open){stroke:var(--soft)}
.simlib-graph .edge{color:var(--soft)}
.simlib-graph .edge.allowed{color:var(--yes)}
.simlib-graph .edge.conditional{color:var(--may)}
.simlib-graph .edge.denied{color:var(--no)}
.simlib-graph .edge :is(path,polyline,polygon){stroke:currentColor}
.simlib-graph .edge polygon:not([fill="none"]){fill:currentColor}
.simlib-graph .edge text{fill:currentColor}
.simlib-graph .edge path.reach{stroke:transparent;stroke-width:12;stroke-dasharray:none}
.simlib-graph [data-point]{cursor:pointer}
.simlib-graph .edge:is(:hover,:focus) path:not(.reach){stroke-width:3}
.simlib-graph .edge:focus{outline:none!important}
.simlib-graph .node:is(:hover,:focus-visible) :is(path,polygon,ellipse){stroke:var(--ink);
stroke-width:2}
"""
ElementTree.register_namespace("", SPACE)


def svg(graph: PermissionGraph) -> str | None:
    """The graph as SVG without an XML prolog; None where nothing can draw it, or nothing is there.

    >>> svg(PermissionGraph()) is None
    True
    """
    drawn = svg_of(dot(graph)) if graph.nodes else None
    if drawn is None:
        return None
    root = ElementTree.fromstring(drawn)
    root.attrib |= {"class": "simlib-graph", "role": "group", "aria-label": "Permission graph"}
    _point(root, graph)
    style = Element(f"{{{SPACE}}}style")
    style.text = STYLE
    root.insert(0, style)
    return ElementTree.tostring(root, encoding="unicode")


def _point(root: Element, graph: PermissionGraph) -> None:
    names = dict(_names(graph))
    for part in root.iter():
        name = names.get(part.attrib.pop("id", ""))
        title = part.find(f"{{{SPACE}}}title")
        if title is not None and name is None:
            part.remove(title)
        elif title is not None and name is not None:
            title.text = name[1]
            part.attrib |= _attributes(*name)
            _reach(part)


def _names(graph: PermissionGraph) -> Iterator[tuple[str, tuple[str, str]]]:
    """The ids of the drawing, with what each points at and how it is called."""
    accounts = dict.fromkeys((node.account, node.account_name) for node in graph.nodes)
    for number, account in enumerate(accounts):
        yield f"c{number}", ("", account_label(*account))
    for number, node in enumerate(graph.nodes):
        yield f"n{number}", (f"node:{number}", node.label)
    for number, edge in enumerate(graph.edges):
        yield f"e{number}", (f"edge:{number}", graph.sentence(edge))


def _attributes(point: str, name: str) -> dict[str, str]:
    """Nodes are reached by Tab; edges are too many, and have their table."""
    if not point:
        return {}
    index = "0" if point.startswith("node") else "-1"
    return {"data-point": point, "role": "button", "tabindex": index, "aria-label": name}


def _reach(part: Element) -> None:
    """A thin line is hard to hit: each gets a broad one that cannot be seen."""
    line = part.find(f"{{{SPACE}}}path")
    if part.get("class", "").startswith("edge") and line is not None:
        broad = deepcopy(line)
        broad.attrib |= {"class": "reach", "stroke": "transparent", "stroke-width": "12"}
        part.append(broad)
