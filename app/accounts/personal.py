"""Personal accounts: a unit issues one to each of its own people, singly or all at once (Điều 6.5, 7.1)."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.account_limits import people_reached, units_reached
from app.access.grants import read_permissions
from app.access.held import held_by, reading
from app.access.models import PERSONAL_KEY, Account, Grant, Role
from app.access.reaches import MANAGING_PERSONAL, Reach, lacking
from app.access.role_rows import hold_access
from app.access.roles import TEMPLATES
from app.accounts.changes import ISSUED, note
from app.accounts.slips import FirstPassword, Slip, first_passwords, give_first_password
from app.core.actor import require_actor, require_right, vouching
from app.core.errors import NotFound, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.core.scoping import unscoped
from app.core.transactions import transaction
from app.core.vietnamese import fold
from app.core.words import say
from app.organisation.models import UnitRef
from app.personnel.models import Person

#: Accounts of one job, in one transaction of a few seconds; for more it is started again.
MOST_AT_ONCE = 300


def personal_issue(session: Session, person_id: int) -> Slip:
    """A personal account for one person of the scope; RuleViolated when there is one already."""
    require_right(Right.MANAGE, PERSONAL_KEY)
    with transaction(session, Right.MANAGE):
        hold_access(session)
        found = session.execute(_people().where(Person.id == person_id), execution_options=_CHECKED).first()
        if found is None:
            raise NotFound()
        if account_of_person(session, person_id) is not None:
            raise RuleViolated(say("Người này đã có tài khoản cá nhân."))
        if found.is_removed or found.record_state == "archived":
            raise RuleViolated(say("Hồ sơ đã lưu trữ hoặc loại bỏ không được cấp tài khoản."))
        (slip,) = _issue(session, [found], [None])
    return slip


def personal_issue_unit(
    session: Session,
    unit_id: int,
    keep: Callable[[Sequence[Slip]], None],
    progress: Callable[[int], None],
) -> int:
    """Accounts for everybody of a branch who has none, at most MOST_AT_ONCE; how many were made.

    `keep` is given the slips before the commit. The hashes, 20 ms each, are made first: nobody waits
    for the transaction meanwhile.
    """
    require_right(Right.MANAGE, PERSONAL_KEY)
    count = min(MOST_AT_ONCE, count_without_account(session, unit_id))
    passwords = first_passwords(session, count, progress)
    with transaction(session, Right.MANAGE):
        hold_access(session)
        query = without_account(session, unit_id)
        chosen = query.order_by(Person.home_path, Person.sort_key, Person.id).limit(len(passwords))
        people = session.execute(chosen, execution_options=_CHECKED).all()
        if not people:
            raise RuleViolated(say("Mọi người trong đơn vị đều đã có tài khoản cá nhân."))
        slips = _issue(session, list(people), passwords)
        keep(slips)
    return len(slips)


def count_without_account(session: Session, unit_id: int) -> int:
    """How many people of a branch in scope have no personal account yet."""
    query = select(func.count()).select_from(without_account(session, unit_id).subquery())
    return session.scalar(query, execution_options=_CHECKED) or 0


def without_account(session: Session, unit_id: int) -> Any:
    """The people of a branch who may get an account; NotFound when the branch is out of scope."""
    reached = units_reached(require_actor(), Right.MANAGE, PERSONAL_KEY)
    path = session.scalars(select(UnitRef.path).where(UnitRef.id == unit_id, reached)).first()
    if path is None:
        raise NotFound()
    has_one = select(Account.id).where(Account.person_id == Person.id, Account.kind == "personal").exists()
    return _people().where(
        Person.home_path >= path,
        Person.home_path < path[:-1] + "0",
        Person.is_removed.is_(False),
        Person.record_state != "archived",
        ~has_one,
    )


def account_of_person(session: Session, person_id: int) -> Account | None:
    """The personal account of a person the caller has in scope."""
    query = select(Account).where(Account.person_id == person_id, Account.kind == "personal")
    return session.scalars(query).first()


_CHECKED = unscoped("explicit condition on people")


def _people() -> Any:
    """What an account needs of a person, for the people whose accounts the actor manages."""
    return (
        select(
            Person.id,
            Person.full_name,
            Person.staff_number,
            Person.is_removed,
            Person.record_state,
            Person.home_unit_id,
            Person.home_path,
            UnitRef.unit_type_id,
            UnitRef.name.label("unit"),
        )
        .join(UnitRef, UnitRef.id == Person.home_unit_id)
        .where(people_reached(require_actor(), Right.MANAGE))
    )


def _issue(session: Session, people: list[Any], passwords: Sequence[FirstPassword | None]) -> list[Slip]:
    label = next(template.label for template in TEMPLATES if template.key == "self")
    role_id = session.scalars(select(Role.id).where(Role.name == label)).one()
    _require_reach(session, role_id, people)
    taken, slips = _taken(session, people), []
    for person, made in zip(people, passwords, strict=False):
        account = _account(person, username_for(person, taken))
        told = {"holder": person.full_name, "unit": person.unit}
        slips.append(give_first_password(session, account, made, **told))
        with vouching("access_grant"):
            session.add(Grant(account_id=account.id, role_id=role_id, ground="Điều 6.5"))
            session.flush()
        note(session, account, ISSUED)
    return slips


def _require_reach(session: Session, role_id: int, people: list[Any]) -> None:
    """StepNotAllowed unless whoever issues an account may itself see what its holder will see."""
    rights, held = read_permissions(session, role_id) & reading(True), held_by(session, require_actor())
    for path, unit_type in {(person.home_path, person.unit_type_id) for person in people}:
        wanted = Reach(rights, path, frozenset({unit_type}))
        if lacking(held, wanted, whole_time=False, managing=MANAGING_PERSONAL):
            raise StepNotAllowed(say("Không cấp được quyền cao hơn quyền của tài khoản đang dùng."))


def _taken(session: Session, people: list[Any]) -> set[str]:
    """Which of the names these people could get are used by others."""
    wanted = {name for person in people for name in names_for(person)}
    return set(session.scalars(select(Account.username).where(func.lower(Account.username).in_(wanted))))


def names_for(person: Any) -> list[str]:
    """User names a person may get, best first: the staff number, else given name and initials with the id."""
    number = "".join(char for char in fold(person.staff_number or "") if char.isalnum())
    *others, given = fold(person.full_name).split() or ["nguoidung"]
    built = f"{given}{''.join(word[0] for word in others)}.{person.id}"
    return [number, built] if len(number) >= 4 else [built]


def username_for(person: Any, taken: set[str]) -> str:
    """The first name that is free; it counts as taken from then on."""
    names = names_for(person)
    name = next((one for one in names if one not in taken), f"{names[-1]}.{len(taken)}")
    taken.add(name)
    return name


def _account(person: Any, username: str) -> Account:
    *first, last = person.full_name.split()
    return Account(
        username=username,
        first_name=(" ".join(first) or last)[:64],
        last_name=last[:64],
        email=f"{username}@tai-khoan.invalid",
        active=True,
        kind="personal",
        person_id=person.id,
        version=1,
    )
