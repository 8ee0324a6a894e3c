"""Clouds to work in: an empty one, the scenarios under `data/scenarios`, a real account.

A scenario is a folder: AWS CloudFormation templates, one for each account, the organization, and
the calls that were made afterwards.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .language.errors import UnknownNameError, did_you_mean
from .shipped import shipped_path

if TYPE_CHECKING:
    from .cloud.account_export import Imported
    from .cloud.cloud import Cloud

# Services take long to import, so they are imported where a cloud is made.

__all__ = ["load_account", "load_scenario", "new_cloud", "scenario_story", "shipped_scenarios"]


def new_cloud(**settings: Any) -> "Cloud":
    """A cloud with no accounts; settings such as `seed` and `grant_delay` are those of `Cloud`."""
    from .cloud.cloud import Cloud
    from .services import SERVICES

    return Cloud(SERVICES, **settings)


def shipped_scenarios() -> tuple[str, ...]:
    """The names to give `load_scenario`, sorted."""
    folders = shipped_path("scenarios").glob("*/organization.yaml")
    return tuple(sorted(each.parent.name for each in folders))


def load_scenario(name: str | Path, *, region: str = "us-east-1", **settings: Any) -> "Cloud":
    """A cloud as a scenario tells it: a shipped one by name, or a folder of your own.

    Raises UnknownNameError, and ScenarioError with every problem that its files have.
    """
    from .services import SERVICES
    from .services.scenario_files import load

    return load(_folder(name), SERVICES, region, **settings)


def scenario_story(name: str | Path) -> str:
    """The scenario's README: who is in it, and what to try. Raises UnknownNameError."""
    return (_folder(name) / "README.md").read_text(encoding="utf-8")


def load_account(path: str | Path, *, into: "Cloud | None" = None, **settings: Any) -> "Imported":
    """A real account from the AWS CLI's output: a file, or a folder with resource policies too.

    `into` adds it to a cloud that is there. Raises AccountExportError; what cannot be read of the
    account is named in the answer. How to make the files stands in `data/examples/account`.
    """
    from .cloud.account_export import load_account as load

    return load(Path(path), into if into is not None else new_cloud(**settings))


def _folder(name: str | Path) -> Path:
    if isinstance(name, Path) or name in shipped_scenarios():
        return name if isinstance(name, Path) else shipped_path(f"scenarios/{name}")
    hint = did_you_mean(name, shipped_scenarios())
    known = hint or f"there are {', '.join(shipped_scenarios())}; a folder is given as a Path"
    raise UnknownNameError(f"no scenario `{name}`; {known}")
