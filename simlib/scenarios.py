"""Clouds to work in: an empty one, the scenarios under `data/scenarios`, a real account.

A scenario is a folder: AWS CloudFormation templates, one for each account, the organization, and
the calls that were made afterwards.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .language.errors import UnknownNameError, as_text, did_you_mean
from .shipped import shipped_path

if TYPE_CHECKING:
    import pandas

    from .cloud.account_export import Imported
    from .cloud.cloud import Cloud

# Services take long to import, so they are imported where a cloud is made.

__all__ = [
    "Story",
    "load_account",
    "load_scenario",
    "load_trail",
    "new_cloud",
    "scenario_story",
    "shipped_scenarios",
]


def new_cloud(**settings: Any) -> "Cloud":
    """A cloud with no accounts; settings such as `seed` and `grant_delay` are those of `Cloud`."""
    from .cloud.cloud import Cloud
    from .services import SERVICES

    return Cloud(SERVICES, **settings)


def shipped_scenarios() -> tuple[str, ...]:
    """The names to give `load_scenario`, sorted."""
    folders = shipped_path("scenarios").glob("*/organization.yaml")
    return tuple(sorted(each.parent.name for each in folders))


def load_trail(path: str | Path) -> "pandas.DataFrame":
    """A CloudTrail log file, as `cloud.trail.save` or AWS writes it. Raises TrailError."""
    from .cloud.trail import read_trail

    return read_trail(path)


def load_scenario(name: str | Path, *, region: str = "us-east-1", **settings: Any) -> "Cloud":
    """A cloud as a scenario tells it: a shipped one by name, or a folder of your own.

    Raises UnknownNameError, and ScenarioError with every problem that its files have.
    """
    from .services import SERVICES
    from .services.scenario_files import load

    return load(_folder(name), SERVICES, region, **settings)


class Story(str):
    """A scenario's README. In a notebook it shows itself as it is meant to look."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def scenario_story(name: str | Path) -> Story:
    """The scenario's README: who is in it, and what to try. Raises UnknownNameError."""
    readme = _folder(name) / "README.md"
    if not readme.is_file():
        raise UnknownNameError(f"the scenario `{readme.parent.name}` has no README.md")
    return Story(readme.read_text(encoding="utf-8"))


def load_account(path: str | Path, *, into: "Cloud | None" = None, **settings: Any) -> "Imported":
    """A real account from the AWS CLI's output: a file, or a folder with resource policies too.

    `into` adds it to a cloud that is there. Raises AccountExportError; what cannot be read of the
    account is named in the answer. How to make the files stands in `data/examples/account`.
    """
    from .cloud.account_export import load_account as load

    given = path if isinstance(path, Path) else Path(as_text(path, "the path"))
    return load(given, into if into is not None else new_cloud(**settings))


def _folder(name: str | Path) -> Path:
    """The folder of a shipped scenario's name, or a folder that is there."""
    wanted = str(name)
    if not isinstance(name, Path) and wanted in shipped_scenarios():
        return shipped_path(f"scenarios/{wanted}")
    if wanted and Path(wanted).is_dir():
        return Path(wanted).resolve()
    hint = did_you_mean(wanted, shipped_scenarios()) or "there is no such folder either"
    raise UnknownNameError(f"no scenario `{wanted}`; {hint}; shipped: {_listed()}")


def _listed() -> str:
    return ", ".join(shipped_scenarios())
