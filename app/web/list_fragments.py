"""Parts of a list's page that are the same for every reader who may meet the same columns; made once."""

import functools
from collections.abc import Iterable, Sequence
from itertools import groupby

from flask_babel import get_locale
from markupsafe import Markup

from app.core import things
from app.core.fields import Field
from app.core.words import say
from app.reports.asked import may_filter, may_list
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
    names = dict.fromkeys([*(field.name for field in shown), *_listable(key)])
    return _column_items(key, tuple(names), len(shown), str(get_locale()))


def column_count(key: str) -> int:
    """How many columns a list could show."""
    return len(_listable(key))


def criterion_options(key: str, chosen: str = "") -> Markup:
    """Every field a list can be filtered by; those of entries under the name of their kind."""
    own = [field.name for field in _own(key) if may_filter(field)]
    return _criterion_options(key, tuple(own), chosen, str(get_locale()))


def _own(key: str) -> list[Field]:
    return [field for field in things.get(key).fields.values() if not field.derived]


def _listable(key: str) -> list[str]:
    return [field.name for field in _own(key) if may_list(field)]


@functools.lru_cache(maxsize=500)
def _column_items(key: str, names: tuple[str, ...], shown: int, _language: str) -> Markup:
    """Of these columns the first `shown` are shown."""
    thing = things.get(key)
    return Markup("").join(
        _FIXED.format(say(thing.fields[name].label), name, say("cố định"))
        if name == thing.title
        else _column_item(thing.fields[name], place < shown)
        for place, name in enumerate(names)
    )


def _column_item(field: Field, is_shown: bool) -> Markup:
    label = say(field.label)
    up, down = say("Đưa cột {label} lên", label=label), say("Đưa cột {label} xuống", label=label)
    return _COLUMN.format(field.name, Markup(" checked") if is_shown else "", label, up, down)


@functools.lru_cache(maxsize=200)
def _criterion_options(key: str, names: tuple[str, ...], chosen: str, _language: str) -> Markup:
    thing = things.get(key)
    own = [Criterion(thing.fields[name]) for name in names]
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
