"""All catalogs on one page, with how many values each has."""

from typing import Any

from flask_appbuilder import BaseView, expose

from app.core.actor import require_actor
from app.core.database import db
from app.core.errors import StepNotAllowed
from app.core.words import say
from app.reports.catalog_sizes import CatalogSize, catalog_sizes
from app.web.families import FAMILIES
from app.web.formatting import said_number, view_url


class CatalogsView(BaseView):
    """Danh mục: whoever may view one of them sees those they may view (Điều 10.1)."""

    route_base = "/catalogs"

    @expose("/list/")
    def list(self) -> Any:
        """The catalogs by family, each number leading to its values."""
        require_actor()
        sizes = catalog_sizes(db.session())
        if not sizes:
            raise StepNotAllowed(say("Tài khoản không có quyền xem danh mục nào."))
        return self.render_template(
            "hoso/catalogs.html",
            title=say("Danh mục"),
            said=said_sizes(sizes),
            families=_by_family(sizes),
            view_url=view_url,
            said_number=said_number,
        )


def said_sizes(sizes: list[CatalogSize]) -> str:
    """How many values there are in all, in words."""
    in_use, retired = sum(one.in_use for one in sizes), sum(one.retired for one in sizes)
    return say(
        "{in_use} giá trị đang dùng, {retired} ngừng dùng",
        in_use=said_number(in_use),
        retired=said_number(retired),
    )


def _by_family(sizes: list[CatalogSize]) -> list[tuple[str, list[CatalogSize]]]:
    """(label, catalogs) in the order of the menu."""
    grouped = [
        (label, [one for one in sizes if one.thing.family == key]) for key, (label, _icon) in FAMILIES.items()
    ]
    return [(label, found) for label, found in grouped if found]
