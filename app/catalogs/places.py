"""Catalogs of places and languages (2C mục 4, mục 15.5).

Codes of places are reused by other places, so a place is a code and the day it holds from.
"""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, flag, ref, text

declare(
    Catalog(
        "country",
        "Quốc gia, vùng lãnh thổ",
        legal="2C mục 4",
        family="place",
        hint="Mã hai chữ cái theo ISO 3166-1.",
        extra={
            "kind": choice(
                "Loại",
                {
                    "state": "Quốc gia",
                    "territory": "Vùng lãnh thổ",
                    "former_state": "Quốc gia không còn tồn tại",
                },
                required=True,
            ),
        },
    ),
    Catalog(
        "province",
        "Tỉnh, thành phố",
        legal="2C mục 4",
        family="place",
        dated=True,
        code_unique_per=("valid_from",),
        hint="63 đơn vị đến hết 30/06/2025, 34 đơn vị từ 01/07/2025; mã được dùng lại nên "
        "một đơn vị là mã và ngày hiệu lực.",
        extra={
            "kind": choice(
                "Loại",
                {"city": "Thành phố trực thuộc Trung ương", "province": "Tỉnh"},
                required=True,
            ),
            "identity_prefix": text("Ba số đầu của số định danh", max_length=3),
            "successors": text("Mã đơn vị kế tiếp", help="Mã có hiệu lực ngay sau khi đơn vị này kết thúc."),
        },
    ),
    Catalog(
        "commune",
        "Xã, phường, thị trấn",
        legal="2C mục 4",
        family="place",
        dated=True,
        code_unique_per=("valid_from",),
        hint="Mã và tên được dùng lại cho đơn vị khác từ 01/07/2025: một đơn vị là mã và ngày hiệu lực.",
        extra={
            "kind": choice(
                "Loại",
                {"ward": "Phường", "commune": "Xã", "township": "Thị trấn"},
                required=True,
            ),
            "district": text("Quận, huyện (đến 30/06/2025)"),
            "province": ref("province", "Tỉnh, thành phố", required=True),
            "successors": text("Mã đơn vị kế tiếp", help="Các mã cách nhau bằng dấu chấm phẩy."),
            "is_split": flag("Tách vào nhiều đơn vị"),
            "predecessors": text(
                "Mã đơn vị trước sắp xếp",
                max_length=500,
                help="Các mã của năm 2015, cách nhau bằng dấu chấm phẩy.",
            ),
            "former_province": text("Địa bàn trước 01/07/2025"),
        },
    ),
    Catalog(
        "language",
        "Ngôn ngữ",
        legal="2C mục 15.5",
        family="place",
        hint="Mã theo ISO 639.",
        extra={
            "kind": choice(
                "Loại",
                {
                    "foreign": "Ngoại ngữ",
                    "ethnic": "Tiếng dân tộc thiểu số",
                    "sign": "Ngôn ngữ ký hiệu",
                },
                required=True,
            ),
        },
    ),
)
