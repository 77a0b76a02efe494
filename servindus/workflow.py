"""The kernel of acts: lock, check the status, journal, change, save, in one go.

An act is declared once, with `@transition` for a change of status or `@act` for a
step that keeps it, and called like a function:
`approve_introduction(introduction, by=actor, checklist={...})`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db import DatabaseError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.actors import Actor, Channel
from servindus.models import JournalEntry, User

M = TypeVar("M", bound=models.Model)

# Deadlock, lock time-out, statement time-out, serialisation failure (PostgreSQL,
# appendix A): the same act may well pass in a moment.
BUSY_CODES = frozenset({"40P01", "55P03", "57014", "40001"})


class ActRefused(Exception):
    """An act that cannot be done now; the message tells the person why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class TransitionNotAllowed(ActRefused):
    """The file has moved, so that this act no longer starts from its status."""


class Busy(Exception):
    """Somebody else holds the file; answered 503 with what was typed."""


@dataclass(frozen=True)
class Step:
    """What a body needs to know of the act that runs it."""

    by: Actor
    now: datetime
    channel: Channel
    entry: JournalEntry

    @property
    def user(self) -> User:
        """The person who acts; TypeError for a link and for the platform."""
        if not isinstance(self.by, User):
            raise TypeError(f"{self.by} has no account")
        return self.by

    def begin(self, made: Any) -> None:
        """Begin the own story of a row that the act has made."""
        write_journal(
            self.entry.verb,
            made,
            by=self.by,
            now=self.now,
            channel=self.channel,
            target=getattr(made, "status", ""),
        )


Guard = Callable[[Any, datetime], str | Promise | None]


