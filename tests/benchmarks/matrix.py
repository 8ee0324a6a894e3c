"""`python -m tests.benchmarks.matrix`: the access matrix of an organization, half, whole, double.

Decisions a second, the most memory in use, and how the time grows with the size. Each size runs in
a Python of its own, so that one's memory is not the other's.
"""

import resource
import subprocess
import sys
import time

from simlib.analysis.access_matrix import access_matrix
from simlib.cloud.askable import arns_there
from simlib.language.terms import Decision
from tests.estate import actions_of_all_kinds, estate

SIZES = ((500, 200, 500), (1000, 200, 1000), (2000, 200, 2000))


def measured(principals: int, actions: int, resources: int) -> str:
    """One line of the table."""
    cloud = estate(principals, resources)
    people = [each.arn for each in (*cloud.state.users.values(), *cloud.state.roles.values())]
    arns = [arn for arn in arns_there(cloud.state) if ":iam:" not in arn]
    started = time.process_time()
    matrix = access_matrix(
        cloud, people[:principals], actions_of_all_kinds(actions), arns[:resources]
    )
    seconds = time.process_time() - started
    cells = len(matrix.principals) * len(matrix.actions) * len(matrix.resources)
    counts = matrix.cells.counts()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    size = f"{len(matrix.principals):,} x {len(matrix.actions)} x {len(matrix.resources):,}"
    return (
        f"{size:22}{cells:15,}{seconds:9.1f}{cells / seconds:16,.0f}{memory:9.2f}"
        f"{counts[Decision.ALLOWED] / cells:10.1%}"
    )


def main() -> None:
    """Prints the table."""
    if len(sys.argv) > 1:
        print(measured(*map(int, sys.argv[1:])))
        return
    print(f"{'size':22}{'cells':>15}{'seconds':>9}{'decisions/s':>16}{'GB':>9}{'allowed':>10}")
    for size in SIZES:
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.matrix", *map(str, size)], check=True
        )


if __name__ == "__main__":
    main()
