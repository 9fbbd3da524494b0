"""``python -m benchmarks 40000 200000``: both engines, one table each, docs/benchmarks.md written anew."""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks import floors, report, store
from benchmarks.data import SUBTREE
from benchmarks.figures import Figure, Page, page_figure, parallel_figure
from benchmarks.floors import Bare
from benchmarks.http_client import Browser
from benchmarks.servers import KeptServer, Product, running
from benchmarks.statements import count_statements
from benchmarks.workbook import workbook_figure
from config import Settings

ENGINES = ("sqlite", "postgresql")
#: Above this size the workbook is left out: the aim speaks of 200.000 rows.
LARGEST_WORKBOOK = 200_000


def main() -> None:
    """Measure every size on every engine that was asked for."""
    options = _options()
    for size in options.sizes:
        for engine in options.engines:
            with database(engine, size) as env:
                figures = measure(env, size, options.repeats)
            report.keep(engine, size, figures)
            print(report.table(engine, size, figures), flush=True)
    report.write()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    parser.add_argument("--repeats", type=int, default=60)
    return parser.parse_args()


@contextlib.contextmanager
def database(engine: str, size: int) -> Iterator[dict[str, str]]:
    """The environment of the product over a filled database of this size."""
    folder = store.bench_folder() / str(size) / engine
    folder.mkdir(parents=True, exist_ok=True)
    if engine == "sqlite":
        yield store.filled(store.environment(folder, None), size)
        return
    server, name = KeptServer.at(store.bench_folder() / "postgresql"), f"hoso_{size}"
    with server:
        if not store.is_filled(folder, size):
            server.drop_database(name)
            server.create_database(name)
        yield store.filled(store.environment(folder, server.url(name)), size)


def measure(env: dict[str, str], size: int, repeats: int) -> list[Figure]:
    """Every figure of one database."""
    bare = Bare(Settings.from_environment(env).database_url)
    pages = _pages(bare)
    statements = count_statements(env, pages)
    with running(env) as product, contextlib.closing(bare):
        figures = [_figure(page, product, bare, repeats, statements) for page in pages]
        figures.append(_parallel(pages[0], product, bare))
        if size <= LARGEST_WORKBOOK:
            browser = Browser(product.port, "sonoivu", store.PASSWORD)
            figures += workbook_figure(product, browser, bare, Path(env["DATA_DIR"]))
    return figures


def _figure(page: Page, product: Product, bare: Bare, repeats: int, statements: dict[str, int]) -> Figure:
    browser = Browser(product.port, page.username, store.PASSWORD)
    figure = page_figure(page, browser, product.web, bare, repeats)
    figure.statements = statements[page.name]
    return figure


def _parallel(page: Page, product: Product, bare: Bare) -> Figure:
    crowd = Page("List, page 1, four clients", page.username, page.paths, page.floor, 0)

    def sign_in() -> Browser:
        return Browser(product.port, page.username, store.PASSWORD)

    return parallel_figure(crowd, sign_in, product.web, bare, 8)


def _pages(bare: Bare) -> list[Page]:
    """The pages of the issue, over the units and records this database holds."""
    [(root,)] = bare.rows("SELECT path FROM unit WHERE code = ?", SUBTREE)
    [(city, city_id)] = bare.rows("SELECT path, id FROM unit WHERE parent_id IS NULL")
    [(person,)] = bare.rows(
        "SELECT min(id) FROM person WHERE home_path >= ? AND record_state = 'verified'", root
    )
    rows = "/person/list/?psize=50"
    return [
        Page("List, page 1, branch of 7,000", "soyte", (rows,), floors.branch_page(bare, root), 20),
        Page("List, page 101, branch of 7,000", "soyte", (f"{rows}&page=100",), floors.branch_page(bare, root, 5000), 25),
        Page("List, page 1, whole city", "sonoivu", (rows,), floors.city_page(bare, city), 25),
        Page("List, page 200, whole city", "sonoivu", (f"{rows}&page=199",), floors.city_page(bare, city, 9950), 25),
        Page("Search “tran van hung”, city", "sonoivu", (f"{rows}&q=tran+van+hung",), floors.rare_words_page(bare, ["tran", "van", "hung"]), 25),
        Page("Search “hung”, city", "sonoivu", (f"{rows}&q=hung",), floors.rare_words_page(bare, ["hung"]), 25),
        Page("Search “nguyen”, city", "sonoivu", (f"{rows}&q=nguyen",), floors.common_word_page(bare, city, "nguyen"), 25),
        Page("Search a staff number, city", "sonoivu", (f"{rows}&q=ct-cc-000777",), floors.rare_words_page(bare, ["ct", "cc", "000777"]), 25),
        Page("Edit form of a record", "sonoivu", (f"/person/edit/{person}",), floors.one_record(person), 20),
        Page("Tree of 3,000 units with counts", "sonoivu", ("/unit/tree", f"/unit/children/{city_id}"), floors.tree(), 40),
        Page("Front page with charts, city", "sonoivu", ("/",), floors.tree()[1:], 40),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
