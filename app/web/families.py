"""Where things stand in the menu: family -> (label, icon), in its order."""

FAMILIES = {
    "person": ("Hồ sơ", "fa-address-card"),
    "organisation": ("Tổ chức", "fa-sitemap"),
    "work": ("Danh mục công tác", "fa-briefcase"),
    "position": ("Danh mục chức vụ", "fa-user-tie"),
    "pay": ("Danh mục lương", "fa-coins"),
    "training": ("Danh mục đào tạo", "fa-graduation-cap"),
    "place": ("Địa danh, ngôn ngữ", "fa-location-dot"),
    "other": ("Danh mục khác", "fa-tags"),
    "calendar": ("Lịch", "fa-calendar-days"),
}
