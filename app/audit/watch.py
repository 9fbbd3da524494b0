"""Notes every record of a person that is read while somebody collects: no view can forget to.

Rows that come as objects are noted as they are loaded. A statement that reads columns of records must
read the id too, or say why nobody sees its rows; otherwise it is refused.
"""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from app.core import shown, things
from app.core.errors import StepNotAllowed
from app.core.scoping import ByOwner, policy_of
from app.core.words import say

_PERSON = "person"
#: Columns that tell nothing about anybody by themselves.
_BARE = {"id", "home_unit_id", "home_path", "version"}


def install(session_factory: Any) -> None:
    """Watch the sessions made by this factory."""
    event.listen(session_factory, "do_orm_execute", _watch_statement)
    event.listen(session_factory, "loaded_as_persistent", _note_row)
    event.listen(session_factory, "pending_to_persistent", _note_row)


def _note_row(_session: Session, row: Any) -> None:
    found = shown.collected()
    if found is None:
        return
    person_id = _person_of(row)
    if person_id is not None:
        found.loaded.add(person_id)


def _person_of(row: Any) -> int | None:
    """The person a row is about: itself, or the owner of a part or of a line of history."""
    if getattr(row, "__thing__", "") == _PERSON:
        found: int | None = row.__dict__.get("id")
        return found
    policy = policy_of(type(row))
    if isinstance(policy, ByOwner):
        column = dict(policy.owners).get(_PERSON)
        return row.__dict__.get(column) if column else None
    return None


def _watch_statement(state: ORMExecuteState) -> Any:
    if shown.collected() is None or not state.is_select or state.is_column_load or state.is_relationship_load:
        return None
    if shown.NOT_SHOWN in state.execution_options or bool(getattr(state.statement, "_group_by_clauses", ())):
        return None
    place = _place_of_id(state.statement)
    if place is None:
        return None
    return _noting(state, place)


def _place_of_id(statement: Any) -> int | None:
    """Where in each row the id of the record stands; None when the rows tell of nobody."""
    names: dict[str, int] = {}
    for place, column in enumerate(getattr(statement, "column_descriptions", ())):
        entity = column.get("entity")
        if entity is None or column.get("expr") is entity or not _is_person(entity):
            continue
        names.setdefault(getattr(column["expr"], "key", column["name"]), place)
    if not names.keys() - _BARE:
        return None
    if "id" not in names:
        raise StepNotAllowed(say("Câu lệnh đọc hồ sơ mà không ghi được vào nhật ký truy cập."))
    return names["id"]


def _is_person(entity: Any) -> bool:
    thing = things.of_model(inspect(entity).mapper.class_)
    return thing is not None and thing.key == _PERSON


def _noting(state: ORMExecuteState, place: int) -> Any:
    """Run the statement; every row that is fetched is noted."""
    result = state.invoke_statement()
    if state.execution_options.get("yield_per"):
        return result  # read in batches by `every_value`, which notes them itself
    frozen = result.freeze()
    shown.note(row[place] for row in frozen().all())
    return frozen()
