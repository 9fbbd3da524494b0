"""What a type of unit may have: positions and pay tables (Điều 10.1.d)."""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, decimal, integer, ref, text

LEVELS = {"city": "Thành phố", "district": "Quận, huyện", "commune": "Xã, phường, thị trấn"}

declare(
    Catalog(
        "unit_position_rule",
        "Quan hệ tổ chức - chức vụ",
        legal="Điều 10.1.d",
        family="organisation",
        hint="Số người tối thiểu, tối đa giữ một chức vụ; các dòng cùng nhóm dùng chung định mức.",
        extra={
            "unit_type": ref("unit_type", "Loại hình đơn vị", required=True),
            "level": choice("Cấp", LEVELS, help="Để trống: mọi cấp."),
            "position": ref("position", "Chức vụ", required=True),
            "minimum": integer("Tối thiểu", minimum=0, maximum=1000),
            "maximum": integer("Tối đa", minimum=0, maximum=1000),
            "shared_group": text(
                "Nhóm dùng chung định mức",
                max_length=64,
                help="Tối thiểu, tối đa tính cho tổng số người giữ các chức vụ cùng nhóm.",
            ),
            "position_allowance": decimal("Hệ số phụ cấp chức vụ", help="Để trống: theo chức vụ chuẩn."),
        },
    ),
    Catalog(
        "unit_pay_rule",
        "Quan hệ tổ chức - lương",
        legal="Điều 10.1.d",
        family="organisation",
        hint="Bảng lương mà một loại hình đơn vị được dùng; loại hình để trống: mọi đơn vị.",
        extra={
            "unit_type": ref("unit_type", "Loại hình đơn vị", help="Để trống: mọi loại hình."),
            "level": choice("Cấp", LEVELS, help="Để trống: mọi cấp."),
            "pay_table": ref("pay_table", "Bảng lương", required=True),
            "grade_groups": text(
                "Nhóm ngạch",
                codes_of="grade_group",
                help="Mã cách nhau bằng dấu chấm phẩy; để trống: cả bảng.",
            ),
            "allowances": text(
                "Phụ cấp đặc trưng",
                codes_of="allowance_type",
                help="Mã loại phụ cấp cách nhau bằng dấu chấm phẩy.",
            ),
            "excluded_allowances": text(
                "Phụ cấp không được hưởng",
                codes_of="allowance_type",
                help="Mã loại phụ cấp cách nhau bằng dấu chấm phẩy.",
            ),
        },
    ),
)
