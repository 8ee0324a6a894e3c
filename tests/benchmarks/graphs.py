"""`python -m tests.benchmarks.graphs`: how fast permission graphs are built, filtered and drawn."""

import shutil

from simlib import load_scenario, shipped_scenarios
from simlib.graph import Choice, chosen, legible, paths, permission_graph
from simlib.graph.permissions import PermissionGraph
from simlib.reference import AccessLevel
from tests.benchmarks.timing import best
from tests.clouds import HOSPITAL, add_role, allow, hospital, trust
from tests.graph.graphs import many

SECONDS = 1.5


def milliseconds(run: object) -> float:
    return 1000 * best(run, 1, SECONDS)


def filtered(graph: PermissionGraph) -> None:
    """A choice and its grouping: what a click on a filter costs before it is drawn."""
    legible(chosen(graph, Choice(level=AccessLevel.READ)))


def large(roles: int, buckets: int) -> object:
    """A cloud of roles that each use ten buckets."""
    cloud = hospital()
    for number in range(buckets):
        cloud.as_("root").call("s3:CreateBucket", Bucket=f"records-{number}")
    for number in range(roles):
        used = [f"arn:aws:s3:::records-{(number + step) % buckets}/*" for step in range(10)]
        statements = [allow(["s3:GetObject", "s3:PutObject"], each) for each in used]
        add_role(cloud, f"Role{number}", trust({"AWS": HOSPITAL}), *statements)
    return cloud


def graph_rows() -> list[tuple[str, str, float, float | None]]:
    """Rows of the table of `make bench`: what, its unit, measured, aim."""
    scenarios = [load_scenario(name) for name in shipped_scenarios()]
    dense, wide = many(100, 100, 1_000), many(500, 500, 5_000)
    full = many(500, 500, 250_000)
    cloud = large(100, 100)
    slowest = max(milliseconds(lambda c=each: permission_graph(c)) for each in scenarios)
    rows = [
        ("a scenario's permission graph, the slowest", "ms", slowest, 1_000),
        ("the graph of 100 roles x 100 buckets", "ms",
         milliseconds(lambda: permission_graph(cloud)), None),
        ("filter 200 nodes, 1,000 edges", "ms", milliseconds(lambda: filtered(dense)), 200),
        ("all edges' sentences of them", "ms", milliseconds(lambda: dense.sentences), None),
        ("group 500 x 500 nodes, 5,000 edges", "ms", milliseconds(lambda: legible(wide)), None),
        ("group 500 x 500 nodes, 250,000 edges", "ms", milliseconds(lambda: legible(full)), None),
        ("paths through 1,000 edges", "ms",
         milliseconds(lambda: paths(dense, "role-000", "bucket-000")), 200),
    ]  # fmt: skip
    if shutil.which("dot"):
        rows += [
            ("draw 200 nodes, 1,000 edges", "ms", milliseconds(dense.svg), 1_000),
            ("draw 500 x 500 grouped", "ms", milliseconds(lambda: legible(wide).svg()), 1_000),
        ]
    return rows


def main() -> None:
    """Prints the table."""
    print(f"{'':44}{'measured':>12}{'aim':>10}{'ratio':>8}")
    for what, unit, measured, aim in graph_rows():
        aimed, ratio = (f"{aim:,.0f}", f"{aim / measured:.1f}") if aim else ("", "")
        print(f"{what:44}{measured:12,.1f}{aimed:>10}{ratio:>8}  {unit}")


if __name__ == "__main__":
    main()
