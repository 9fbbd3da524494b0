"""The tables: on the console, and in docs/benchmarks.md between two marks."""

import dataclasses
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from benchmarks.store import bench_folder
from config import ROOT, sqlite_driver

DOCUMENT = ROOT / "docs" / "benchmarks.md"
START, END = "<!-- tables: written by `make bench` -->", "<!-- end of tables -->"
_HEAD = ("What", "Aim", "p50", "p95", "Floor p50", "Ratio", "SQL", "CPU ms", "KiB")
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def keep(engine: str, size: int, figures: Sequence[Figure]) -> None:
    """Remember the figures, so that a run of one size leaves the tables of the others standing."""
    kept = _kept()
    kept[f"{size} {engine}"] = [dataclasses.asdict(figure) for figure in figures]
    _path().write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def write() -> None:
    """Put every table remembered into the document."""
    tables = []
    for name, figures in sorted(_kept().items(), key=lambda entry: int(entry[0].split()[0])):
        size, engine = name.split()
        tables.append(table(engine, int(size), [Figure(**values) for values in figures]))
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else f"# Benchmarks\n\n{START}\n{END}\n"
    before, _start, rest = text.partition(START)
    _old, _end, after = rest.partition(END)
    DOCUMENT.parent.mkdir(exist_ok=True)
    body = "\n".join([START, _machine(), *tables, END])
    DOCUMENT.write_text(before + body + after, encoding="utf-8")


def table(engine: str, size: int, figures: Sequence[Figure]) -> str:
    """One Markdown table, readable on a console too."""
    rows = [_HEAD, *(_row(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(["", f"### {_NAMES[engine]}, {size:,} people", "", *lines, ""])


def _row(figure: Figure) -> tuple[str, ...]:
    unit = figure.unit
    return (
        figure.name,
        figure.aim,
        f"{_number(figure.p50, 1)} {unit}",
        f"{_number(figure.p95, 1)} {unit}" if figure.p95 else figure.note,
        f"{_number(figure.floor, 1)} {unit}" if figure.floor else "",
        _number(figure.ratio, 2) if figure.floor else "",
        "" if figure.statements is None else str(figure.statements),
        "" if figure.cpu is None else _number(figure.cpu, 1),
        "" if figure.size is None else _number(figure.size / 1024, 0),
    )


def _number(value: float, places: int) -> str:
    return f"{value:,.{places}f}"


def _machine() -> str:
    cores, python = os.cpu_count(), platform.python_version()
    return (
        f"\n{cores} cores, Python {python}, SQLite {sqlite_driver().sqlite_version}. The floor was measured in"
        " the same run.\n"
    )


def _kept() -> dict[str, list[dict[str, Any]]]:
    path = _path()
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def _path() -> Path:
    return bench_folder() / "results.json"
