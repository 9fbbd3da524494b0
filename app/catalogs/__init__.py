"""All catalogs of Điều 10.1, declared; importing this package declares them."""

from app.catalogs import (  # noqa: F401  the declarations register themselves
    calendar,
    organisation_rules,
    other,
    pay,
    places,
    positions,
    training,
    work,
)
