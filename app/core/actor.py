"""Who acts: a context variable set by the request, the job or the command, and by nothing else.

Without an actor nothing is visible and nothing can be written. A command or a job acts as a
named system actor and says so in the history.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import StepNotAllowed
from app.core.rights import Right
from app.core.words import say


class Channel(StrEnum):
    """The path by which a change came."""

    API = "api"
    COMMAND = "command"
    IMPORT = "import"
    JOB = "job"
    SCREEN = "screen"
    VIEW_AS = "view_as"


CHANNEL_LABELS = {
    Channel.API: "giao diện lập trình",
    Channel.COMMAND: "dòng lệnh",
    Channel.IMPORT: "nhập tệp",
    Channel.JOB: "việc chạy nền",
    Channel.SCREEN: "màn hình",
    Channel.VIEW_AS: "xem như (chỉ đọc)",
}


@dataclass(frozen=True)
class ActorGrant:
    """One role on one subtree: permissions as (right, key of a thing).

    `root_path` is the path prefix of the subtree, None when the grant carries no rows of units;
    `unit_types` narrows the subtree to units of these types; `person_id` adds one own record,
    `people` the records that a consent in writing names (Điều 8.3).
    """

    permissions: frozenset[tuple[str, str]]
    root_path: str | None = None
    unit_types: frozenset[int] = frozenset()
    person_id: int | None = None
    people: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """An account at work, or the system itself (`is_system`: every row, every right).

    Who looks at the system as another account has that account's id and grants, is itself in `viewer`, and
    may not write (`is_read_only`).
    """

    name: str
    channel: Channel
    account_id: int | None = None
    address: str = ""
    is_system: bool = False
    grants: tuple[ActorGrant, ...] = ()
    viewer: "Actor | None" = None
    is_read_only: bool = False

    def has(self, right: Right, key: str) -> bool:
        """Whether any grant carries the right for this kind of thing."""
        return self.is_system or any((right.value, key) in grant.permissions for grant in self.grants)

    @property
    def reader_id(self) -> int | None:
        """The account whose holder reads: of who looks on, its own."""
        return self.viewer.account_id if self.viewer else self.account_id

    @property
    def consented(self) -> frozenset[int]:
        """The records the actor reads under a consent."""
        return frozenset().union(*(grant.people for grant in self.grants))

    def grants_for(self, right: Right, key: str) -> list[ActorGrant]:
        return [grant for grant in self.grants if (right.value, key) in grant.permissions]


ActorSource = Callable[[], Actor | None]

_source: ContextVar[ActorSource | None] = ContextVar("actor_source", default=None)
_right: ContextVar[Right | None] = ContextVar("right_in_force", default=None)


def current_actor() -> Actor | None:
    """The actor of this context, or None: then nothing is visible."""
    source = _source.get()
    return source() if source else None


def require_actor() -> Actor:
    """The actor; StepNotAllowed when there is none."""
    actor = current_actor()
    if actor is None:
        raise StepNotAllowed(say("Chưa đăng nhập."))
    return actor


def refuse_read_only() -> None:
    """StepNotAllowed when the actor only looks on as another account."""
    actor = current_actor()
    if actor is not None and actor.is_read_only:
        raise StepNotAllowed(say("Đang xem như tài khoản khác: chỉ được đọc. Thoát xem như rồi làm lại."))


def right_in_force() -> Right | None:
    """The right under which the present operation reads and writes; None means reading only."""
    return _right.get()


def system_actor(name: str, channel: Channel = Channel.COMMAND) -> Actor:
    """A named actor for commands and jobs of the system itself."""
    return Actor(name=name, channel=channel, is_system=True)


@contextmanager
def acting_as(actor: Actor | ActorSource | None) -> Iterator[None]:
    """Run the block as this actor (or as whoever the source finds when it is first asked)."""
    source = actor if callable(actor) else (lambda: actor) if actor else None
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


@contextmanager
def operation(right: Right) -> Iterator[None]:
    """Run the block under one right: what it reads and writes is limited by that right's scope."""
    token = _right.set(right)
    try:
        yield
    finally:
        _right.reset(token)


_vouched: ContextVar[frozenset[str]] = ContextVar("vouched", default=frozenset())


@contextmanager
def vouching(*keys: str) -> Iterator[None]:
    """Run the block as a service that has itself checked what is written to these unscoped things.

    A unit may issue a personal account, and with it one grant, without managing grants.
    """
    token = _vouched.set(_vouched.get() | set(keys))
    try:
        yield
    finally:
        _vouched.reset(token)


def is_vouched(key: str) -> bool:
    """Whether a service answers for what is written to this thing now."""
    return key in _vouched.get()


def require_right(right: Right, key: str) -> Actor:
    """The actor, if it holds the right for this kind of thing anywhere; StepNotAllowed otherwise."""
    actor = require_actor()
    if not actor.has(right, key):
        raise StepNotAllowed(say("Tài khoản không có quyền «{label}» ở mục này.", label=say(right.label)))
    return actor
