"""What an entry of the ledger is called and who made it, in words: the code stays in the entry and its receipt."""

from __future__ import annotations

from fajing.app.gather import COVERED
from fajing.app.office_book import ACTS, CHECK, DOCUMENT, IMPORT, LAW, REMINDER, REPORT, SEALED, STEP, USER
from fajing.app.report_entry import SIGNED
from fajing.app.withdraw_import import RESTORED as IMPORT_RESTORED
from fajing.app.withdraw_import import WITHDRAWN
from fajing.findings.acts import SYSTEM
from fajing.ledger.backup import MOVED, RESTORED
from fajing.ledger.handover import ERASURE, HANDED_OVER
from fajing.ledger.journal import ANCHOR
from fajing.ledger.keys import LOST, ROTATED
from fajing.ledger.ledger import FIRST
from fajing.ledger.rekey import BEGUN
from fajing.ledger.vault import KEPT, MADE, REKEYED
from fajing.web.appraisals import SHEET
from fajing.web.pages.findings import KINDS
from fajing.web.pages.report_audit import AUDITED
from fajing.web.words import pick

TITLES = {
    STEP: ("环节", "step recorded"),
    IMPORT: ("导入", "import"),
    WITHDRAWN: ("撤销导入", "import undone"),
    IMPORT_RESTORED: ("恢复导入", "import restored"),
    COVERED: ("区县检查点已盖到", "covered by the district's checkpoint"),
    SEALED: ("封存办公系统记的环节", "steps of the office sealed"),
    CHECK: ("夜间检查", "nightly check"),
    LAW: ("规则库更换", "lawbook changed"),
    REMINDER: ("提醒", "duty reminded"),
    USER: ("账户变动", "account changed"),
    DOCUMENT: ("签发文书", "document issued"),
    f"{DOCUMENT}.served": ("文书送达", "document served"),
    f"{DOCUMENT}.replied": ("文书回复", "document answered"),
    f"{DOCUMENT}.verified": ("文书回复核实", "document's reply verified"),
    f"{DOCUMENT}.returned": ("文书回复退回", "document's reply returned"),
    SHEET: ("案卷评查表", "appraisal sheet"),
    "draw.committed": ("抽取：提交", "draw committed"),
    "draw.revealed": ("抽取：公开秘密数", "draw: secret revealed"),
    "draw.drawn": ("抽取：抽出", "draw made"),
    "draw.replaced": ("抽取：替换", "draw: one replaced"),
    "draw.voided": ("抽取：作废", "draw voided"),
    f"{REPORT}written": ("报告：写一节", "report: section written"),
    f"{REPORT}remarked": ("报告：批注", "report: remark"),
    f"{REPORT}submitted": ("报告：送审", "report: submitted"),
    f"{REPORT}returned": ("报告：退回", "report: returned"),
    f"{REPORT}reviewed": ("报告：审核通过", "report: reviewed"),
    f"{REPORT}reopened": ("报告：重新打开", "report: reopened"),
    SIGNED: ("报告：签发", "report: signed"),
    AUDITED: ("核对报告", "report audited"),
    FIRST: ("账本建立", "ledger begun"),
    HANDED_OVER: ("检查点交出", "checkpoint handed over"),
    ANCHOR: ("调阅记录存证", "access journal anchored"),
    ROTATED: ("换签名密钥", "signing key changed"),
    LOST: ("签名密钥遗失", "signing key lost"),
    ERASURE: ("个人信息删除", "personal values erased"),
    KEPT: ("个人信息存入", "personal values kept"),
    MADE: ("个人信息库建立", "vault made"),
    BEGUN: ("个人信息库开始换密钥", "vault: change of key begun"),
    REKEYED: ("个人信息库换密钥", "vault: key changed"),
    RESTORED: ("从备份恢复", "restored from a backup"),
    MOVED: ("账本搬迁", "ledger moved"),
} | {f"{ACTS}{kind.value}": (f"问题：{zh}", f"finding {en}") for kind, (zh, en) in KINDS.items()}
"""By kind of entry its title, Chinese and English."""


def entry_title(kind: str) -> str:
    """What an entry of a kind is; its code, where nobody gave it a title."""
    return pick(*TITLES.get(kind, (kind, kind)))


def actor_words(actor: str) -> str:
    """Who made an entry: a police number, or that the system did."""
    if actor in ("", SYSTEM):
        return pick("系统", "system")
    return actor.removeprefix("officer:")
