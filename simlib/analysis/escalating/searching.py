"""The search: every method against all that it could be aimed at, then on through what it reaches.

Whoever administers its account already is asked only for what leads out of it: in there, nothing is
more.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from ...cloud.caller import Caller
from ...cloud.cloud import Cloud
from ...cloud.sessions import Session
from ...cloud.state import State
from .carrying_out import CarriedOut, carried_out
from .escalation import Escalation
from .inquiry import Inquiry, inquiry_about
from .method import Method, Who
from .more import administers, gained
from .question import Question
from .table import ACROSS, ACTIONS, OPENING, SUPPOSED, TAKING_OVER, WIDENING

__all__ = ["escalations"]

LONGEST = 4  # users and roles that are taken over one after the other


def escalations(cloud: Cloud, principals: Sequence[str] | None = None) -> tuple[Escalation, ...]:
    """The ways by which principals reach more than their own policies say, sorted.

    `principals` are what `cloud.as_` takes; left out, all users and roles. They ask as `cloud.as_`
    asks: without MFA, from outside. The cloud stays as it is. Raises UnknownNameError.

    >>> from simlib import new_cloud
    >>> escalations(new_cloud())
    ()
    """
    search = _Search(inquiry_about(cloud, ACTIONS))
    everybody = _identities(cloud.state) if principals is None else principals
    found = [each for who in everybody for each in search.all_of(search.inquiry.caller(who))]
    return tuple(sorted(found, key=_order))


def _identities(state: State) -> list[str]:
    return [*(user.arn for user in state.users.values()), *(r.arn for r in state.roles.values())]


def _order(each: Escalation) -> tuple[object, ...]:
    return each.principal, len(each.through), each.through, each.method, each.reaches, each.steps


class _Gain(NamedTuple):
    """A method that works and gives more: by whom, and by whom taken over before."""

    done: CarriedOut
    question: Question
    path: tuple[CarriedOut, ...] = ()

    @property
    def reaches(self) -> tuple[bool, str]:
        """What it reaches; a user's credentials are not its policies widened."""
        return self.done.method in WIDENING, self.done.aim.reaches


class _Direct(NamedTuple):
    """What somebody can do at once: whom it takes over, and what it gains."""

    taken: dict[str, CarriedOut]
    gains: tuple[_Gain, ...]
    had: tuple[Caller, ...]  # itself, and itself with policies as wide as it can make them