@dataclass(frozen=True)
class Act(Generic[M]):
    """One act: from which statuses it starts, where it leads, what it does."""

    # A template that reads an act's label must not do the act.
    do_not_call_in_templates: ClassVar[bool] = True
    model: type[M]
    body: Callable[..., Any]
    sources: tuple[str, ...]
    # None of them keeps the status; of several, the input `to` names the one.
    targets: tuple[str, ...]
    label: str | Promise
    icon: str = ""
    closes: bool = False
    lock_first: tuple[str, ...] = ()
    # Takes the locks that stand before those of the parents, for acts that touch
    # rows which other acts lock first.
    lock_before: Callable[[Any], None] | None = None
    records: tuple[str, ...] = ()
    # Nothing of the row changes, not even when: for what only its journal tells.
    keeps_row: bool = False
    guard: Guard | None = None
    # What the platform does at once after the act, in the same transaction.
    after: Callable[[Any, Step], None] | None = None

    @property
    def name(self) -> str:
        """The act's one word, `approve_introduction`."""
        return self.body.__name__

    @property
    def permission(self) -> str:
        """The permission's full name, `matchmaking.approve_introduction`."""
        return f"{self.model._meta.app_label}.{self.name}"

    @property
    def url_name(self) -> str:
        """The address's name, `matchmaking:approve_introduction`."""
        return f"{self.model._meta.app_label}:{self.name}"

    def why_not(self, obj: M, now: datetime) -> str | Promise | None:
        """Give the reason why the act cannot start, or None."""
        if status_of(obj) not in self.sources:
            return _("This file has moved in the meantime.")
        return self.guard(obj, now) if self.guard else None

    def __call__(
        self,
        obj: M,
        *,
        by: Actor,
        channel: Channel | None = None,
        click: str = "",
        **inputs: Any,
    ) -> M:
        """Do the act and give the fresh row; raise ActRefused or Busy.

        `click` is the mark of the form that was sent; see `servindus.clicks`.
        """
        now = clock.now()
        try:
            with transaction.atomic():
                fresh = self._lock(obj)
                self._refuse(fresh, now)
                step = self._begin(fresh, by, channel, click, now, inputs)
                self.body(fresh, step, **inputs)
                if not self.keeps_row:
                    fresh.save()
                if self.after is not None:
                    self.after(fresh, step)
                    fresh.refresh_from_db()
                return fresh
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) in BUSY_CODES:
                raise Busy from error
            raise

    def _begin(
        self,
        fresh: M,
        by: Actor,
        channel: Channel | None,
        click: str,
        now: datetime,
        inputs: Mapping[str, Any],
    ) -> Step:
        """Write the journal line and set the status that follows."""
        before = status_of(fresh)
        after = self._target(before, inputs)
        entry = write_journal(
            self.name,
            fresh,
            by=by,
            now=now,
            channel=channel,
            source=before,
            target=after,
            details=self._details(inputs),
            click=click,
        )
        if self.targets:
            fresh.status = after  # type: ignore[attr-defined]
        return Step(by=by, now=now, channel=channel or by.default_channel, entry=entry)

    def _lock(self, obj: M) -> M:
        """Lock the parents in the declared order, then the row; give it fresh."""
        if self.lock_before is not None:
            self.lock_before(obj)
        parents = {name: getattr(obj, f"{name}_id") for name in self.lock_first}
        for name, pk in parents.items():
            parent = self.model._meta.get_field(name).related_model
            assert parent is not None and not isinstance(parent, str)
            # A row lock that lets other rows go on pointing at this one.
            list(parent._base_manager.select_for_update(no_key=True).filter(pk=pk))
        fresh = (
            self.model._base_manager.select_for_update(of=("self",), no_key=True)
            .filter(pk=obj.pk)
            .first()
        )
        if fresh is None or any(
            getattr(fresh, f"{name}_id") != pk for name, pk in parents.items()
        ):
            raise TransitionNotAllowed(_("This file has moved in the meantime."))
        return fresh

    def _refuse(self, fresh: M, now: datetime) -> None:
        if status_of(fresh) not in self.sources:
            raise TransitionNotAllowed(_("This file has moved in the meantime."))
        if reason := self.why_not(fresh, now):
            raise ActRefused(reason)

    def _target(self, before: str, inputs: Mapping[str, Any]) -> str:
        """Give the status that follows."""
        if len(self.targets) < 2:
            return self.targets[0] if self.targets else before
        wanted = str(inputs.get("to", ""))
        if wanted not in self.targets:
            raise ValueError(f"{self.name} leads to {self.targets}, not {wanted!r}")
        return wanted

    def _details(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Give the inputs that the journal keeps: codes, ids and dates only."""
        kept = {name: _noted(inputs[name]) for name in self.records if name in inputs}
        return {name: value for name, value in kept.items() if value not in ("", None)}


def _noted(value: Any) -> Any:
    """Give a row as its number: texts of rows change, and may tell too much."""
    return value.pk if isinstance(value, models.Model) else value


@dataclass
class _Registry:
    """Every act of the house, by name."""

    acts: dict[str, Act[Any]] = field(default_factory=dict)

    def add(self, act: Act[Any]) -> None:
        if act.name in self.acts:
            raise ValueError(f"two acts are called {act.name}")
        self.acts[act.name] = act


_registry = _Registry()


def transition(
    model: type[M],
    *,
    sources: Sequence[str],
    target: str | Sequence[str],
    label: str | Promise,
    **options: Any,
) -> Callable[[Callable[..., Any]], Act[M]]:
    """Declare an act that changes the status of a row from `sources` to `target`.

    With several targets the act's input `to` says which.
    """
    targets = [target] if isinstance(target, str) else list(target)
    return _declare(model, sources, targets, label, options)


def act(
    model: type[M], *, sources: Sequence[str], label: str | Promise, **options: Any
) -> Callable[[Callable[..., Any]], Act[M]]:
    """Declare an act that keeps the status; it is locked and journalled alike."""
    return _declare(model, sources, [], label, options)


def _declare(
    model: type[M],
    sources: Sequence[str],
    targets: Sequence[str],
    label: str | Promise,
    options: dict[str, Any],
) -> Callable[[Callable[..., Any]], Act[M]]:
    def declare(body: Callable[..., Any]) -> Act[M]:
        declared = Act(
            model=model,
            body=body,
            sources=tuple(str(source) for source in sources),
            targets=tuple(str(target) for target in targets),
            label=label,
            **options,
        )
        _registry.add(declared)
        return declared

    return declare


def status_of(obj: models.Model) -> str:
    """Give a row's status as text; a row without one has the empty status."""
    return str(getattr(obj, "status", ""))


def acts_of(model: type[models.Model]) -> list[Act[Any]]:
    """Give the acts declared for a model, in the order of the code."""
    return [act for act in _registry.acts.values() if act.model is model]


def every_act() -> list[Act[Any]]:
    """Give every act of the house."""
    return list(_registry.acts.values())


def available_actions(
    obj: models.Model, actor: Actor, among: Collection[str] | None = None
) -> list[Act[Any]]:
    """Give the acts that this actor can do on this row now: the buttons.

    Of those named alone, where a page shows no others: a guard may ask the database.
    """
    now = clock.now()
    return [
        act
        for act in acts_of(type(obj))
        if (among is None or act.name in among)
        and act.why_not(obj, now) is None
        and actor.has_perm(act.permission, obj)
    ]


def declared_pairs() -> set[tuple[str, str, str]]:
    """Give every declared (table, source, target): what the database lets through."""
    return {
        (act.model._meta.db_table, source, target)
        for act in _registry.acts.values()
        for source in act.sources
        for target in act.targets
    }


def write_journal(
    verb: str,
    obj: models.Model,
    *,
    by: Actor,
    now: datetime,
    channel: Channel | None = None,
    source: str = "",
    target: str = "",
    details: Mapping[str, Any] | None = None,
    click: str = "",
) -> JournalEntry:
    """Write one line about one row; acts do it themselves, makers of rows call it."""
    return JournalEntry.objects.create(
        at=now,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        source=source,
        target=target,
        channel=channel or by.default_channel,
        details=dict(details or {}),
        click=click,
        **by.journal_fields(),
    )
