"""Loads a scenario's folder into a cloud: accounts, the organization, the stacks, then the calls.

A stack may take a call's answer as a parameter: it is made after that call, and the call after the
stacks that stand before it.

The folder holds `organization.yaml`, a CloudFormation template for each account or what `Stacks`
names, perhaps `calls.json`, and a README.md. Nothing in it is left unread in silence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError
from pathlib import Path
from typing import Any, NamedTuple

from ...cloud.cloud import Cloud
from ...cloud.operation import Service
from ...language.errors import ScenarioError, did_you_mean
from ..cloudformation import RESOURCE_TYPES
from ..cloudformation.intrinsics import Scope, pseudo_parameters, resolved, text_of
from ..cloudformation.nodes import Kind, Node, Place, Problems, plain, refusal, walk
from ..cloudformation.order import in_order
from ..cloudformation.reading import read_file
from ..cloudformation.stack import Stack, StackPlace, first_scope, make_stack, maker
from ..cloudformation.template import Template, template_of
from .calls_file import CallFile, Known, calls_file, check_values, make_call
from .organization_file import OrganizationFile, StackFile, organization_file
from .organizing import organization_of

__all__ = ["Scenario", "load", "read_scenario"]

ORGANIZATION, CALLS = "organization.yaml", "calls.json"
_STACK_NAME = re.compile("[A-Za-z][-A-Za-z0-9]*")
SUFFIXES = (".yaml", ".yml", ".json", ".template")


class Scenario(NamedTuple):
    """A folder that has been read, with the templates by their files' names."""

    organization: OrganizationFile
    stacks: tuple[StackFile, ...]
    templates: Mapping[str, Template]
    calls: tuple[CallFile, ...] = ()


def load(
    folder: Path, services: Mapping[str, Service], region: str = "us-east-1", **settings: Any
) -> Cloud:
    """A cloud as the scenario's folder describes it. Raises ScenarioError with every problem.

    `settings` are those of `Cloud`, such as `seed` and `grant_delay`.
    """
    scenario = read_scenario(folder)
    cloud = Cloud(services, region=region, **settings)
    for each in scenario.organization.accounts.values():
        cloud.add_account(each.id, each.name, email=each.email)
    organization = organization_of(scenario.organization, cloud.ids)
    cloud.state = replace(cloud.state, organization=organization)
    _make_all(cloud, scenario)
    return cloud


def read_scenario(folder: Path) -> Scenario:
    """Reads all files of a folder. Raises ScenarioError with every problem in them."""
    if not (folder / ORGANIZATION).is_file():
        raise ScenarioError(folder.name, [f"there is no {ORGANIZATION} in the folder"])
    problems = Problems(folder.name)
    document = read_file(folder / ORGANIZATION, problems)
    problems.stop()
    assert document is not None  # INVARIANT: what cannot be read is reported
    organization = organization_file(document, problems)
    files = sorted(each.name for each in folder.iterdir() if each.suffix in SUFFIXES)
    stacks = organization.stacks
    if stacks is None:
        stacks = tuple(_stacks_by_name(organization, files, document.place))
    _check_stacks(stacks, organization, files, problems)
    templates = dict(_templates(folder, stacks, files, problems))
    calls = _calls(folder, {stack.name for stack in stacks}, problems)
    problems.stop()
    return Scenario(organization, stacks, templates, calls)


def _stacks_by_name(
    organization: OrganizationFile, files: list[str], place: Place
) -> Iterator[StackFile]:
    for name in organization.accounts:
        for file in files:
            if Path(file).stem == name:
                yield StackFile(file, name, name, None, Node(Kind.MAP, (), place), place)


def _check_stacks(
    stacks: tuple[StackFile, ...],
    organization: OrganizationFile,
    files: list[str],
    problems: Problems,
) -> None:
    """Each stack has an account and a file, each file a stack; names are given once."""
    seen: set[tuple[str, str | None, str]] = set()
    for stack in stacks:
        if stack.account not in organization.accounts:
            hint = did_you_mean(stack.account, organization.accounts)
            problems.report(stack.place, f"there is no account `{stack.account}`", hint)
        if stack.template not in files:
            hint = did_you_mean(stack.template, files)
            problems.report(stack.place, f"there is no file `{stack.template}`", hint)
        if not _STACK_NAME.fullmatch(stack.name):
            told = f"`{stack.name}` is no name for a stack"
            problems.report(stack.place, told, "use letters, digits and hyphens, a letter first")
        if (stack.account, stack.region, stack.name) in seen:
            problems.report(stack.place, f"the account has a stack named `{stack.name}` already")
        seen.add((stack.account, stack.region, stack.name))
        check_values(stack.parameters, problems)
    used = {ORGANIZATION, CALLS, *(stack.template for stack in stacks)}
    for file in files:
        if file not in used:
            hint = did_you_mean(Path(file).stem, organization.accounts)
            problems.report(Place(file, 1, 1), "no account and no stack uses this file", hint)


def _templates(
    folder: Path, stacks: tuple[StackFile, ...], files: list[str], problems: Problems
) -> Iterator[tuple[str, Template]]:
    for name in dict.fromkeys(stack.template for stack in stacks if stack.template in files):
        document = read_file(folder / name, problems)
        if document is not None:
            yield name, template_of(document, RESOURCE_TYPES, problems)


def _calls(folder: Path, taken: set[str], problems: Problems) -> tuple[CallFile, ...]:
    if not (folder / CALLS).is_file():
        return ()
    document = read_file(folder / CALLS, problems)
    return calls_file(document, problems, taken) if document is not None else ()


