"""Catalogs of pay (Điều 10.1.c): tables, groups, grades, steps, allowances, base pay."""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, day, decimal, flag, integer, ref, text

declare(
    Catalog("field", "Lĩnh vực", legal="Điều 10.1.c", family="pay"),
    Catalog(
        "raise_form",
        "Hình thức nâng lương",
        legal="Điều 10.1.c",
        family="pay",
        extra={
            "months_early": integer("Được trước tối đa (tháng)", minimum=0, maximum=120),
            "is_in_early_share": flag("Tính vào tỷ lệ nâng bậc trước thời hạn"),
        },
    ),
    Catalog(
        "promotion_form",
        "Hình thức nâng ngạch",
        legal="Điều 10.1.c",
        family="pay",
        dated=True,
        extra={
            "group": choice(
                "Đối tượng",
                {"civil_servant": "Công chức", "public_employee": "Viên chức"},
                required=True,
            ),
        },
    ),
    Catalog("allowance_method", "Hình thức tính phụ cấp khác", legal="Điều 10.1.c", family="pay"),
    Catalog(
        "allowance_type",
        "Loại phụ cấp",
        legal="Điều 10.1.c",
        family="pay",
        extra={
            "method": ref("allowance_method", "Cách tính", required=True),
            "counts_for_insurance": flag("Tính đóng bảo hiểm xã hội"),
            "percent": decimal(
                "Tỷ lệ chung (%)", help="Để trống khi mức hưởng khác nhau theo người, nghề, nơi."
            ),
        },
    ),
    Catalog("pay_form", "Hình thức chi trả lương", legal="Điều 10.1.c", family="pay"),
    Catalog(
        "over_scale_form",
        "Hình thức hưởng phụ cấp thâm niên vượt khung",
        legal="Điều 10.1.c",
        family="pay",
        extra={"percent": decimal("Tỷ lệ (%)")},
    ),
    Catalog(
        "pay_table",
        "Bảng lương",
        legal="Điều 10.1.c",
        family="pay",
        extra={"legal_ground": text("Căn cứ", max_length=500)},
    ),
    Catalog(
        "grade_group",
        "Nhóm ngạch",
        legal="Điều 10.1.c",
        family="pay",
        extra={
            "pay_tables": text("Bảng lương áp dụng", codes_of="pay_table"),
            "months_to_next": integer("Thời gian giữ bậc (tháng)", minimum=1, maximum=120),
        },
    ),
    Catalog(
        "grade",
        "Danh sách ngạch, chức danh nghề nghiệp",
        legal="Điều 10.1.c",
        family="pay",
        dated=True,
        hint="Mã là mã số ngạch hoặc mã số chức danh nghề nghiệp do Nhà nước ban hành.",
        extra={
            "kind": choice(
                "Loại",
                {
                    "civil_servant_grade": "Ngạch công chức",
                    "professional_title": "Chức danh nghề nghiệp viên chức",
                    "former_employee_grade": "Ngạch viên chức (cũ)",
                    "service_title": "Chức danh thừa hành, phục vụ",
                },
                required=True,
            ),
            "grade_group": ref("grade_group", "Nhóm ngạch"),
            "field": ref("field", "Lĩnh vực"),
            "status": choice(
                "Tình trạng sử dụng",
                {
                    "in_use": "Còn dùng",
                    "until_conversion": "Còn dùng đến khi chuyển bậc nghề nghiệp",
                    "in_records": "Còn trong hồ sơ",
                    "former": "Cũ, đã thay thế",
                    "abolished": "Đã bãi bỏ",
                },
                required=True,
            ),
            "title_class": choice(
                "Hạng",
                {
                    "I": "Hạng I",
                    "II": "Hạng II",
                    "III": "Hạng III",
                    "IV": "Hạng IV",
                    "V": "Hạng V",
                },
            ),
            "pay_table": ref("pay_table", "Bảng lương", help="Dùng khi nhóm ngạch có ở nhiều bảng lương."),
            "later_grade_group": ref(
                "grade_group", "Nhóm ngạch về sau", help="Khi nhóm ngạch của mã số đổi theo ngày."
            ),
            "later_group_from": day("Áp dụng nhóm về sau từ"),
            "later_group_condition": text("Điều kiện áp dụng nhóm về sau", max_length=500),
            "other_names": text("Tên gọi khác"),
            "legal_ground": text("Căn cứ", max_length=500),
        },
    ),
    Catalog(
        "pay_step",
        "Bậc, hệ số",
        legal="Điều 10.1.c",
        family="pay",
        extra={
            "pay_table": ref("pay_table", "Bảng lương", required=True),
            "grade_group": ref("grade_group", "Nhóm ngạch", required=True),
            "step": integer("Bậc", minimum=1, maximum=20, required=True),
            "coefficient": decimal("Hệ số lương", required=True),
            "months_to_next": integer("Thời gian giữ bậc (tháng)", minimum=1, maximum=120),
        },
    ),
    Catalog(
        "base_pay",
        "Mức lương cơ sở",
        legal="Điều 10.1.c",
        family="pay",
        dated=True,
        hint="Mã là ngày bắt đầu áp dụng; trước 01/07/2013 gọi là mức lương tối thiểu chung.",
        extra={
            "amount": integer("Mức lương (đồng/tháng)", minimum=1, required=True),
            "legal_ground": text("Căn cứ", max_length=500, help="Nghị định quy định mức lương. Bắt buộc."),
        },
    ),
)
