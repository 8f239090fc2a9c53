"""Every word of the law browser, in Chinese and English. What the law says comes from the lawbook, not from here."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    "law_browser": ("规则库", "Lawbook"),
    "themes": ("按主题", "By theme"),
    "sources": ("按依据", "By instrument"),
    "labels": ("按标签", "By label"),
    "procedures": ("按程序", "By procedure"),
    "search": ("搜索规则、条文、标签、环节", "Search norms, articles, labels, steps"),
    "search_hint": ("按 / 搜索", "/ to search"),
    "skip": ("跳到正文", "Skip to content"),
    "nothing": ("没有找到", "Nothing found"),
    "found": ("{0} 项", "{0} found"),
    "first_of": ("前 {0} 项，共 {1} 项", "first {0} of {1}"),
    "pages": ("页面", "Pages"),
    "headline": (
        "{0}条规则，来自{1}部依据，涉及{2}种程序、{3}个标签。",
        "{0} norms from {1} instruments, on {2} procedures, under {3} labels.",
    ),
    "under": ("在用{0}条，待定{1}条，其他{2}条。", "{0} in force, {1} awaiting a decision, {2} others."),
    "contents": ("目录", "Contents"),
    "norm": ("规则", "Norm"),
    "norms": ("规则", "Norms"),
    "must": ("应当怎么做", "What must be done"),
    "where": ("条件", "Where"),
    "cites": ("依据", "Law"),
    "partly": ("部分条文：{0}", "some articles: {0}"),
    "severity": ("轻重", "Severity"),
    "why_severity": ("为什么", "Why"),
    "file_comment": ("规则文件里的说明", "Note in the norm's file"),
    "form": ("应办形式", "Form"),
    "bearer": ("义务主体", "Owed by"),
    "procedure": ("程序", "Procedure"),
    "label": ("标签", "Label"),
    "region": ("地区", "Region"),
    "status": ("状态", "Status"),
    "versions": ("各版本", "Versions"),
    "version_from": ("{0} 起", "from {0}"),
    "until": ("至 {0}", "until {0}"),
    "now": ("现行", "in force"),
    "changed": ("有改动", "changed"),
    "changed_note": (
        "有改动的格与前一版本不同。",
        "A cell marked changed differs from the version before it.",
    ),
    "derived": ("条文未照写的数字", "Numbers the article does not say"),
    "no_text": (
        "没有给出原文文件夹，或其中没有这一条。",
        "No folder of statutes given, or this article is not in it.",
    ),
    "text_not_given": ("加 --statutes 可在此显示条文。", "With --statutes the article stands here."),
    "finding": ("问题表述", "Finding"),
    "remedy": ("整改", "Remedy"),
    "remedy_within": ("（{0}内）", " (within {0})"),
    "examples": ("例子{0}个", "{0} examples"),
    "examples_note": (
        "每个例子都已用现行引擎演算；图按比例。",
        "Each was played on the engine; drawings are to scale.",
    ),
    "more_examples": ("其余{0}个例子", "The other {0} examples"),
    "no_duty": ("没有应办", "No duty"),
    "no_duty_note": ("条件不具备，不产生应办", "the conditions do not hold, nothing is owed"),
    "given": ("前提", "Given"),
    "as_of": ("截至 {0}", "as of {0}"),
    "expected": ("例子写明应为 {0}，演算与此不符", "the example expects {0}, which is not what came out"),
    "unplayable": ("这个例子无法演算：{0}", "This example cannot be played: {0}"),
    "due": ("应在此前", "due"),
    "other": ("其他", "Other"),
    "was": ("曾用 id", "Formerly"),
    "yields_to": ("让位于", "Yields to"),
    "yielded_by": ("优先于", "Goes before"),
    "file": ("规则文件", "File"),
    "anchor": ("版本由首个“{0}”的日期决定", "The date of the first {0} chooses the version"),
    "overrides": ("叠加规则覆盖的理由", "Overridden, because"),
    "instrument": ("依据", "Instrument"),
    "number": ("文号", "Number"),
    "issuer": ("制定机关", "Issuer"),
    "in_force": ("施行", "In force"),
    "read": ("原文", "Text read"),
    "full": ("全文", "in full"),
    "part": ("只见节录", "in part"),
    "reported": ("转述，未见原文", "as reported, text not seen"),
    "article": ("条", "Article"),
    "articles": ("按条", "By article"),
    "articles_count": ("条文", "Articles"),
    "replaces": ("取代", "Replaces"),
    "replaced_by": ("由其取代", "Replaced by"),
    "ended": ("已失效", "ended"),
    "no_norms": ("尚无规则", "No norm yet"),
    "group": ("分组", "Group"),
    "step": ("环节", "Step"),
    "steps": ("环节", "Steps"),
    "roles": ("由谁记录", "Recorded by"),
    "fields": ("字段", "Fields"),
    "personal": ("个人信息", "personal"),
    "raises": ("由此产生的规则", "Norms it raises"),
    "answers": ("要求此环节的规则", "Norms that ask for it"),
    "ends": ("终结", "ends the matter"),
    "parents": ("可属于", "May hang under"),
    "matter_fields": ("案件字段", "Fields of the matter"),
    "foot": (
        "法镜 {0}。规则库 {1}，摘要 {2}。本页不联网。",
        "Fajing {0}. Lawbook {1}, hash {2}. This page connects to nothing.",
    ),
    "disclaimer": (
        "规则是对条文的整理，不是条文；有出入时以条文为准。",
        "Norms restate the law and are not the law; where they differ, the law prevails.",
    ),
    "none": ("无", "none"),
}
STATUSES = {
    "draft": ("草案", "draft"),
    "in_force": ("在用", "in force"),
    "suspended": ("停用", "suspended"),
    "needs_decision": ("待定", "needs a decision"),
    "repealed": ("废止", "repealed"),
}
SEVERITIES = {
    "notice": ("提示", "notice"),
    "minor": ("轻微", "minor"),
    "serious": ("严重", "serious"),
    "grave": ("重大", "grave"),
}
BEARERS = {
    "body": ("机关", "the body"),
    "officer_role": ("办案人员", "officers"),
    "other_body": ("其他机关", "another body"),
    "party": ("当事人", "a party"),
}
FORMS = {
    "do": ("按时办理", "do in time"),
    "preceded_by": ("事先应有", "preceded by"),
    "after_window": ("期满才可", "after a window"),
    "accompanied_by": ("案卷应有", "accompanied by"),
    "avoid": ("不得", "avoid"),
    "at_most": ("至多", "at most"),
    "at_least": ("至少", "at least"),
    "officers": ("办案人数", "number of officers"),
    "role": ("职务", "role"),
    "by_other_than": ("不得同一人", "by another"),
    "by_same_as": ("须同一人", "by the same"),
    "with": ("应附有", "carries"),
    "value": ("应符合", "value"),
    "covered_by": ("全程覆盖", "covered by"),
    "apart": ("不得重叠", "kept apart"),
    "every": ("定期", "every period"),
}
GROUPS = {
    "calls": ("接处警", "Calls"),
    "cases": ("案件", "Cases"),
    "custody": ("羁押与场所", "Custody"),
    "property": ("财物", "Property"),
    "oversight": ("监督", "Oversight"),
    "disputes": ("纠纷与复议诉讼", "Disputes and review"),
    "service": ("服务", "Service"),
    "training": ("培训", "Training"),
}


class Words:
    """The browser's words in one language.

    Args:
        language: `zh` or `en`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = 1 if language == "en" else 0

    def __call__(self, key: str, *values: object) -> str:
        """A text with its values put in; whole numbers with thousands marked."""
        text = _WORDS[key][self._column]
        shown = [f"{value:,}" if isinstance(value, int) else str(value) for value in values]
        return text.format(*shown) if shown else text

    def of(self, table: dict[str, tuple[str, str]], key: str) -> str:
        """A word of one of the tables; the key where the table does not know it."""
        pair = table.get(key)
        return pair[self._column] if pair else key.replace("_", " ")
