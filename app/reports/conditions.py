"""The WHERE of a list: filters and search words as SQL, the scope included."""

from typing import Any

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import Session

from app.access.scope import in_subtree, visible
from app.core.actor import current_actor, right_in_force
from app.core.rights import Right
from app.core.vietnamese import fold, typed_words
from app.personnel.word_index import begins_a_word
from app.reports.asked import Filter, ListRequest
from app.reports.comparing import compared, path_of
from app.reports.criteria import Asked, asked_of
from app.reports.entry_conditions import entry_conditions

Conditions = list[ColumnElement[bool]]


def conditions(session: Session, request: ListRequest) -> Conditions:
    """The WHERE of the list, the scope included."""
    model, words = request.thing.model, search_words(request)
    found = [*scope_of(model), *filters_of(session, request, request.filters), *kept_rows(request)]
    if words and request.thing.key == "person":
        return [*found, begins_a_word(words)]
    return found + [model.search_text.contains(word, autoescape=True) for word in words]


def scope_of(model: Any) -> Conditions:
    """What the actor may view, and under the right in force too when it is another one."""
    rights = dict.fromkeys((Right.VIEW, right_in_force() or Right.VIEW))
    return [visible(current_actor(), right, model) for right in rights]


def filters_of(session: Session, request: ListRequest, filters: tuple[Filter, ...]) -> Conditions:
    """The conditions of these filters: those on the rows themselves, then those on their entries."""
    asked = [asked_of(request.thing, one) for one in filters]
    own = [_condition(session, request.thing.model, one) for one in asked if one.criterion.kind is None]
    return own + entry_conditions(session, request.thing, asked)


def kept_rows(request: ListRequest) -> Conditions:
    """Removed records stay out unless a filter names them; retired values where they are not wanted."""
    model = request.thing.model
    if request.search.strip() and not search_words(request) and hasattr(model, "search_text"):
        return [false()]  # signs only: nobody is called so
    if request.thing.key == "person":
        return _kept_people(model, {f.field for f in request.filters})
    if not request.with_retired and hasattr(model, "is_retired"):
        return [model.is_retired.is_(False)]
    return []


def _kept_people(model: Any, asked: set[str]) -> Conditions:
    """Live records; removed and archived ones where a filter asks for them (Điều 13.3)."""
    kept = [] if "is_removed" in asked else [model.is_removed.is_(False)]
    if not asked & {"record_state", "employment_status", "is_removed"}:
        kept.append(model.record_state != "archived")
    return kept


def search_words(request: ListRequest) -> list[str]:
    """The folded words of the search box; a thing without search text ignores them.

    Of people, each word must begin a word of the name or the staff number; elsewhere it may stand
    anywhere in name or code.
    """
    if not hasattr(request.thing.model, "search_text"):
        return []
    typed = request.search[:200]
    return (typed_words(typed) if request.thing.key == "person" else fold(typed).split())[:8]


def _condition(session: Session, model: Any, asked: Asked) -> ColumnElement[bool]:
    field = asked.criterion.field
    if asked.operator == "under" and model.__thing__ == "person":
        return in_subtree(model.home_path, path_of(session, field, asked.value))
    column = getattr(model, field.column_name)
    condition: ColumnElement[bool] = compared(session, field, column, asked.operator, asked.value)
    return condition
