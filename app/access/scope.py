"""Which rows an actor may reach under a right: the one place that decides.

A session criterion applies it to every read of a scoped class, a flush check to every write
(`guard`), and an engine hook refuses any other statement on a scoped table.
"""

import re
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, or_, select, true
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.context import FromStatement

from app.access.scoped_in import scoped_in
from app.core import things
from app.core.actor import Actor, ActorGrant, current_actor, right_in_force
from app.core.errors import StepNotAllowed
from app.core.rights import Right
from app.core.scoping import CHECKED, ByLink, ByOwner, ByPath, policy_of, scoped_tables
from app.core.words import say
from app.organisation.models import UnitRef

flushing: ContextVar[bool] = ContextVar("flushing", default=False)
_WORD = re.compile(r"[a-z_]+")
#: In what the session wrote, a name behind a dot is a column (unless a schema stands before it), and one
#: behind AS a label.
_NAME = re.compile(r"(?:(?<![.\w])(?<!\bas )|(?<=\bmain\.)|(?<=\bpublic\.)|(?<=\btemp\.))[a-z_]+")


@lru_cache(maxsize=4096)
def visible(actor: Actor | None, right: Right, model: Any) -> ColumnElement[bool]:
    """The condition that holds for exactly the rows of `model` this actor reaches under `right`.

    It depends on nothing but what the actor carries, so it is kept.
    """
    if actor is None:
        return false()
    if actor.is_system:
        return true()
    policy = policy_of(model)
    if isinstance(policy, ByPath):
        key = things.of_model(model).key  # type: ignore[union-attr]
        return or_(false(), *(reach(grant, policy, model) for grant in actor.grants_for(right, key)))
    if isinstance(policy, ByOwner):
        return _through_owners(actor, right, policy, model)
    if isinstance(policy, ByLink):
        return _through_links(actor, right, policy, model)
    return true()


def reached(actor: Actor, right: Right, key: str, model: Any) -> ColumnElement[bool]:
    """The rows of `model`, which stands in the tree, inside the grants that carry a right on `key`."""
    policy = policy_of(model)
    if not isinstance(policy, ByPath):
        raise TypeError(f"{model.__name__} does not stand in the tree of units")
    if actor.is_system:
        return true()
    return or_(false(), *(reach(grant, policy, model) for grant in actor.grants_for(right, key)))


def _through_links(actor: Actor, right: Right, policy: ByLink, model: Any) -> ColumnElement[bool]:
    owner = things.get(policy.owner).model
    link = model.metadata.tables[policy.link]
    mine, theirs = link.c[policy.column], link.c[policy.owner_column]
    # The scope of reading the owner applies here too: nobody learns of lines about a hidden record.
    query = select(mine).join(owner, owner.id == theirs).where(mine == model.id)
    return query.where(reached(actor, right, policy.key, owner)).correlate(model.__table__).exists()


def reach(grant: ActorGrant, policy: ByPath, model: Any) -> ColumnElement[bool]:
    """The condition for the rows of a class with paths that one grant reaches."""
    parts: list[ColumnElement[bool]] = []
    if grant.root_path:
        inside = in_subtree(getattr(model, policy.path), grant.root_path)
        if grant.unit_types:
            units = select(UnitRef.id).where(UnitRef.unit_type_id.in_(sorted(grant.unit_types)))
            inside = and_(inside, getattr(model, policy.unit).in_(units))
        parts.append(inside)
    if grant.person_id is not None and policy.own:
        parts.append(getattr(model, policy.own) == grant.person_id)
    if grant.people and policy.own:
        parts.append(getattr(model, policy.own).in_(sorted(grant.people)))
    return or_(false(), *parts)


def in_subtree(path: Any, root_path: str) -> ColumnElement[bool]:
    """Range test on a path column: the root itself and everything below it ("0" follows "/")."""
    return and_(path >= root_path, path < root_path[:-1] + "0")


