"""The order of a list: the column asked for, then the thing's own order, then the id."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import aliased

from app.core import things
from app.core.fields import Kind
from app.reports.asked import ListRequest, filterable


def ordered(query: Select[Any], request: ListRequest) -> Select[Any]:
    """The query in the order that was asked for, always a total one."""
    query, keys = order_keys(query, request)
    return query.order_by(*keys)


def order_keys(query: Select[Any], request: ListRequest) -> tuple[Select[Any], list[Any]]:
    """The query with what its order needs joined to it, and the keys; only the first may descend."""
    model, thing = request.thing.model, request.thing
    keys: list[Any] = []
    if request.order:
        field = filterable(thing, request.order)
        if field.kind is Kind.REF:
            target = aliased(things.get(field.target).reference_model)
            query = query.outerjoin(target, target.id == getattr(model, field.column_name))
            keys.append(target.name)
        elif request.order == thing.title and hasattr(model, "sort_key"):
            keys.append(model.sort_key)
        else:
            keys.append(getattr(model, field.column_name))
    default = [getattr(model, name) for name in thing.order_by]
    keys += [key for key in default if key is not (keys[0] if keys else None)]
    if not any(key is model.id for key in keys):
        keys.append(model.id)
    first = keys[0].desc() if request.descending else keys[0].asc()
    return query, [first, *keys[1:]]
