"""Columns chosen and filters saved, each account its own."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.access.grants import encloses, grants_of
from app.core.actor import Actor, ActorGrant, require_actor, require_right
from app.core.errors import NotFound, RuleViolated
from app.core.rights import Right
from app.core.scoping import policy_of
from app.core.things import Thing
from app.core.vietnamese import clean
from app.core.words import say
from app.reports.asked import usual_columns
from app.reports.criteria import find_criterion, split_name
from app.reports.listing import listable
from app.reports.models import ListChoice, SavedFilter

MOST_COLUMNS = 30
MOST_FILTERS = 50
#: Filters of a list that are looked through, and those that are shown.
_MOST_READ, MOST_SHOWN = 500, 100
DENSITIES = {"dense": "Dày", "normal": "Vừa", "loose": "Thoáng"}


def choice_of(session: Session, thing: Thing) -> ListChoice | None:
    """What the account chose for this list, or None."""
    account_id = require_actor().account_id
    return session.get(ListChoice, (account_id, thing.key)) if account_id else None


def chosen_columns(choice: ListChoice | None, thing: Thing) -> tuple[str, ...]:
    """The columns to show: those chosen that may still be listed, the usual ones otherwise."""
    if choice is None:
        return usual_columns(thing)
    known = tuple(name for name in choice.columns if _is_listable(thing, name))
    return known or usual_columns(thing)


def _is_listable(thing: Thing, name: str) -> bool:
    try:
        listable(thing, name)
    except RuleViolated:
        return False
    return True


def choose_columns(
    session: Session, thing: Thing, names: Sequence[str], *, page_size: int, density: str
) -> None:
    """Keep the columns, in this order, for the account; RuleViolated for one that cannot be listed."""
    unique = list(dict.fromkeys(names))[:MOST_COLUMNS]
    for name in unique:
        listable(thing, name)
    if thing.title in thing.fields and thing.title not in unique:
        unique.insert(0, thing.title)
    account_id = require_actor().account_id
    session.merge(
        ListChoice(
            account_id=account_id,
            thing=thing.key,
            columns=unique,
            page_size=page_size,
            density=density if density in DENSITIES else "normal",
        )
    )
    session.commit()


def filters_of(session: Session, thing: Thing) -> Sequence[SavedFilter]:
    """The account's own filters of a list, and those others share with it.

    A filter of people or units is shared with the accounts whose whole reach for this list lies
    within that of its author; a filter of a catalog, which has no place, with everybody who may
    view the catalog. It stays shared as long as its author may share.
    """
    actor = require_actor()
    mine = SavedFilter.account_id == actor.account_id
    query = select(SavedFilter).where(SavedFilter.thing == thing.key, or_(mine, SavedFilter.is_shared))
    rows = session.scalars(query.order_by(~mine, SavedFilter.name).limit(_MOST_READ)).all()
    others = {row.account_id for row in rows} - {actor.account_id}
    grants = grants_of(session, others) if others else {}
    near = {author for author in others if _shares(grants.get(author, []), actor, thing)}
    found = [row for row in rows if row.account_id not in others or _offers(thing, row, near)]
    return found[:MOST_SHOWN]


def _offers(thing: Thing, row: SavedFilter, near: set[int]) -> bool:
    """Whether a filter of somebody near the reader asks for nothing the reader may not ask for."""
    names = [name.removeprefix("f.") for name in row.args if name.startswith("f.")]
    asked = [split_name(thing, name)[0] for name in names] + [row.args.get("order", "")]
    return row.account_id in near and all(find_criterion(thing, name) for name in asked if name)


def _shares(grants: Sequence[ActorGrant], reader: Actor, thing: Thing) -> bool:
    """Whether what an account with these grants shares is for this reader."""
    sharing = [grant for grant in grants if (Right.SHARE.value, thing.key) in grant.permissions]
    if policy_of(thing.model) is None:
        return bool(sharing)
    reach = reader.grants_for(Right.VIEW, thing.key)
    return bool(reach) and all(any(encloses(outer, inner) for outer in sharing) for inner in reach)


def save_filter(
    session: Session, thing: Thing, *, name: str, args: Mapping[str, str], is_shared: bool
) -> SavedFilter:
    """Keep the conditions under a name; the same name replaces the account's own earlier one."""
    if is_shared:
        require_right(Right.SHARE, thing.key)
    name = clean(name)
    if not name or len(name) > 100:
        raise RuleViolated(say("Đặt tên cho bộ lọc, tối đa 100 ký tự."), errors={"name": say("Nhập tên.")})
    account_id = require_actor().account_id
    own = select(SavedFilter).where(SavedFilter.account_id == account_id, SavedFilter.thing == thing.key)
    known = session.scalars(own).all()
    found = next((row for row in known if row.name == name), None)
    if found is None:
        if len(known) >= MOST_FILTERS:
            raise RuleViolated(
                say("Mỗi danh sách lưu tối đa {most_filters} bộ lọc.", most_filters=MOST_FILTERS)
            )
        found = SavedFilter(account_id=account_id, thing=thing.key, name=name)
        session.add(found)
    found.args, found.is_shared = dict(args), is_shared
    session.commit()
    return found


def drop_filter(session: Session, thing: Thing, filter_id: int) -> str:
    """Forget one of the account's own filters; anybody else's is not found."""
    row = session.get(SavedFilter, filter_id)
    if row is None or row.account_id != require_actor().account_id or row.thing != thing.key:
        raise NotFound()
    name: str = row.name
    session.delete(row)
    session.commit()
    return name
