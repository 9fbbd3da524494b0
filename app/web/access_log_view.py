"""Who has seen which records: for the auditor, for Sở Nội vụ, and for the person itself (Điều 8.3, 16.3)."""

import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from flask import current_app, flash, redirect, request, send_file, url_for
from flask_appbuilder import BaseView, expose, has_access
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.models import Account
from app.access.scope import in_subtree, reached
from app.audit.access_models import ACCESS_ACTS, LOG_KEY, AccessLine
from app.audit.access_reading import (
    USUAL_DAYS,
    LogRequest,
    acknowledge,
    alerts,
    every_line,
    lines,
)
from app.audit.chain import ids_text
from app.audit.id_ranges import in_cells
from app.core import clock
from app.core.actor import CHANNEL_LABELS, Channel, require_actor
from app.core.database import db, reading
from app.core.errors import NotFound, RuleViolated
from app.core.fields import Field, day, integer, moment, text
from app.core.rights import Right
from app.core.values import parse
from app.core.words import say
from app.organisation.models import UnitRef
from app.personnel.models import Person
from app.reports.excel import write_list
from app.web.export import XLSX
from app.web.lookup import reference_title
from app.web.requests import number, row_id

_COLUMNS: list[Field] = [
    integer("Số dòng", name="id"),
    moment("Lúc", name="at"),
    text("Tài khoản", name="actor"),
    text("Bằng cách nào", name="channel"),
    text("Địa chỉ máy", name="address"),
    text("Việc", name="act"),
    integer("Số hồ sơ", name="count"),
    text("Hồ sơ số", name="ids"),
    text("Theo đồng ý", name="consented"),
    text("Điều kiện", name="query"),
    text("Lý do", name="reason"),
]
_DAY: Field = day("Ngày")


class AccessLogView(BaseView):
    """Nhật ký truy cập hồ sơ."""

    route_base = "/access_log"
    class_permission_name = LOG_KEY
    default_view = "list"
    method_permission_name: ClassVar[dict[str, str]] = {
        "list": str(Right.VIEW),
        "person": str(Right.VIEW),
        "alerts": str(Right.VIEW),
        "export": str(Right.EXPORT),
        "acknowledge": str(Right.VERIFY),
    }

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """Lines in scope, newest first."""
        wanted = self._asked(request.args)
        rows, more = lines(db.session(), wanted)
        return self._page(wanted, rows, more, title=say("Nhật ký truy cập hồ sơ"), person=None)

    @expose("/person/<pk>")
    @has_access
    def person(self, pk: str) -> Any:
        """Who has seen one record."""
        person = _person(row_id(pk))
        wanted = LogRequest(person_id=person.id, page=number(request.args, "page", 0, 10_000))
        rows, more = lines(db.session(), wanted)
        return self._page(
            wanted, rows, more, title=say("Ai đã xem hồ sơ: {person}", person=person), person=person
        )

    def _page(self, wanted: LogRequest, rows: Any, more: bool, **values: Any) -> Any:
        return self.render_template(
            "hoso/access_log.html",
            wanted=wanted,
            rows=rows,
            more=more,
            acts=ACCESS_ACTS,
            who=_accounts(rows),
            args={name: value for name, value in request.args.items() if name != "page"},
            unit_title=_unit_title(),
            **values,
        )

    def _asked(self, args: Any) -> LogRequest:
        since = _day(args.get("since", "")) or (None if args else _usual())
        unit = args.get("unit", "")
        return LogRequest(
            account=args.get("account", "")[:64],
            act=args.get("act", "") if args.get("act", "") in ACCESS_ACTS else "",
            person_id=row_id(args["person"]) if args.get("person") else None,
            since=since,
            until=_day(args.get("until", "")),
            people=_people_of(row_id(unit)) if unit else None,
            page=number(args, "page", 0, 10_000),
        )

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Any:
        """The lines as a workbook; names no person, only the numbers of records."""
        session, wanted = db.session(), self._asked(request.form)
        folder = current_app.config["SETTINGS"].data_dir
        with reading(), tempfile.TemporaryDirectory(prefix="xuat-", dir=folder) as place:
            path = Path(place) / "nhat-ky.xlsx"
            write_list(
                path,
                title=say("Nhật ký truy cập hồ sơ"),
                unit=say("Hệ thống hồ sơ CBCCVC"),
                author=str(current_user.username),
                columns=_COLUMNS,
                rows=_cells(session, every_line(session, wanted)),
            )
            session.rollback()
            file = path.open("rb")
        return send_file(file, XLSX, as_attachment=True, download_name=f"nhat-ky-{clock.today():%Y%m%d}.xlsx")

    @expose("/alerts")
    @has_access
    def alerts(self) -> Any:
        """Accounts that have read unusually many records."""
        found = alerts(db.session())
        return self.render_template("hoso/alerts.html", title=say("Cảnh báo xem nhiều hồ sơ"), alerts=found)

    @expose("/acknowledge/<pk>", methods=["POST"])
    @has_access
    def acknowledge(self, pk: str) -> Any:
        """Note what came of an alert."""
        alert_id = row_id(pk)
        try:
            acknowledge(db.session(), alert_id, note=request.form.get("note", ""))
        except RuleViolated as error:
            flash(error.message, "danger")
        else:
            flash(say("Đã ghi kết quả kiểm tra cảnh báo."), "success")
        return redirect(url_for("AccessLogView.alerts"))


def _person(pk: int) -> Person:
    in_scope = reached(require_actor(), Right.VIEW, LOG_KEY, Person)
    person = db.session.scalars(select(Person).where(Person.id == pk, in_scope)).first()
    if person is None:
        raise NotFound()
    return person  # type: ignore[no-any-return]


def _people_of(unit_id: int) -> Any:
    """The ids of the people of a unit's subtree, as a subquery."""
    unit = db.session.get(UnitRef, unit_id)
    if unit is None:
        raise NotFound()
    return select(Person.id).where(in_subtree(Person.home_path, unit.path))


def _unit_title() -> str:
    unit = request.args.get("unit", "")
    return reference_title(db.session(), "unit", row_id(unit)) if unit else ""


def _accounts(rows: Iterable[AccessLine]) -> dict[int, tuple[str, str]]:
    """Account -> (name of its holder, name of its unit)."""
    ids = {row.account_id for row in rows if row.account_id}
    query = select(Account.id, Account.first_name, Account.last_name, UnitRef.name)
    query = query.outerjoin(UnitRef, UnitRef.id == Account.unit_id).where(Account.id.in_(ids))
    return {row[0]: (f"{row[1]} {row[2]}", row[3] or "") for row in db.session.execute(query)}


def _usual() -> Any:
    import datetime

    return clock.today() - datetime.timedelta(days=USUAL_DAYS)


def _day(text: str) -> Any:
    return parse(_DAY, text) if text.strip() else None


def _cells(session: Session, rows: Iterable[AccessLine]) -> Iterator[tuple[Any, ...]]:
    """A row for each line, several where its records do not fit into one cell: none is cut off."""
    for row in rows:
        parts = (in_cells(ids_text(session, row)), in_cells(row.consented))
        for ids, consented in itertools.zip_longest(*parts, fillvalue=""):
            yield _cells_of(row, ids, consented)


def _cells_of(row: AccessLine, ids: str, consented: str) -> tuple[Any, ...]:
    return (
        row.id,
        row.at,
        row.actor,
        say(CHANNEL_LABELS.get(Channel(row.channel), "")),
        row.address,
        say(ACCESS_ACTS.get(row.act, row.act)),
        row.count,
        ids,
        consented,
        row.query,
        row.reason,
    )
