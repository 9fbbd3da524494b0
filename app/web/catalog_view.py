"""The screens of catalogs: the generated ones, merging, and Excel in and out (C8)."""

import io
from typing import Any, ClassVar

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access

from app.catalogs.services import catalog_service
from app.core.errors import Conflict, RuleViolated
from app.core.rights import Right
from app.core.words import say
from app.documents.catalog_workbook import import_catalog
from app.web.export import catalog_workbook_response
from app.web.formatting import may, view_url
from app.web.lookup import reference_title
from app.web.requests import reference_value, row_id
from app.web.thing_view import METHOD_RIGHTS, ThingView


class CatalogView(ThingView):
    """Values of one catalog."""

    method_permission_name: ClassVar[dict[str, str]] = {
        **{name: str(r) for name, r in METHOD_RIGHTS.items()},
        "merge": str(Right.MANAGE),
        "workbook": str(Right.EXPORT),
        "import_file": str(Right.IMPORT),
    }
    show_template = "hoso/catalog_show.html"

    def more_to_show(self, row: Any) -> dict[str, Any]:
        # The number counts the whole city: only for who may merge values of the whole city.
        if not may(str(Right.MANAGE), self.thing.key):
            return {"uses": None}
        return {"uses": catalog_service(self.thing.key).uses(self.session, row.id)}

    @expose("/merge/<pk>", methods=["GET", "POST"])
    @has_access
    def merge(self, pk: str) -> Any:
        """Ask into which value, say how many references move; then move them."""
        service = catalog_service(self.thing.key)
        row = service.get(self.session, row_id(pk))
        if request.method == "GET":
            return self._merge_page(row, "")
        into = reference_value(request.form.get("into", ""))
        try:
            if not isinstance(into, int):
                raise RuleViolated(say("Chọn giá trị giữ lại."))
            moved = service.merge(self.session, row.id, into)
        except RuleViolated as error:
            return self._merge_page(service.get(self.session, row_id(pk)), error.message), 422
        name = reference_title(self.session, self.thing.key, into)
        flash(say("Đã gộp vào «{name}»: chuyển {moved} chỗ đang dùng.", name=name, moved=moved), "success")
        return redirect(view_url(self.thing.key, "show", pk=into))

    def _merge_page(self, row: Any, message: str) -> Any:
        uses = catalog_service(self.thing.key).uses(self.session, row.id)
        return self.page(
            "hoso/merge.html", title=say("Gộp giá trị: {row}", row=row), row=row, uses=uses, message=message
        )

    @expose("/workbook", methods=["POST"])
    @has_access
    def workbook(self) -> Any:
        """The whole catalog as a workbook that the import reads back."""
        return catalog_workbook_response(self.session, self.thing)

    @expose("/import", methods=["GET", "POST"])
    @has_access
    def import_file(self) -> Any:
        """Read a workbook: every fault named by its cell, or all rows written."""
        if request.method == "GET":
            return self._import_page(None)
        file = request.files.get("file")
        if file is None or not file.filename:
            return self._import_page(RuleViolated(say("Chưa chọn tệp Excel."))), 422
        try:
            result = import_catalog(self.session, self.thing, io.BytesIO(file.read()))
        except Conflict as error:
            return self._import_page(RuleViolated(error.message)), 409
        except RuleViolated as error:
            return self._import_page(error), 422
        flash(
            say(
                "Đã nhập: thêm {added}, sửa {changed}, giữ nguyên {unchanged} dòng.",
                added=result.added,
                changed=result.changed,
                unchanged=result.unchanged,
            ),
            "success",
        )
        return redirect(view_url(self.thing.key, "list"))

    def _import_page(self, error: RuleViolated | None) -> Any:
        return self.page(
            "hoso/import.html", title=say("Nhập Excel: {label}", label=say(self.thing.label)), error=error
        )
