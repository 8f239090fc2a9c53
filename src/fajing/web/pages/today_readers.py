"""今天 of those who read and write outside the cases: the report writer, the outside reader."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from fajing.app.figure_store import years_kept
from fajing.app.office_report import Stage
from fajing.draw.sources import Secret
from fajing.draw.words import KINDS
from fajing.web import draws, report_shown, shown
from fajing.web.pages.draws import STATES
from fajing.web.pages.figures import kept, title_of_group
from fajing.web.pages.first_page import FEW, Cell, First, Number, Panel
from fajing.web.pages.law import in_force
from fajing.web.pages.reports import STAGES, days_left
from fajing.web.people.models import User
from fajing.web.promised import standing as promised
from fajing.web.report_acts import draft_of
from fajing.web.words import pick


def report_writer(user: User) -> First:
    """The reports, their deadline and open places, and the figures."""
    years, url = years_kept(settings.OFFICE.data), reverse("reports")
    head = (
        pick("年度", "year"),
        pick("进度", "stage"),
        pick("公开期限", "to be public"),
        pick("待填", "to fill"),
    )
    empty = pick("还没有算好的指标，夜间检查以后再来。", "No figures yet; come back after the nightly check.")
    title = pick("年度报告", "Yearly reports")
    if not years:
        none = Number(title, "—", "", empty, url)
        return First([none], [Panel(title, head, [], empty, url)])
    rows, to_fill = [], {}
    drafts = {year: draft_of(year) for year in years}
    found = {year: kept(year, None) for year in years}
    for year, draft in drafts.items():
        lines, _ = report_shown.contents(found[year], draft, promised(found[year].cut_off, year))
        to_fill[year] = sum(line.to_fill for line in lines)
        name = pick(f"{year}年度报告", f"Report for {year}")
        rows.append(
            (
                Cell(name, reverse("report_write", args=[year])), Cell(pick(*STAGES[draft.stage])),
                Cell(_left(year)), Cell(shown.number(to_fill[year])),
            )
        )  # fmt: skip
    open_years = [year for year in years if drafts[year].stage is not Stage.SIGNED]
    year = min(open_years) if open_years else max(years)
    write, left, figures = reverse("report_write", args=[year]), days_left(year), found[max(years)]
    missing = sum(one.value is None for one in figures)
    of_year = pick(f"{year}年度报告", f"report for {year}")
    groups = dict.fromkeys(one.group for one in figures)
    opens = reverse("figures")
    return First(
        [
            Number(
                pick("公开期限", "To be public"), "—" if left is None else shown.number(abs(left)), pick("日", "days"),
                pick("没有规定期限", "no deadline is set") if left is None
                else of_year + (pick("，已过期限", ", past its deadline") if left < 0 else pick("，剩余", ", left")),
                url,
            ),
            Number(pick("进度", "Stage"), pick(*STAGES[drafts[year].stage]), "", of_year, write),
            Number(
                pick("待填", "To fill"), shown.number(to_fill[year]), pick("处", ""),
                pick("只能由人填写的地方", "places that only a person can fill"), write,
            ),
            Number(
                pick("缺数的指标", "Figures without data"), shown.number(missing), pick("项", ""),
                pick(f"共{len(figures)}项，写明缺哪些记录", f"of {len(figures)}; each says which records it lacks"),
                opens,
            ),
        ],
        [
            Panel(title, head, rows, empty, url),
            Panel(
                pick("指标", "Figures"),
                (pick("分类", "group"), pick("指标", "figures"), pick("缺数", "without data")),
                [
                    (
                        Cell(title_of_group(one), f"{opens}?group={one}"), Cell(shown.number(len(figures.group(one)))),
                        Cell(shown.number(sum(figure.value is None for figure in figures.group(one)))),
                    )
                    for one in groups
                ],
                empty, opens,
            ),
        ],
    )  # fmt: skip


def _left(year: int) -> str:
    left = days_left(year)
    if left is None:
        return "—"
    return pick("已过", "past") if left < 0 else pick(f"剩{left}日", f"{left} days left")


def outside_reader(user: User) -> First:
    """What an outside reader may read, and draws to verify."""
    listed, url = draws.listed(user), reverse("draws")
    over = [one for one in listed if one.state in ("drawn", "voided")]
    mine = 0
    for one in listed:
        found = draws.read(one.id)
        if found is not None and one.state == "committed":
            given = {stage.get("source") for stage in found.stages}
            holds = [source for source in found.sources if isinstance(source, Secret)]
            mine += sum(each.holder == draws.token_of(user) and each.id not in given for each in holds)
    law, script = reverse("law"), reverse("draw_script")
    head = tuple(
        pick(*one)
        for one in (("抽取", "draw"), ("种类", "kind"), ("状态", "state"), ("核验", "verification"))
    )
    rows = [
        (
            Cell(one.title, reverse("draw", args=[one.id])), Cell(pick(*KINDS.get(one.kind, (one.kind, one.kind)))),
            Cell(pick(*STATES[one.state])),
            Cell(pick("重做一遍", "do it again"), reverse("draw_verify", args=[one.id])) if one in over
            else Cell(pick("结束以后", "once it is over")),
        )
        for one in listed[:FEW]
    ]  # fmt: skip
    reads = [
        (Cell(pick("规则和依据", "norms and what they rest on"), law), Cell(pick("全部公开", "all of it"))),
        (Cell(pick("抽取记录", "records of draws"), url), Cell(pick("结束以后公开", "once a draw is over"))),
        (
            Cell(pick("离线核验程序", "verifier to run elsewhere"), script),
            Cell(pick("一个文件，只用标准库", "one file, standard library only")),
        ),
    ]
    return First(
        [
            Number(pick("现行规则", "Norms in force"), shown.number(len(in_force(""))), pick("条", ""),
                   pick("每条写明依据", "each says what it rests on"), law),
            Number(pick("抽取", "Draws"), shown.number(len(listed)), pick("次", ""),
                   pick("没有抽成的也在内", "also those that were never made"), url),
            Number(pick("可以核验", "To verify"), shown.number(len(over)), pick("次", ""),
                   pick("已抽取或者作废", "drawn or void"), url),
            Number(pick("待我揭示", "For me to reveal"), shown.number(mine), pick("个", ""),
                   pick("由您保管的秘密数", "secrets that you hold"), url),
        ],
        [
            Panel(pick("抽取", "Draws"), head, rows, pick("还没有抽取。", "No draw yet."), url),
            Panel(pick("您可以看", "What you may read"), (pick("内容", "what"), pick("范围", "how far")),
                  reads, "", law),
        ],
    )  # fmt: skip
