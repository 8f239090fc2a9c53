"""Every word of report.html, in Chinese and English. What the law says comes from the lawbook, not from here."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    "report": ("法镜检查报告", "Fajing check report"),
    "lawbook": ("规则库 {0}，摘要 {1}", "Lawbook {0}, hash {1}"),
    "as_of": ("截至 {0}", "As of {0}"),
    "self_contained": ("单个文件，不联网，可打印", "One file, no network, can be printed"),
    "headline": ("{0}件案卷、{1}项应办，违反 ", "{0} case files, {1} duties, "),
    "headline_red": ("{0}项", "{0} broken"),
    "headline_undecidable": (
        "；另有{0}项记录不全，无法判定。",
        "; another {0} cannot be judged for want of records.",
    ),
    "headline_end": ("。", "."),
    "most": ("违反最多的是“{0}”，{1}项。", "Most breaches: “{0}”, {1}."),
    "rate": (
        "违反率 {0}%，按已到期且能判定的 {1} 项计。",
        "Breach rate {0}%, of {1} duties that are due and can be judged.",
    ),
    "rows": (
        "行{0} = 新{1} + 未变{2} + 更正{3} + 退回{4} + 忽略{5}",
        "rows {0} = new {1} + unchanged {2} + corrected {3} + rejected {4} + ignored {5}",
    ),
    "rejected": ("退回 {0} 行，见 rejects.csv。", "{0} rows rejected, see rejects.csv."),
    "counted_sentence": (
        "当事人或其他机关的义务另计 {0} 项，只计数。",
        "Another {0} duties lie with parties or other bodies and are only counted.",
    ),
    "provisional_sentence": (
        "另有 {0} 项期限为暂定，不计入违反。",
        "Another {0} rest on a provisional due moment and are not counted as broken.",
    ),
    "met": ("办到", "Met"),
    "excused": ("免除", "Excused"),
    "open": ("未到期", "Not yet due"),
    "undecidable": ("无法判定", "Cannot be judged"),
    "slow": ("逾基准", "Past benchmark"),
    "provisional": ("暂定", "Provisional"),
    "late": ("迟", "Late"),
    "missed": ("未办", "Missed"),
    "split": ("应办的结果", "Outcomes of the duties"),
    "norm": ("监督规则", "Norm"),
    "norms": ("各条规则的违反", "Breaches by norm"),
    "broken": ("违反", "Broken"),
    "duties": ("应办", "Duties"),
    "rest": ("其余{0}条", "The other {0} norms"),
    "rest_open": ("{0}项，展开看", "{0} broken, show"),
    "rest_close": ("{0}项，收起", "{0} broken, hide"),
    "counted_only": ("只计数", "counted only"),
    "counted_head": (
        "当事人或其他机关的义务，只计数，不列为问题",
        "Duties of parties or other bodies: counted only, never a finding",
    ),
    "quiet": ("另有{0}条规则在本记录中没有应办。", "{0} more norms raised no duty in this log."),
    "gaps": ("无法判定{0}项，缺的是", "{0} duties cannot be judged; what is missing"),
    "gaps_note": (
        "补上这些记录，就能判定。既不算办到，也不算违反。",
        "Once these are on record they can be judged. They count neither as met nor as broken.",
    ),
    "gap_fact": ("缺的记录", "Missing record"),
    "gap_norms": ("涉及的规则", "Norms concerned"),
    "gap_count": ("应办", "Duties"),
    "gap_more": ("另有{0}种，见 duties.parquet", "{0} more kinds, see duties.parquet"),
    "findings": ("问题{0}项", "{0} findings"),
    "all_norms": ("全部规则", "All norms"),
    "all_units": ("全部单位", "All units"),
    "all_outcomes": ("迟、未办", "Late, missed"),
    "no_unit": ("未记单位", "No unit on record"),
    "filter_norm": ("按规则筛选", "Filter by norm"),
    "filter_unit": ("按单位筛选", "Filter by unit"),
    "filter_outcome": ("按结果筛选", "Filter by outcome"),
    "by_time": ("按发生时间排", "In order of time"),
    "range": ("第 {0} 至 {1} 项，共 {2} 项", "{0} to {1} of {2}"),
    "page": ("第 {0} / {1} 页", "Page {0} / {1}"),
    "next": ("下一页", "Next page"),
    "previous": ("上一页", "Previous page"),
    "nothing": ("没有符合这些条件的问题。", "No finding fits these filters."),
    "no_findings": ("没有发现问题。", "No findings."),
    "left_out": (
        "本页只放得下最近的 {0} 项；全部 {1} 项在 duties.parquet。",
        "This page holds the latest {0}; all {1} are in duties.parquet.",
    ),
    "provisional_head": ("暂定{0}项，不计入问题", "{0} provisional, not findings"),
    "provisional_note": (
        "期限用到尚未公布的放假安排，只按周末推算。",
        "Their due moments need holidays that are not published yet; only weekends were counted.",
    ),
    "provisional_left": ("这里列出最近的 {0} 项。", "The latest {0} are listed."),
    "undecided_head": ("未决{0}项，不计入违反", "{0} undecided, not counted as broken"),
    "undecided_note": (
        "法律相互冲突，或者条文没有写清，须由有权机关决定；决定之前不算违反，也不算办到。",
        "Laws collide, or an article leaves open what it asks. Until that is decided these are neither broken nor met.",
    ),
    "undecided_matters": ("所涉案事件", "Matters concerned"),
    "undecided_more": ("，另有{0}件", ", and {0} more"),
    "facts": ("事实", "Facts"),
    "working": ("怎么算的", "How it was counted"),
    "remedy": ("怎样就算做到", "What would have met it"),
    "remedy_note": ("有一条即可", "one is enough"),
    "law": ("依据", "Law"),
    "mend": ("整改办法", "Remedy"),
    "noscript": (
        "浏览器没有运行脚本：下面是最早的 50 项，没有时间图，也不能筛选。全部在 duties.parquet。",
        "Scripts are off: here are the first 50, without drawings or filters. All are in duties.parquet.",
    ),
    "files_head": ("导入的文件", "Files read"),
    "foot": (
        "由法镜 {0} 生成。每个数字都可由同一文件夹中的 summary.json 与 duties.parquet 复核。",
        "Made by Fajing {0}. Every figure can be checked against summary.json and duties.parquet.",
    ),
    "full_hash": ("规则库摘要 {0}", "Lawbook hash {0}"),
    "allowed": ("可用{0}", "{0} allowed"),
    "wait": ("应等{0}", "{0} to wait"),
    "forbidden_span": ("此间不得", "not allowed here"),
    "due_flag": ("应在此前{0}", "{0} due"),
    "earliest_flag": ("最早此日", "earliest"),
    "wait_flag": ("期满", "time is up"),
    "not_yet": ("至今没有记录", "no record yet"),
    "not_counted": ("不计", "not counted"),
    "paused": ("暂停", "paused"),
    "should_be_here": ("应在此前", "owed before"),
    "none_here": ("没有", "none"),
    "gap": ("没有覆盖", "not covered"),
    "overlap": ("重叠", "overlap"),
    "limit": ("上限", "limit"),
}


class Words:
    """The report's words in one language.

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

    def table(self, *keys: str) -> dict[str, str]:
        """Some of them, for the page's script."""
        return {key: _WORDS[key][self._column] for key in keys}
