"""The register of consents: who outside the scope may read which record, until when (Điều 8.3)."""

from typing import Any, ClassVar

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy import select

from app.access.consents import (
    account_names,
    consent_in_scope,
    consent_service,
    consents_of,
    is_open,
    managed_record,
    unit_names,
)
from app.core import things
from app.core.database import db
from app.core.errors import NotFound, RuleViolated
from app.core.fields import Field
from app.core.rights import Right
from app.core.words import say
from app.organisation.models import UnitRef
from app.personnel.models import Person
from app.web.account_forms import kept_scan
from app.web.account_view import file_answer
from app.web.requests import reference_value, row_id

_ASKED = (
    "valid_from", "valid_to", "document_number", "document_on", "document_file", "agreed_by", "purpose",
    "shows_sensitive",
)  # fmt: skip


class ConsentView(BaseView):
    """Đồng ý cho xem hồ sơ."""

    route_base = "/consent"
    class_permission_name = "consent"
    default_view = "list"
    method_permission_name: ClassVar[dict[str, str]] = {
        "list": str(Right.VIEW),
        "person": str(Right.VIEW),
        "give": str(Right.ADD),
        "withdraw": str(Right.EDIT),
        "scan": str(Right.VIEW),
    }

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        """Every consent on records in scope, newest first."""
        return self._page(None, {}, {})

    @expose("/person/<pk>")
    @has_access
    def person(self, pk: str) -> Any:
        """The consents on one record, and the form of a new one."""
        return self._page(_person(row_id(pk)), {}, {})

    @expose("/give/<pk>", methods=["POST"])
    @has_access
    def give(self, pk: str) -> Any:
        """Write a consent down."""
        form, person_id = request.form, row_id(pk)
        raw: dict[str, Any] = {name: form.get(name, "") for name in _ASKED}
        raw["shows_sensitive"] = form.get("shows_sensitive") or "0"
        unit = reference_value(form.get("unit_id", ""))
        raw["unit_id"] = unit if isinstance(unit, int) else None
        try:
            consent_service.give(db.session(), person_id, raw, form.get("account", ""), kept_scan)
        except RuleViolated as error:
            return self._page(_person(person_id), raw, error.errors, error.message), 422
        flash(say("Đã ghi đồng ý cho xem hồ sơ."), "success")
        return redirect(url_for("ConsentView.person", pk=person_id))

    @expose("/withdraw/<pk>", methods=["POST"])
    @has_access
    def withdraw(self, pk: str) -> Any:
        """End a consent; it stays in the register."""
        try:
            row = consent_service.withdraw(db.session(), row_id(pk), reason=request.form.get("reason", ""))
        except RuleViolated as error:
            flash(error.message, "danger")
            return redirect(url_for("ConsentView.list"))
        flash(say("Đã thu hồi đồng ý."), "success")
        return redirect(url_for("ConsentView.person", pk=row.person_id))

    @expose("/scan/<pk>")
    @has_access
    def scan(self, pk: str) -> Any:
        """The scan of the document of a consent, as a download."""
        row = consent_in_scope(db.session(), row_id(pk))
        return file_answer(db.session(), row.scan_id)

    def _page(self, person: Any, values: Any, errors: Any, message: str = "") -> Any:
        session = db.session()
        rows = consents_of(session, person.id if person is not None else None)
        title = say("Đồng ý cho xem hồ sơ: {person}", person=person) if person is not None else ""
        return self.render_template(
            "hoso/consents.html",
            title=title or say("Sổ đồng ý cho xem hồ sơ"),
            person=person,
            rows=rows,
            is_open=is_open,
            accounts=account_names(session, [row.account_id for row in rows]),
            units=unit_names(session, [row.unit_id for row in rows]),
            fields=_fields(),
            values=values,
            errors=errors,
            message=message,
            account=request.form.get("account", ""),
            unit_title=_unit_title(values.get("unit_id")),
        )


def _fields() -> dict[str, Field]:
    return {name: things.get("consent").fields[name] for name in _ASKED}


def _unit_title(unit_id: Any) -> str:
    unit = db.session.get(UnitRef, unit_id) if isinstance(unit_id, int) else None
    return unit.name if unit is not None else ""


def _person(pk: int) -> Any:
    # Whoever reads it under a consent does not see to whom else it is open.
    managed_record(db.session(), pk, Right.VIEW)
    person = db.session.scalars(select(Person).where(Person.id == pk)).first()
    if person is None:
        raise NotFound()
    return person