def _through_owners(actor: Actor, right: Right, policy: ByOwner, model: Any) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = []
    nobody: list[ColumnElement[bool]] = []
    for key, column_name in policy.owners:
        owner = things.get(key).model
        column = getattr(model, column_name)
        # Asked row by row, through the key of the owner: `IN (SELECT …)` would make SQLite collect the ids of
        # a whole city to show one record.
        over = reached(actor, right, policy.key, owner) if policy.key else visible(actor, right, owner)
        query = select(owner.id).where(owner.id == column, over)
        ways.append(query.correlate(model.__table__).exists())
        nobody.append(column.is_(None))
    if policy.otherwise:
        keys = [thing.key for thing in things.every() if actor.has(Right.VIEW, thing.key)]
        ways.append(and_(*nobody, getattr(model, policy.otherwise).in_(keys)))
    return or_(false(), *ways)


def install(session_factory: Any) -> None:
    """Apply the scope to every session made by this factory."""
    event.listen(session_factory, "do_orm_execute", _scope_statement)


def _scope_statement(state: ORMExecuteState) -> None:
    if CHECKED in state.execution_options or not state.is_orm_statement:
        return  # statements on tables, and text, carry no criteria: the engine hook judges them
    if isinstance(state.statement, FromStatement):
        return
    if not state.is_select:
        _refuse_bulk(state)
    actor = current_actor_safely()
    if actor and actor.is_system:
        state.update_execution_options(**{CHECKED: "system"})
        return
    met = scoped_in(state.statement)
    if state.is_select and not state.is_column_load:
        state.statement = state.statement.options(
            *_criteria(actor, right_in_force() or Right.VIEW, met.models)
        )
    state.update_execution_options(**{CHECKED: met.tables})


def _refuse_bulk(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is None or things.of_model(mapper.class_) or mapper.class_.__table__.name in scoped_tables():
        raise StepNotAllowed(say("Không sửa hàng loạt ngoài dịch vụ có ghi lịch sử."))


@lru_cache(maxsize=2048)
def _criteria(actor: Actor | None, right: Right, models: frozenset[Any]) -> list[Any]:
    """The criteria of these classes; they depend on nothing but the grants an actor carries."""
    return [
        with_loader_criteria(
            model,
            visible(actor, right, model),
            include_aliases=True,
            propagate_to_loaders=False,  # what is loaded later is a statement of its own, and passes here
        )
        for model in sorted(models, key=lambda model: str(model.__name__))
    ]


_resolving: ContextVar[bool] = ContextVar("resolving_actor", default=False)


def current_actor_safely() -> Actor | None:
    """The actor, or None while the actor itself is being looked up (its queries are its own)."""
    if _resolving.get():
        return None
    token = _resolving.set(True)
    try:
        return current_actor()
    finally:
        _resolving.reset(token)


@lru_cache(maxsize=4096)
def _scoped_words(statement: str, tables: frozenset[str], words: re.Pattern[str]) -> frozenset[str]:
    return tables.intersection(words.findall(statement.lower()))


def guard_engine(engine: Any) -> None:
    """Refuse any statement on a scoped table that passed neither the session nor a flush.

    The session names the tables it limited; a statement that turns out to touch another is refused too.
    """
    tables = frozenset(scoped_tables())

    def check(_conn: Any, _cursor: Any, statement: str, _params: Any, context: Any, _many: bool) -> None:
        options = context.execution_options if context else {}
        passed = options.get(CHECKED)
        if isinstance(passed, str) or flushing.get() or _is_schema_work(statement):
            return
        limited = passed or frozenset()
        if not _scoped_words(statement, tables, _NAME if limited else _WORD) <= limited:
            raise StepNotAllowed(say("Câu lệnh chưa qua kiểm tra phạm vi."))

    event.listen(engine, "before_cursor_execute", check)


def _is_schema_work(statement: str) -> bool:
    """Whether a statement changes tables rather than rows: migrations alone send such."""
    words = statement.split(None, 1)
    return not words or words[0].lower() in ("alter", "create", "drop", "pragma")
