"""What the stock screens of accounts and roles take from an address: known columns, numbers in reason."""

from flask import Flask, abort, request

_SCREENS = {
    "RoleView": {"name"},
}
_LONGEST_NUMBER = 9


def register(app: Flask) -> None:
    """Check every request of these screens before Flask-AppBuilder reads it."""
    app.before_request(_check)


def _check() -> None:
    columns = _SCREENS.get(request.blueprint or "")
    if columns is None:
        return
    if not _is_number((request.view_args or {}).get("pk", "1")):
        abort(404)
    for name, value in request.args.items(multi=True):
        if name.startswith("_flt_") and name.split("_", 3)[-1] not in columns:
            abort(400)
        if name.startswith("_oc_") and value not in columns:
            abort(400)
        if name.startswith(("page_", "psize_")) and not _is_number(value):
            abort(400)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
