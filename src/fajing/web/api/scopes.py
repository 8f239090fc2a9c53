"""What a token may be used for."""

SCOPES = {
    "read:today": ("读今天的四个数和快到期", "read today"),
    "read:findings": ("读问题", "read findings"),
    "read:matters": ("读案件", "read matters"),
    "read:desk": ("读督导台", "read the desk"),
    "read:search": ("按编号、单位、日期搜索", "search by number, unit and day"),
    "read:documents": ("读文书", "read documents"),
    "read:receipts": ("读存证凭据", "read receipts of the ledger"),
    "read:figures": ("读指标和背后的记录编号", "read figures and the ids of their records"),
    "read:law": ("读规则库", "read the lawbook"),
    "read:draws": ("读抽取和记录", "read draws and their records"),
    "read:reports": ("读年度报告的进度", "read how yearly reports stand"),
    "read:imports": ("读导入和退回行", "read imports and their rejects"),
    "try:norms": ("试算规则草案", "try a draft norm"),
    "act:duties": ("提醒快到期的应办", "remind of duties that run out"),
    "act:findings": ("处理问题", "act on findings"),
    "record:steps": ("记录环节", "record steps"),
    "import:files": ("导入文件", "import files"),
    "make:documents": ("拟制、送达文书", "make and serve documents"),
    "edit:templates": ("读改文书模板", "read and change the wording of documents"),
    "appraise:files": ("读填评查表", "read and fill in appraisal sheets"),
    "write:reports": (
        "写、审、签年度报告，记下年安排",
        "write, review and sign the yearly report and its commitments",
    ),
    "manage:tokens": ("读、作废本人的令牌", "list and revoke one's own tokens"),
}
