"""How many SQL statements a page takes: counted in this process, where each one can be seen."""

from collections.abc import Sequence

from benchmarks.figures import Page
from benchmarks.store import PASSWORD
from tests.support.cast import counted_statements
from tests.support.product import running_product


def count_statements(env: dict[str, str], pages: Sequence[Page]) -> dict[str, int]:
    """Name of the page -> statements of its second visit (the first fills what is kept in memory)."""
    counted = {}
    with running_product(env) as product:
        clients = {name: product.login(name, PASSWORD) for name in {page.username for page in pages}}
        for page in pages:
            client = clients[page.username]
            for path in page.paths:
                client.get(path)
            with counted_statements(product) as seen:
                for path in page.paths:
                    client.get(path)
            counted[page.name] = sum(not statement.startswith("BEGIN") for statement in seen)
    return counted
