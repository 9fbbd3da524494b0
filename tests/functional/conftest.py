"""Who signs in most: a browser without a screen for each, over the product of the module."""

import pytest

from tests.support.product import Product, ProductClient


@pytest.fixture(scope="module")
def clerk(product: Product) -> ProductClient:
    """The clerk of UBND phường Xuân Khánh."""
    return product.login("phuong.xuankhanh")


@pytest.fixture(scope="module")
def home_affairs(product: Product) -> ProductClient:
    """Sở Nội vụ: manages the tree, the accounts, the settings."""
    return product.login("sonoivu")


@pytest.fixture(scope="module")
def admin(product: Product) -> ProductClient:
    """The administrator of the system: catalogs and backups, no person."""
    return product.login("quantri")
