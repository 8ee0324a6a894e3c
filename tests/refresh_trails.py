"""Makes the trails under `data/trails` anew, each from calls in a scenario.

python -m tests.refresh_trails
"""

from collections.abc import Callable
from typing import Any

from simlib import load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.shipped import shipped_path

__all__ = ["TRAILS"]

IMAGING, INBOX = "imaging-111122223333", "inbox-777788889999"
Patient = dict[str, Any]


def night_at_the_wards() -> Cloud:
    """One night in the scenario `guardrails`: care, a vendor at the door, and a session to find."""
    cloud = load_scenario("guardrails")
    [store] = cloud.state.data_stores
    patient = {
        "DatastoreId": store.rpartition("/")[2],
        "ResourceType": "Patient",
        "ResourceId": "patient-0017",
    }
    cloud.advance(hours=11)
    evening(cloud, patient)
    at_the_door(cloud, patient)
    before_midnight(cloud, patient)
    after_midnight(cloud, patient)
    return cloud


def evening(cloud: Cloud, patient: Patient) -> None:
    """Alice admits a patient, and uploads pictures."""
    alice = cloud.as_("Alice")
    ward = alice.assume("CareRole", "ward-3")
    ward.call("healthlake:UpdateResource", **patient, Resource={"gender": "female"})
    cloud.advance(minutes=10)
    for number in ("0017", "0018"):
        alice.call("s3:PutObject", Bucket=IMAGING, Key=f"ct/{number}.dcm")
    cloud.advance(minutes=15)
    ward.call("healthlake:ReadResource", **patient)
    search(ward, patient)
    [endpoint] = cloud.state.endpoints
    alice.through(endpoint).attempt("s3:PutObject", Bucket=INBOX, Key="ct/0017.dcm")


def search(caller: Caller, patient: Patient) -> None:
    rest = {key: value for key, value in patient.items() if key != "ResourceId"}
    caller.attempt("healthlake:SearchWithGet", **rest)


def at_the_door(cloud: Cloud, patient: Patient) -> None:
    """Those whom nothing lets in."""
    cloud.advance(minutes=20)
    bob = cloud.as_("Bob")
    bob.attempt("s3:ListBuckets")
    bob.attempt("healthlake:ReadResource", **patient)
    cloud.advance(minutes=20)
    vendor = cloud.as_("SupportRole", session_name="remote-help").at("192.0.2.44")
    role = "arn:aws:iam::111122223333:role/VendorRole"
    vendor.attempt("sts:AssumeRole", RoleArn=role, RoleSessionName="remote-help")
    vendor.attempt("s3:GetObject", Bucket=IMAGING, Key="ct/0017.dcm")


def before_midnight(cloud: Cloud, patient: Patient) -> None:
    """Another session of the care role, from elsewhere, changes the patient."""
    cloud.advance(minutes=100)
    ward = cloud.as_("Alice").at("198.51.100.7").assume("CareRole", "ward-5")
    cloud.advance(minutes=5)
    ward.call("healthlake:ReadResource", **patient)
    ward.call("healthlake:UpdateResource", **patient, Resource={"gender": "unknown"})


def after_midnight(cloud: Cloud, patient: Patient) -> None:
    """The administrator on call works as the night shift, and somebody as root."""
    cloud.advance(minutes=30)
    rosa = cloud.as_("AdministratorRole", session_name="rosa")
    night = rosa.assume("arn:aws:iam::111122223333:role/team/NightShiftRole", "night")
    search(night, patient)
    night.attempt("iam:CreateUser", UserName="locum")
    rosa.in_region("eu-west-1").attempt("healthlake:ListFHIRDatastores")
    cloud.advance(minutes=25)
    root = cloud.as_("root", account="111122223333")
    root.call("iam:ListUsers")
    root.attempt("healthlake:DeleteFHIRDatastore", DatastoreId=patient["DatastoreId"])


TRAILS: dict[str, Callable[[], Cloud]] = {"night-at-the-wards": night_at_the_wards}


def main() -> None:
    """Writes each under its name."""
    for name, made in TRAILS.items():
        print(made().trail.save(shipped_path("trails") / f"{name}.json").name)


if __name__ == "__main__":
    main()
