"""The same function on two workers of a Dask cluster counts what it counts here."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from simlib.analysis.replaying import Replay, Replaying, merge_counted
from tests.benchmarks.replay import clouds, table

pytest.importorskip("distributed", reason="pip install iam-training-kit[distributed]")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.mark.filterwarnings("ignore")
def test_two_workers_count_as_one_process_does(client: Any) -> None:
    import dask.dataframe

    whole = table(4_000)
    replaying = Replaying(*clouds())
    parts = dask.dataframe.from_pandas(whole, npartitions=8)
    counted = parts.map_partitions(replaying, meta=replaying.meta)
    there = merge_counted([counted.compute()])
    here = merge_counted([replaying(whole)])
    told = ["principal", "call", "action", "before", "after", "recorded", "problem", "calls"]
    assert there[told].to_dict("records") == here[told].to_dict("records")
    assert there["calls"].sum() == 4_000
    assert len(client.scheduler_info()["workers"]) == 2


@pytest.mark.filterwarnings("ignore")
def test_a_row_counted_elsewhere_opens_its_trace_here(client: Any) -> None:
    import dask.dataframe

    replaying = Replaying(*clouds())
    parts = dask.dataframe.from_pandas(table(400), npartitions=2)
    counted = parts.map_partitions(replaying, meta=replaying.meta).compute()
    found = Replay(merge_counted([counted]), replaying)
    assert found.evaluation(0).decision == "explicitDeny"
    assert json.loads(counted["example"].iloc[0])["eventName"]
