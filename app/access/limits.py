"""Nobody gives, changes or takes back more than it holds: what each may hand out, and to whom.

A *reach* is what one grant gives: rights, a subtree, types of units, an end. Whoever manages grants
may give a wanted reach when each of its rights, and the right to manage grants itself, is held by a
grant of its own that covers the same subtree, the same types and the whole time. The same test says
whether an account stands above: its grants must be covered before anybody touches it or looks at
the system as that account. One's own grants nobody changes.
"""

import datetime
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from app.access.grants import read_permissions, type_ids
from app.access.models import Account, Grant
from app.access.reaches import EVERYTHING, FOREVER, MANAGING, Pair, Reach, covers, lacking
from app.access.scope import in_subtree
from app.core import clock, things
from app.core.actor import Actor
from app.core.errors import NotFound, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import Delegation, UnitRef

# From the tables --------------------------------------------------------------------------------


def held_by(session: Session, actor: Actor) -> list[Reach]:
    """What the actor holds today, read anew: rights in memory may be older than the lock in hand."""
    if actor.is_system:
        return [EVERYTHING]
    if actor.account_id is None or actor.is_read_only:
        return []
    return reaches_of(session, actor.account_id, is_today=True)


def reaches_of(session: Session, account_id: int, *, is_today: bool = False) -> list[Reach]:
    """What an account's grants give, those of today alone or also those to come."""
    today = clock.today()
    ends = [or_(model.valid_to.is_(None), model.valid_to >= today) for model in (Grant, Delegation)]
    if is_today:
        ends += [or_(model.valid_from.is_(None), model.valid_from <= today) for model in (Grant, Delegation)]
    query = (
        select(Grant, UnitRef.path, Delegation.valid_to.label("delegated_to"))
        .outerjoin(UnitRef, UnitRef.id == Grant.unit_id)
        .outerjoin(Delegation, Delegation.id == Grant.delegation_id)
        .where(Grant.account_id == account_id, *ends)
    )
    rows = session.execute(query, execution_options=unscoped("limits of one account")).all()
    return [
        Reach(
            rights=read_permissions(session, row.Grant.role_id),
            root_path=row.path,
            unit_types=type_ids(session, row.Grant.unit_types),
            until=min(row.Grant.valid_to or FOREVER, row.delegated_to or FOREVER),
        )
        for row in rows
    ]


def own_record(session: Session, account: Account) -> list[Reach]:
    """The place of a personal account's own record: whoever manages it must reach that, too."""
    if account.kind != "personal" or account.person_id is None:
        return []
    model = things.get("person").model
    query = select(model.home_path).where(model.id == account.person_id)
    path = session.scalars(query, execution_options=unscoped("place of one record")).first()
    return [Reach(frozenset({(Right.VIEW.value, "person")}), path)] if path else []


def reach_of(
    session: Session,
    *,
    role_id: int,
    unit_id: int | None,
    unit_types: str | None,
    delegation_id: int | None,
    valid_to: datetime.date | None,
) -> Reach:
    """What a grant with these columns would give."""
    query = select(UnitRef.path).where(UnitRef.id == unit_id)
    path = session.scalars(query, execution_options=unscoped("path of one unit")).first()
    delegated = session.get(Delegation, delegation_id) if delegation_id is not None else None
    ends = [day for day in (valid_to, delegated and delegated.valid_to) if day]
    types = type_ids(session, unit_types)
    return Reach(read_permissions(session, role_id), path, types, min(ends, default=FOREVER))


def check_written_grant(session: Session, actor: Actor, grant: Grant) -> None:
    """StepNotAllowed for a grant, about to be flushed, that its author could not give.

    The services say the same in clearer words; this holds whoever writes the row. The time of one
    that has ended does not matter.
    """
    with session.no_autoflush:
        wanted = reach_of(
            session,
            role_id=grant.role_id,
            unit_id=grant.unit_id,
            unit_types=grant.unit_types,
            delegation_id=grant.delegation_id,
            valid_to=grant.valid_to,
        )
        is_over = grant.valid_to is not None and grant.valid_to < clock.today()
        is_own = grant.account_id == actor.account_id
        if is_own or lacking(held_by(session, actor), wanted, whole_time=not is_over):
            raise StepNotAllowed(say("Không cấp được quyền cao hơn quyền của tài khoản đang dùng."))


# Who may touch whom -----------------------------------------------------------------------------


def accounts_within(held: Sequence[Reach], pair: Pair = MANAGING) -> ColumnElement[bool]:
    """The accounts in the subtrees of the reaches that carry this right.

    An account stands where its unit, or its holder's record, stands. One without either stands at
    the top: whoever manages the whole city reaches it, and whoever manages without a subtree (the
    administrator of the system) reaches nothing else.
    """
    ways = [_within(reach) for reach in held if reach.has(pair)]
    return or_(false(), *ways)


def _within(reach: Reach) -> ColumnElement[bool]:
    if reach.is_everything:
        return true()
    nowhere = and_(Account.unit_id.is_(None), Account.person_id.is_(None))
    if reach.root_path is None:
        return nowhere
    person = things.get("person").model
    units = select(UnitRef.id).where(in_subtree(UnitRef.path, reach.root_path))
    people = select(person.id).where(in_subtree(person.home_path, reach.root_path))
    if reach.unit_types:
        typed = select(UnitRef.id).where(UnitRef.unit_type_id.in_(sorted(reach.unit_types)))
        units, people = units.where(UnitRef.id.in_(typed)), people.where(person.home_unit_id.in_(typed))
    # A personal account stands where its record stands now, not where it was made. No part is NULL for
    # any account, so that the condition can be turned round.
    has_person, has_unit = Account.person_id.is_not(None), Account.unit_id.is_not(None)
    parts = [
        and_(~has_person, has_unit, Account.unit_id.in_(units)),
        and_(has_person, Account.person_id.in_(people)),
    ]
    if reach.is_whole_city:
        parts.append(nowhere)
    return or_(*parts)


def find_within(session: Session, actor: Actor, account_id: int, pair: Pair = MANAGING) -> Account:
    """The account, if it stands in the subtree of a grant of the actor's; NotFound otherwise."""
    condition = accounts_within(held_by(session, actor), pair)
    query = select(Account).where(Account.id == account_id, condition)
    found = session.scalars(query, execution_options=unscoped("explicit condition")).first()
    if found is None:
        raise NotFound()
    return found


def is_above(session: Session, actor: Actor, account: Account) -> bool:
    """Whether an account holds, now or in time to come, anything the actor could not hand out."""
    wanted = [*reaches_of(session, account.id), *own_record(session, account)]
    return not covers(held_by(session, actor), wanted)


def require_manageable(session: Session, actor: Actor, account_id: int) -> Account:
    """The account whose grants the actor may change.

    NotFound outside its subtrees; StepNotAllowed for its own account and for one above.
    """
    account = find_within(session, actor, account_id)
    if account.id == actor.account_id:
        raise StepNotAllowed(say("Không ai tự đổi quyền của tài khoản mình."))
    if is_above(session, actor, account):
        raise StepNotAllowed(
            say(
                "Tài khoản «{name}» giữ quyền cao hơn hoặc rộng hơn quyền của tài khoản này.",
                name=account.username,
            )
        )
    return account
