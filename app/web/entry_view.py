"""The screens of entries: one view over all declared kinds.

Each address is a page of its own; with ``part=1`` it is the same without its frame, which a script puts
into the drawer of the record's page, and a form that was saved answers where to go on.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import flash, jsonify, redirect, request
from flask_appbuilder import BaseView, expose, has_access
from sqlalchemy.orm import Session

from app.audit.services import lines_of
from app.core.actor import operation
from app.core.database import db
from app.core.entry import EntryThing
from app.core.errors import Conflict, NotFound, RuleViolated
from app.core.fields import Field
from app.core.rights import Right
from app.core.services import service_of
from app.core.words import say
from app.personnel.attachments import attachments_of
from app.personnel.entry_services import EntryService, refuse_closed
from app.personnel.models import Person
from app.web.entry_acts import ENTRY_ACTS, EntryAct
from app.web.entry_reading import (
    entry_in_view,
    fields_in_form,
    kind_of,
    record_in_view,
    require_group,
    require_open,
)
from app.web.formatting import sights_of, view_url
from app.web.history_names import load_history_names
from app.web.lookup import chosen_titles
from app.web.once import carry_out_once, new_token
from app.web.requests import form_values, number, row_id
from app.web.thing_view import differing

Place = tuple[EntryThing, Any, Person]


class EntryView(BaseView):
    """Entries of records, of every kind."""

    route_base = "/entry"
    class_permission_name = "person"
    default_view = "show"
    method_permission_name: ClassVar[dict[str, str]] = {
        "show": str(Right.VIEW),
        **dict.fromkeys(("add", "edit", "end", "void", "restore"), str(Right.EDIT)),
        "verify": str(Right.VERIFY),
    }

    @property
    def session(self) -> Session:
        session: Session = db.session()
        return session

    # Looking ----------------------------------------------------------------------------------

    @expose("/<kind>/show/<pk>", methods=["GET"])
    @has_access
    def show(self, kind: str, pk: str) -> Any:
        """All of one entry, what may be done with it, and its history."""
        thing, row, person = self._place(kind, pk, Right.VIEW)
        sights_of(person)  # the lines of its history ask for it
        lines = lines_of(self.session, thing, row.id)
        load_history_names(self.session, lines)
        is_closed = person.is_removed or person.record_state == "archived"
        acts = [act for act in ENTRY_ACTS.values() if not is_closed and act.fits(thing, row)]
        files = attachments_of(self.session, person.id, kind=thing.key, entry_id=row.id)
        place = (thing, row, person)
        return self._page("show", place, history=lines, acts=acts, is_closed=is_closed, files=files)

    # Adding, editing --------------------------------------------------------------------------

    @expose("/<kind>/add/<pk>", methods=["GET", "POST"])
    @has_access
    def add(self, kind: str, pk: str) -> Any:
        """An empty form for the record of this id, or the new entry."""
        thing = kind_of(kind)
        require_group(thing, Right.EDIT)
        with operation(Right.EDIT):
            person = record_in_view(self.session, row_id(pk))
        place: Place = (thing, None, person)
        if request.method == "GET":
            refuse_closed(person)
            first = {f.name: f.default for f in thing.form_fields() if f.default is not None}
            return self._form(place, first, {})
        values, person_id, service = self._values(place), person.id, _service(thing)
        try:
            carry_out_once(self.session, thing, lambda: service.add_to(self.session, person_id, values))
        except RuleViolated as error:
            return self._form(place, values, error.errors, error.message), 422
        return self._saved(thing, person_id, say("Đã thêm vào «{label}».", label=say(thing.label)))

    @expose("/<kind>/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, kind: str, pk: str) -> Any:
        """The filled form, or the changed entry; 409 with both versions when somebody was faster."""
        place = thing, row, person = self._place(kind, pk, Right.EDIT)
        if request.method == "GET":
            refuse_closed(person)
            present = {f.name: getattr(row, f.column_name) for f in self._fields(place)}
            return self._form(place, present, {})
        values, person_id = self._values(place), person.id
        try:
            _service(thing).update(self.session, row.id, values, version=_version())
        except Conflict as error:
            return self._conflict(self._place(kind, pk, Right.EDIT), values, error)
        except RuleViolated as error:
            return self._form(self._place(kind, pk, Right.EDIT), values, error.errors, error.message), 422
        return self._saved(thing, person_id, say("Đã lưu."))

    def _form(
        self, place: Place, values: Mapping[str, Any], errors: Mapping[str, str], message: str = ""
    ) -> Any:
        _thing, row, _person = place
        fields = self._fields(place)
        return self._page(
            "form", place,
            fields=fields, values=values, errors=errors, message=message, once=new_token(),
            chosen=chosen_titles(self.session, fields, values, row),
        )  # fmt: skip

    def _conflict(self, place: Place, mine: Mapping[str, Any], error: Conflict) -> Any:
        """Both versions side by side; the author chooses what to keep."""
        _thing, row, _person = place
        known = self._fields(place)
        theirs = {f.name: getattr(row, f.column_name) for f in known}
        fields = differing(known, theirs, mine)
        chosen = chosen_titles(self.session, fields, mine, None)
        page = self._page("conflict", place, fields=fields, mine=mine, chosen=chosen, message=error.message)
        return page, 409

    def _fields(self, place: Place) -> list[Field]:
        thing, _row, person = place
        return fields_in_form(self.session, thing, person)

    def _values(self, place: Place) -> dict[str, Any]:
        return form_values(self._fields(place))

    # Acts on one entry ------------------------------------------------------------------------

    @expose("/<kind>/end/<pk>", methods=["GET", "POST"])
    @has_access
    def end(self, kind: str, pk: str) -> Any:
        """End an entry that is still going on."""
        return self._act("end", kind, pk)

    @expose("/<kind>/void/<pk>", methods=["GET", "POST"])
    @has_access
    def void(self, kind: str, pk: str) -> Any:
        """Void an entry with a reason; it stays readable."""
        return self._act("void", kind, pk)

    @expose("/<kind>/restore/<pk>", methods=["GET", "POST"])
    @has_access
    def restore(self, kind: str, pk: str) -> Any:
        """Bring a voided entry back."""
        return self._act("restore", kind, pk)

    @expose("/<kind>/verify/<pk>", methods=["GET", "POST"])
    @has_access
    def verify(self, kind: str, pk: str) -> Any:
        """Mark an entry as agreeing with its papers, or as doubtful."""
        return self._act("verify", kind, pk)

    def _act(self, name: str, kind: str, pk: str) -> Any:
        act = ENTRY_ACTS[name]
        place = thing, row, person = self._place(kind, pk, act.right)
        if request.method == "GET":
            refuse_closed(person)
            return self._ask(act, place)
        entry_id, person_id = row.id, person.id
        try:
            act.run(_service(thing), self.session, entry_id, request.form, _version())
        except Conflict as error:
            return self._ask(act, self._place(kind, pk, act.right), error), 409
        except RuleViolated as error:
            return self._ask(act, self._place(kind, pk, act.right), error), 422
        return self._saved(thing, person_id, say("{label}: đã thực hiện.", label=say(act.label)))

    def _ask(self, act: EntryAct, place: Place, error: Conflict | RuleViolated | None = None) -> Any:
        return self._page("act", place, act=act, error=error, form=request.form)

    # Pages ------------------------------------------------------------------------------------

    def _place(self, kind: str, pk: str, right: Right) -> Place:
        """The entry in scope for the right, its group open; NotFound, or StepNotAllowed, otherwise."""
        thing = kind_of(kind)
        require_group(thing, Right.VIEW)
        if right is not Right.VIEW:
            require_group(thing, Right.EDIT)
        with operation(right):
            row, person = entry_in_view(self.session, thing, row_id(pk))
        require_open(thing, person)
        return thing, row, person

    def _page(self, name: str, place: Place, **values: Any) -> Any:
        thing, row, person = place
        is_part = request.args.get("part") == "1"
        return self.render_template(
            f"hoso/entry_{name}.html",
            layout="hoso/part.html" if is_part else "hoso/base.html",
            part=is_part, thing=thing, row=row, person=person, back=_tab(thing, person.id), **values,
        )  # fmt: skip

    def _saved(self, thing: EntryThing, person_id: int, message: str) -> Any:
        flash(message, "success")
        address = _tab(thing, person_id)
        return jsonify(address=address) if request.args.get("part") == "1" else redirect(address)


def _tab(thing: EntryThing, person_id: int) -> str:
    """The address of the card of this kind on the record's page."""
    return view_url("person", "show", pk=person_id, tab=thing.tab, _anchor=thing.key)


def _version() -> int:
    return number(request.form, "_version", 0, 10**9)


def _service(thing: EntryThing) -> EntryService:
    service = service_of(thing)
    if not isinstance(service, EntryService):
        raise NotFound()
    return service
