"""A declaration cannot rest on an article that does not exist (Quy chế 3473/QĐ-UBND; mẫu 2C)."""

import pytest

from app.core.citations import check_citation
from app.core.errors import DeclarationError


@pytest.mark.parametrize(
    "citation",
    [
        "Điều 1",
        "Điều 2.5",
        "Điều 4.1.d",
        "Điều 9.13",
        "Điều 10.1.a",
        "Điều 10.1.đ",
        "Điều 10.1.g",
        "Điều 11.1.c",
        "Điều 14.2",
        "Điều 20.4.h",
        "Điều 22.5",
        "2C mục 1",
        "2C mục 15.6",
        "2C mục 32",
        "NĐ 204/2004/NĐ-CP",
        "Điều 9.1; 2C mục 12",
    ],
)
def test_law_that_exists_may_be_cited(citation):
    check_citation(citation)


@pytest.mark.parametrize(
    "citation",
    [
        "",
        "Điều",
        "Điều 0",
        "Điều 23",
        "Điều 2.6",
        "Điều 9.14",
        "Điều 10.5",
        "Điều 10.1.h",
        "Điều 10.1.f",
        "Điều 10.2.a",
        "Điều 14.3",
        "Điều 10.1.a ",
        "điều 10",
        "2C mục 0",
        "2C mục 33",
        "2C mục 15.7",
        "2C mục 12.1",
        "NĐ 999/2004/NĐ-CP",
        "Điều 9.1;2C mục 12",
        "Điều 9.1; Điều 99",
    ],
)
def test_law_that_does_not_exist_may_not(citation):
    with pytest.raises(DeclarationError, match="unknown citation"):
        check_citation(citation)
