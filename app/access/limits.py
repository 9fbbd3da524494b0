"""Nobody gives, changes or takes back more than it holds: what each may hand out, and to whom.

A *reach* is what one grant gives: rights, a subtree, types of units, an end. Whoever manages grants
may give a wanted reach when each of its rights, and the right to manage grants itself, is held by a
grant of its own that covers the same subtree, the same types and the whole time. The same test says
whether an account stands above: its grants must be covered before anybody touches it or looks at
the system as that account. One's own grants nobody changes.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from app.access.held import held_by, reach_of, reaches_of, record_rights, without_own_matters
from app.access.models import ACCOUNT_KEY, PERSONAL_KEY, Account, Grant
from app.access.reaches import (
    GRANT_KEY,
    MANAGING,
    MANAGING_ACCOUNTS,
    MANAGING_PERSONAL,
    Pair,
    Reach,
    covers,
    lacking,
)
from app.access.scope import in_subtree
from app.core import clock, things
from app.core.actor import Actor, is_vouched
from app.core.errors import NotFound, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.words import say
from app.organisation.models import UnitRef


def check_written_grant(session: Session, actor: Actor, grant: Grant) -> None:
    """StepNotAllowed for a grant, about to be flushed, that its author could not give.

    The services say the same in clearer words; this holds whoever writes the row. The time of one
    that has ended does not matter. One that comes with a new account is given under the right on
    accounts of its kind, when the service of accounts vouches for it.
    """
    with session.no_autoflush:
        wanted, managing = _written_reach(session, grant), MANAGING
        account = session.get(Account, grant.account_id) if is_vouched(GRANT_KEY) else None
        if account is not None:
            managing = managing_of(account)
            if account.kind == "personal":
                wanted = without_own_matters(wanted)
        is_over = grant.valid_to is not None and grant.valid_to < clock.today()
        is_own = grant.account_id == actor.account_id
        held = held_by(session, actor)
        if is_own or lacking(held, wanted, whole_time=not is_over, managing=managing):
            raise StepNotAllowed(say("Không cấp được quyền cao hơn quyền của tài khoản đang dùng."))


def _written_reach(session: Session, grant: Grant) -> Reach:
    return reach_of(
        session,
        role_id=grant.role_id,
        unit_id=grant.unit_id,
        unit_types=grant.unit_types,
        delegation_id=grant.delegation_id,
        valid_to=grant.valid_to,
    )


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
    return _find(session, account_id, accounts_within(held_by(session, actor), pair))


def _find(session: Session, account_id: int, condition: ColumnElement[bool]) -> Account:
    query = select(Account).where(Account.id == account_id, condition)
    found = session.scalars(query, execution_options=unscoped("explicit condition")).first()
    if found is None:
        raise NotFound()
    return found


def accounts_under(held: Sequence[Reach], right: Right) -> ColumnElement[bool]:
    """The accounts in the subtrees of the reaches that carry a right on accounts of their kind."""
    is_personal = Account.kind == "personal"
    return or_(
        and_(is_personal, accounts_within(held, (right.value, PERSONAL_KEY))),
        and_(~is_personal, accounts_within(held, (right.value, ACCOUNT_KEY))),
    )


def managing_of(account: Account) -> Pair:
    """The right under which accounts of this kind are managed."""
    return MANAGING_PERSONAL if account.kind == "personal" else MANAGING_ACCOUNTS


def is_above(session: Session, actor: Actor, account: Account, managing: Pair = MANAGING) -> bool:
    """Whether an account holds, now or in time to come, anything the actor could not hand out."""
    wanted = reaches_of(session, account.id)
    if account.kind == "personal":
        wanted = [without_own_matters(reach) for reach in wanted]
    wanted += record_rights(session, account)
    return not covers(held_by(session, actor), wanted, managing)


def require_below(
    session: Session, actor: Actor, account_id: int, *, own: str, managing: Pair | None = MANAGING
) -> Account:
    """The account, if it is in reach, not the actor's own and not above: asked before anybody acts on it.

    `managing` is the right that reaches it, None that on accounts of its kind. NotFound outside the
    subtrees; StepNotAllowed for the own account, with the sentence `own`, and for one above.
    """
    if managing is None:
        within = accounts_under(held_by(session, actor), Right.MANAGE)
        account = _find(session, account_id, within)
    else:
        account = find_within(session, actor, account_id, managing)
    if account.id == actor.account_id:
        raise StepNotAllowed(own)
    if is_above(session, actor, account, managing or managing_of(account)):
        raise StepNotAllowed(
            say(
                "Tài khoản «{name}» giữ quyền cao hơn hoặc rộng hơn quyền của tài khoản này.",
                name=account.username,
            )
        )
    return account


def require_manageable(session: Session, actor: Actor, account_id: int) -> Account:
    """The account whose grants the actor may change."""
    return require_below(session, actor, account_id, own=say("Không ai tự đổi quyền của tài khoản mình."))
