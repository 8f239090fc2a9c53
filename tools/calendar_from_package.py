"""Write law/cn-police/calendars/<year>.yaml from the data of the chinesecalendar package.

Run by hand when the package has a new year, then check the file against the State Council's notice:

    python tools/calendar_from_package.py law/cn-police/calendars 2015 2026

The product does not import this, nor the package.
"""

import sys
from datetime import date
from pathlib import Path

import chinese_calendar.constants as package

# Notices that changed a year after its yearly notice.
LATER_NOTICES = {
    2015: (
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
        "State Council, notice on the holiday for the 70th anniversary of victory",
    ),
    2019: (
        "国务院办公厅关于调整2019年劳动节假期安排的通知",
        "notice adjusting the 2019 Labour Day holiday",
    ),
    2020: (
        "国务院办公厅关于延长2020年春节假期的通知",
        "notice extending the 2020 Spring Festival holiday",
    ),
}
NAMES = {
    "清明": ("清明节", "Tomb-sweeping Day"),
    "端午": ("端午节", "Dragon Boat Festival"),
    "中秋": ("中秋节", "Mid-autumn Festival"),
    "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": (
        "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
        "70th Anniversary of Victory Day",
    ),
}


def _yearly_notice(year: int) -> tuple[str, str]:
    zh = f"国务院办公厅关于{year}年部分节假日安排的通知"
    return zh, f"General Office of the State Council, notice on some holidays in {year}"


def calendar_text(year: int) -> str:
    """Return the YAML of one year."""
    notices = [_yearly_notice(year)]
    if any(day.year == year and (day.month, day.day) >= (12, 25) for day in package.holidays):
        notices.append(_yearly_notice(year + 1))  # New Year's holiday of the next year begins in this one
    if year in LATER_NOTICES:
        notices.append(LATER_NOTICES[year])
    zh, en = "；".join(notice[0] for notice in notices), "; ".join(notice[1] for notice in notices)
    english = {holiday.value: holiday.chinese for holiday in package.Holiday}
    lines = [f"year: {year}", "source:", f"  zh: {zh}", f"  en: {en}", "holidays:"]
    for day, name in sorted(package.holidays.items()):
        if day.year == year:
            chinese = english[name]
            title, translation = NAMES.get(chinese, (chinese, name))
            lines.append(f"  - {{date: {day}, name: {{zh: {title}, en: {translation}}}}}")
    working: list[date] = sorted(day for day in package.workdays if day.year == year)
    lines.append(f"working: [{', '.join(map(str, working))}]")
    return "\n".join(lines) + "\n"


def main(folder: str, first: str, last: str) -> None:
    """Write one file for each year from first to last."""
    for year in range(int(first), int(last) + 1):
        Path(folder, f"{year}.yaml").write_text(calendar_text(year), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
