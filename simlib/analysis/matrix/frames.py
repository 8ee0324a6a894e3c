"""The cells as DataFrames, by the names of principals, actions and resources."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .cells import WORDS, Cells

if TYPE_CHECKING:
    import pandas

    from .cells import Bools

__all__ = ["allowed_frame", "decisions_frame"]

Names = Sequence[str]


def decisions_frame(cells: Cells, principals: Names, resources: Names) -> "pandas.DataFrame":
    """A row a principal; a column an action, or a resource, or both where both are several."""
    import numpy
    import pandas

    words = numpy.array([*WORDS.values()], object)
    decided = [words[cells.codes(action)] for action in cells.planes]
    rows = numpy.concatenate(decided, axis=1) if decided else None
    index = pandas.Index(principals, name="principal")
    return pandas.DataFrame(rows, index=index, columns=_heads(tuple(cells.planes), resources))


def _heads(actions: Names, resources: Names) -> "pandas.Index[str]":
    import pandas

    if len(resources) == 1:
        return pandas.Index(actions, name="action")
    if len(actions) == 1:
        return pandas.Index(resources, name="resource")
    return pandas.MultiIndex.from_product([actions, resources], names=["action", "resource"])


def allowed_frame(
    cells: Cells, principals: Names, resources: Names, where: "Bools"
) -> "pandas.DataFrame":
    """The allowed cells out of those marked in `where`, a row each."""
    import numpy

    frame = cells.allowed(lambda allowed: allowed & where)
    for name, known in (("principal", principals), ("resource", resources)):
        frame[name] = numpy.array(known, object)[frame[name].to_numpy(int)]
    return frame
