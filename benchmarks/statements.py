"""How many SQL statements a page takes: counted in this process, where each one can be seen."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import saving
from benchmarks.figures import Page
from benchmarks.pages import CITY
from benchmarks.store import PASSWORD
from tests.support.cast import counted_statements
from tests.support.product import Product, running_product


def count_statements(env: dict[str, str], pages: Sequence[Page], person: int) -> dict[str, int]:
    """Name of the page -> statements of its second visit (the first fills what is kept in memory); also of an
    entry that is saved, in this record."""
    with running_product(env) as product:
        clients = {name: product.login(name, PASSWORD) for name in {page.username for page in pages}}
        counted = {
            page.name: _second(product, functools.partial(_visit, clients[page.username], page))
            for page in pages
        }
        client = clients[CITY]
        counted[saving.NAME] = _second(
            product, lambda: client.post_form(saving.address(person), saving.COURSE)
        )
    return counted


def _visit(client: Any, page: Page) -> None:
    for path in page.paths:
        client.get(path)


def _second(product: Product, work: Callable[[], object]) -> int:
    work()
    with counted_statements(product) as seen:
        work()
    return sum(not statement.startswith("BEGIN") for statement in seen)