def _make_all(cloud: Cloud, scenario: Scenario) -> None:
    """The stacks, each after what it imports, and the calls. Raises ScenarioError."""
    stacks: list[Stack] = []
    answers: dict[str, str] = {}
    accounts = {each.name: each.id for each in scenario.organization.accounts.values()}
    for step in _steps(cloud, scenario):
        named = {**answers, **_everything_named(stacks)}
        if isinstance(step, StackFile):
            stacks.append(_made(cloud, scenario, step, stacks, named=named))
        else:
            answers |= make_call(cloud, step, Known(named, accounts))


def _steps(cloud: Cloud, scenario: Scenario) -> Iterator[StackFile | CallFile]:
    """The order: calls come last, but for those that a stack takes an answer of."""
    waiting = list(scenario.calls)
    for stack in _stack_order(cloud, scenario):
        taken = {name.partition(".")[0] for name in _imported(cloud, scenario, stack)}
        last = max((n for n, call in enumerate(waiting, 1) if call.name in taken), default=0)
        yield from waiting[:last]
        del waiting[:last]
        yield stack
    yield from waiting


def _made(
    cloud: Cloud,
    scenario: Scenario,
    written: StackFile,
    stacks: list[Stack],
    *,
    named: Mapping[str, str],
) -> Stack:
    place = _stack_place(cloud, scenario, written)
    template = scenario.templates[written.template]
    parameters = _parameters(written, place, named)
    scope = first_scope(template, place, parameters, _exports_at(place, stacks))
    return make_stack(template, scope, place, maker(cloud, place, RESOURCE_TYPES))


def _stack_place(cloud: Cloud, scenario: Scenario, written: StackFile) -> StackPlace:
    account = scenario.organization.accounts[written.account].id
    region = written.region or cloud.region
    unique = cloud.ids.uuid(f"stack {account} {region} {written.name}")
    stack_id = f"arn:aws:cloudformation:{region}:{account}:stack/{written.name}/{unique}"
    return StackPlace(account, region, written.name, stack_id)


def _parameters(written: StackFile, place: StackPlace, named: Mapping[str, str]) -> dict[str, Any]:
    """The values given to a stack; here Fn::ImportValue knows all that was made before."""
    found = resolved(written.parameters, Scope(pseudo_parameters(*place), exports=named))
    values: dict[str, Any] = plain(found) if found is not None else {}
    return values


def _exports_at(place: StackPlace, stacks: list[Stack]) -> dict[str, str]:
    """The exports of one account and Region: CloudFormation imports from no other."""
    near = [each for each in stacks if each.place[:2] == place[:2]]
    return {name: value for each in near for name, value in each.exports.items()}


def _everything_named(stacks: list[Stack]) -> dict[str, str]:
    """Every export, and every output as `STACK.OUTPUT`. Of equal names the first stack's counts."""
    named: dict[str, str] = {}
    for stack in reversed(stacks):
        named |= {f"{stack.place.name}.{name}": value for name, value in stack.outputs.items()}
        named |= stack.exports
    return named


def _stack_order(cloud: Cloud, scenario: Scenario) -> list[StackFile]:
    by_name = {str(number): each for number, each in enumerate(scenario.stacks)}
    imports = {key: _imported(cloud, scenario, each) for key, each in by_name.items()}
    exports = {key: _exported(cloud, scenario, each) for key, each in by_name.items()}
    needs = {
        key: [other for other in by_name if other != key and wanted & exports[other]]
        for key, wanted in imports.items()
    }
    try:
        return [by_name[key] for key in in_order(needs)]
    except CycleError as error:
        cycle = [by_name[key].name for key in reversed(error.args[1])]
        told = f"stacks import from each other in a circle: {' → '.join(cycle)}"
        raise refusal(scenario.stacks[0].place, told) from None


def _imported(cloud: Cloud, scenario: Scenario, written: StackFile) -> set[str]:
    template = scenario.templates[written.template]
    nodes = [resource.properties for resource in template.resources.values()]
    nodes += [output.value for output in template.outputs.values()]
    found = [each for node in (*nodes, written.parameters) for each in walk(node)]
    arguments = [each.value for each in found if each.function == "Fn::ImportValue"]
    return set(_names(arguments, _ordering_scope(cloud, scenario, written)))


def _exported(cloud: Cloud, scenario: Scenario, written: StackFile) -> set[str]:
    template = scenario.templates[written.template]
    exports = [each.export for each in template.outputs.values() if each.export is not None]
    named = {f"{written.name}.{name}" for name in template.outputs}
    return named | set(_names(exports, _ordering_scope(cloud, scenario, written)))


def _names(nodes: list[Node], scope: Scope) -> Iterator[str]:
    """The names that are known before anything is made; one that is not orders nothing."""
    for node in nodes:
        try:
            yield text_of(node, scope)
        except ScenarioError:
            continue


def _ordering_scope(cloud: Cloud, scenario: Scenario, written: StackFile) -> Scope:
    template = scenario.templates[written.template]
    account = scenario.organization.accounts[written.account].id
    pseudo = pseudo_parameters(account, written.region or cloud.region, written.name, "")
    defaults = {p.name: p.default for p in template.parameters.values() if p.default is not None}
    given = {
        member.key: str(member.value.value)
        for member in written.parameters.members
        if member.value.kind is Kind.TEXT
    }
    return Scope({**defaults, **given, **pseudo}, template.mappings, template.conditions)
