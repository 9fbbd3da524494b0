"""``python -m benchmarks 40000 200000``: both engines, one table each, docs/benchmarks.md written anew."""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks import papers, report, saving, store
from benchmarks.figures import Figure, Page, page_figure, parallel_figure
from benchmarks.floors import Bare
from benchmarks.http_client import Browser
from benchmarks.pages import CITY, Known, pages
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
    known = Known.of(bare)
    wanted, people = pages(bare, known), saving.records_to_write(bare)
    statements = count_statements(env, wanted, known.person)
    floor = papers.Floor(env, people)
    with running(env) as product, contextlib.closing(bare):
        figures = [_figure(page, product, bare, repeats) for page in wanted]
        figures.append(saving.saving_figure(_signed_in(product), product.web, bare, repeats))
        for figure in figures:
            figure.statements = statements[figure.name]
        figures.append(_parallel(wanted[0], product, bare))
        if size <= LARGEST_WORKBOOK:
            figures += workbook_figure(product, _signed_in(product), bare, Path(env["DATA_DIR"]))
        figures += papers.paper_figures(product, _signed_in, people, floor)
    return figures


def _signed_in(product: Product) -> Browser:
    """The account of the city on a fresh connection: an idle one is closed by the server."""
    return Browser(product.port, CITY, store.PASSWORD)


def _figure(page: Page, product: Product, bare: Bare, repeats: int) -> Figure:
    browser = Browser(product.port, page.username, store.PASSWORD)
    return page_figure(page, browser, product.web, bare, repeats)


def _parallel(page: Page, product: Product, bare: Bare) -> Figure:
    crowd = Page("List, page 1, four clients", page.username, page.paths, page.floor)

    def sign_in() -> Browser:
        return Browser(product.port, page.username, store.PASSWORD)

    return parallel_figure(crowd, sign_in, product.web, bare, 8)


if __name__ == "__main__":
    main()
