"""Parts of a list's page that are the same for every reader with the same columns; made once."""

import functools
from collections.abc import Iterable, Sequence
from itertools import groupby

from flask_babel import get_locale
from markupsafe import Markup

from app.core import things
from app.core.fields import Field
from app.core.words import say
from app.reports.criteria import Criterion, entry_criteria

_COLUMN = Markup(
    '<li draggable="true"><label><input type="checkbox" name="columns" value="{}"{}> {}</label><span>'
    '<button type="button" class="hs-mini" data-hs-up aria-label="{}">'
    '<i class="fa fa-arrow-up" aria-hidden="true"></i></button>'
    '<button type="button" class="hs-mini" data-hs-down aria-label="{}">'
    '<i class="fa fa-arrow-down" aria-hidden="true"></i></button></span></li>\n'
)
#: The title of a row leads to it, so it always has a column.
_FIXED = Markup(
    '<li draggable="true"><label><input type="checkbox" checked disabled> {}</label>'
    '<input type="hidden" name="columns" value="{}"><span class="hs-quiet">{}</span></li>\n'
)
_OPTION = Markup('<option value="{}"{}>{}{}</option>')
_KIND = Markup('<optgroup label="{}">{}</optgroup>')


def column_items(key: str, shown: Sequence[Field]) -> Markup:
    """Every column that may be shown, those that are first and in their order, to tick and to move."""
    return _column_items(key, tuple(field.name for field in shown), str(get_locale()))


def column_count(key: str) -> int:
    """How many columns a list could show."""
    return len(_listable(key))


def criterion_options(key: str, chosen: str = "") -> Markup:
    """Every field a list can be filtered by; those of entries under the name of their kind."""
    return _criterion_options(key, chosen, str(get_locale()))


def _listable(key: str) -> list[str]:
    fields = things.get(key).fields.values()
    return [field.name for field in fields if not field.sensitive and not field.derived]


@functools.lru_cache(maxsize=500)
def _column_items(key: str, shown: tuple[str, ...], _language: str) -> Markup:
    thing = things.get(key)
    names = dict.fromkeys([*shown, *_listable(key)])
    return Markup("").join(
        _FIXED.format(say(thing.fields[name].label), name, say("cố định"))
        if name == thing.title
        else _column_item(thing.fields[name], name in shown)
        for name in names
    )


def _column_item(field: Field, is_shown: bool) -> Markup:
    label = say(field.label)
    up, down = say("Đưa cột {label} lên", label=label), say("Đưa cột {label} xuống", label=label)
    return _COLUMN.format(field.name, Markup(" checked") if is_shown else "", label, up, down)


@functools.lru_cache(maxsize=200)
def _criterion_options(key: str, chosen: str, _language: str) -> Markup:
    thing = things.get(key)
    own = [Criterion(field) for field in thing.fields.values() if field.is_filterable and not field.derived]
    kinds = groupby(entry_criteria(thing).values(), lambda criterion: criterion.kind)
    of_entries = [_KIND.format(say(kind.label), _options(found, chosen)) for kind, found in kinds if kind]
    return _options(own, chosen) + Markup("").join(of_entries)


def _options(criteria: Iterable[Criterion], chosen: str) -> Markup:
    return Markup("").join(
        _OPTION.format(
            criterion.name,
            Markup(" selected") if criterion.name == chosen else "",
            f"{criterion.field.item}. " if criterion.field.item and not criterion.kind else "",
            criterion.label,
        )
        for criterion in criteria
    )