@dataclass(frozen=True)
class _Search:
    inquiry: Inquiry
    _known: dict[Session, _Direct] = field(default_factory=dict)
    _gained_of: dict[tuple[tuple[Caller, ...], Caller], Question | None] = field(
        default_factory=dict
    )

    def all_of(self, caller: Caller) -> Iterator[Escalation]:
        """What somebody gains at once, then through users and roles that it takes over."""
        direct = self._direct(caller)
        for gain in (*direct.gains, *self._further(caller, direct)):
            yield self._escalation(caller, gain)

    def _direct(self, caller: Caller) -> _Direct:
        if caller.session not in self._known:
            admin = administers(self.inquiry, caller)
            look = self._across if admin else self._within
            self._known[caller.session] = look(caller)
        return self._known[caller.session]

    def _across(self, caller: Caller) -> _Direct:
        """Of an administrator, what other accounts let it reach."""
        done = list(self._working(Who(caller, caller), ACROSS))
        taken = {each.aim.reaches: each for each in done if each.method in TAKING_OVER}
        return _Direct(taken, tuple(self._gains((caller,), done)), (caller,))

    def _within(self, caller: Caller) -> _Direct:
        own = Who(caller, caller)
        taking = list(self._working(own, TAKING_OVER))
        aside = self._working(own, (*SUPPOSED, *OPENING))
        gains = list(self._gains((caller,), [*taking, *aside]))
        taken = {each.aim.reaches: each for each in reversed(taking)}
        wider = list(self._gains((caller,), self._working(own, WIDENING)))
        widest = self._widest(wider)
        had = (caller, *widest)
        enough = any(administers(self.inquiry, each) for each in widest)
        whose = () if enough else taken.values()
        others = [gain for each in whose for gain in self._widened(caller, had, each)]
        return _Direct(taken, (*gains, *wider, *others), had)

    def _widest(self, wider: Sequence[_Gain]) -> tuple[Caller, ...]:
        """Itself with the widest policies that it can give itself."""
        actors = [gain.done.actor for gain in wider if gain.done.actor is not None]
        all_there = (each for each in actors if administers(self.inquiry, each))
        return tuple(islice(chain(all_there, actors), 1))

    def _widened(
        self, caller: Caller, had: tuple[Caller, ...], taken: CarriedOut
    ) -> Iterator[_Gain]:
        """Policies of one that is taken over are widened first."""
        whom = self._there(taken)
        if whom is None:
            return
        done = self._working(Who(caller, whom), WIDENING)
        for gain in self._gains((*had, whom), done):
            yield gain._replace(path=(taken,))

    def _working(self, who: Who, methods: Iterable[Method]) -> Iterator[CarriedOut]:
        """The methods that work; whether their actions are spoken of is asked first."""
        for method in methods:
            if all(self.inquiry.could(who.caller, action) for action in method.actions):
                aims = method.aims(self.inquiry, who)
                tried = (carried_out(self.inquiry, who, method, aim) for aim in aims)
                yield from (each for each in tried if each is not None)

    def _gains(self, had: tuple[Caller, ...], done: Iterable[CarriedOut]) -> Iterator[_Gain]:
        """Those that give more, each method once for what it reaches."""
        told: set[tuple[str, str]] = set()
        for each in done:
            what = each.method.name, each.aim.reaches
            question = None if what in told else self._gained(had, each)
            if question is not None:
                told.add(what)
                yield _Gain(each, question)

    def _gained(self, had: tuple[Caller, ...], done: CarriedOut) -> Question | None:
        """What is gained; by whichever method one has a role's session, it may the same."""
        probes, actor = done.aim.probes, done.actor
        if actor is None:
            return gained(self.inquiry, had, None, probes(self.inquiry, had[0]))
        if (had, actor) not in self._gained_of:
            found = gained(self.inquiry, had, actor, probes(self.inquiry, actor))
            self._gained_of[had, actor] = found
        return self._gained_of[had, actor]

    def _further(self, caller: Caller, direct: _Direct) -> Iterator[_Gain]:
        """What those gain whom it takes over, nearest first."""
        told = {gain.reaches for gain in direct.gains}
        for path in self._paths(caller, direct):
            last = self._there(path[-1])
            for gain in self._direct(last).gains if last is not None else ():
                new = gain.reaches not in told and gain.done.aim.reaches != _name(caller)
                if new and not self._had(direct, gain):
                    told.add(gain.reaches)
                    yield gain._replace(path=(*path, *gain.path))

    def _had(self, direct: _Direct, gain: _Gain) -> bool:
        had, actor = direct.had, gain.done.actor
        return gained(self.inquiry, had, actor, [gain.question]) is None

    def _paths(self, caller: Caller, direct: _Direct) -> Iterator[tuple[CarriedOut, ...]]:
        """Whom it takes over, and whom these take over, the shortest way to each."""
        met = {_name(caller)}
        waiting: deque[tuple[CarriedOut, ...]] = deque((each,) for each in direct.taken.values())
        while waiting:
            path = waiting.popleft()
            last, reached = self._there(path[-1]), path[-1].aim.reaches
            if last is None or reached in met:
                continue
            met.add(reached)
            yield path
            if len(path) < LONGEST:
                taken = self._direct(last).taken.values()
                waiting.extend((*path, each) for each in taken)

    def _there(self, taken: CarriedOut) -> Caller | None:
        """Who is taken over, as the cloud is; None for one that is only made on the way."""
        there = taken.actor is not None and self.inquiry.identity(taken.actor) is not None
        return self.inquiry.caller(taken.aim.reaches) if there else None

    def _escalation(self, caller: Caller, gain: _Gain) -> Escalation:
        done, path = gain.done, gain.path
        actor, order = done.actor, _in_order(gain)
        return Escalation(
            _name(caller),
            tuple(each.aim.reaches for each in path),
            done.method.name,
            done.aim.reaches,
            gain.question,
            actor is not None and administers(self.inquiry, actor),
            tuple(step for each in order for step in each.steps),
            tuple(asked for each in order for asked in each.asked),
            done.method.why,
            done.method.close,
            " ".join(dict.fromkeys(each.method.unknown for each in order if each.method.unknown)),
        )


def _in_order(gain: _Gain) -> tuple[CarriedOut, ...]:
    """Policies of another are widened before it is taken over, by the one before it."""
    path = gain.path
    widens_another = bool(path) and gain.done.by == path[-1].by
    return (*path[:-1], gain.done, path[-1]) if widens_another else (*path, gain.done)


def _name(caller: Caller) -> str:
    return caller.session.identity or caller.name
