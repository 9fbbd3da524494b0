"""The calendar of days off that working days are counted by (Điều 11)."""

from app.core.catalog import Catalog, declare
from app.core.fields import choice, day, flag, text

declare(
    Catalog(
        "holiday",
        "Ngày nghỉ lễ, hoán đổi",
        legal="Điều 11",
        family="calendar",
        hint="Ngày nghỉ trùng thứ Bảy, Chủ nhật được nghỉ bù vào ngày làm việc kế tiếp; ngày làm "
        "bù là ngày làm việc.",
        extra={
            "kind": choice(
                "Loại",
                {
                    "statutory": "Nghỉ lễ, Tết",
                    "swap_off": "Nghỉ hoán đổi",
                    "swap_work": "Làm bù",
                },
                required=True,
            ),
            "off_on": day("Ngày nghỉ"),
            "work_on": day("Ngày làm bù"),
            "basis": choice(
                "Căn cứ xác định ngày",
                {
                    "solar": "Dương lịch",
                    "lunar": "Âm lịch",
                    "decision": "Theo quyết định từng năm",
                },
            ),
            "lunar_label": text("Ngày âm lịch", max_length=100),
            "legal_ground": text(
                "Căn cứ pháp lý", max_length=500, help="Luật, nghị quyết; thông báo hoán đổi. Bắt buộc."
            ),
            "is_provisional": flag(
                "Chờ quyết định",
                help="Ngày mặc định, thay bằng ngày theo quyết định của năm khi đã ban hành.",
            ),
        },
    ),
)
