"""The closed lists of the draw: what may be drawn, and the reasons that may be given.

Reasons are codes, so that no free text, and with it no personal value, enters a record. The words beside them are for
the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Words = tuple[str, str]
"""Chinese, English."""

FORMAT: Final = "fajing-draw-1"
"""Names the algorithm and the form of the record; another algorithm gets another name."""

INSPECTION: Final = "inspection"
FILE_SAMPLE: Final = "file_sample"
PANEL: Final = "panel"

KINDS: Final[Mapping[str, Words]] = {
    INSPECTION: ("双随机检查", "double-random inspection"),
    FILE_SAMPLE: ("案卷评查样本", "sample of files for appraisal"),
    PANEL: ("评查组", "panels of reviewers"),
}
TARGETS: Final[Mapping[str, Words]] = {
    INSPECTION: ("检查对象", "premises"),
    FILE_SAMPLE: ("案卷", "files"),
    PANEL: ("评查事项", "items to review"),
}
PEOPLE: Final[Mapping[str, Words]] = {
    INSPECTION: ("检查人员", "inspectors"),
    FILE_SAMPLE: ("人员", "people"),
    PANEL: ("评查员", "reviewers"),
}
SMALLEST_TEAM: Final[Mapping[str, int]] = {INSPECTION: 2, FILE_SAMPLE: 0, PANEL: 2}
"""Nobody inspects or reviews alone; a sample of files has no team."""
LARGEST_TEAM: Final = 20
HEAVIEST: Final = 1000
"""The largest weight of premises. Whole numbers only."""

CONFLICTS: Final[Mapping[str, Words]] = {
    "interest": ("有利害关系", "an interest in the outcome"),
    "relative": ("近亲属关系", "a near relative"),
    "handled": ("经办过", "handled it before"),
    "former_post": ("曾在该处任职", "worked there before"),
    "own_request": ("本人申请回避", "asked to be recused"),
    "other": ("其他回避情形", "another ground of recusal"),
}
OWN_UNIT: Final = "own_unit"
"""The conflict that the plan declares for all: nobody reviews what belongs to his own unit."""

TARGET_REASONS: Final[Mapping[str, Words]] = {
    "ceased": ("已停业、注销", "closed down or struck off"),
    "moved": ("已迁出本辖区", "moved away"),
    "not_found": ("登记地址查无此处", "not found at its registered place"),
    "duplicate": ("与另一对象重复", "the same as another"),
    "limit_reached": ("已达年度检查频次上限", "the yearly limit of inspections is reached"),
    "file_absent": ("案卷已调出", "the file is with another body"),
    "out_of_scope": ("不属于本次范围", "not within this draw"),
    "other": ("其他，见文书", "other, see the document"),
}
PERSON_REASONS: Final[Mapping[str, Words]] = {
    "recused": ("回避", "recused"),
    "absent": ("因故不能到场", "cannot come"),
    "left_post": ("已调离岗位", "has left the post"),
    "not_certified": ("执法证件失效", "the certificate is not valid"),
    "other": ("其他，见文书", "other, see the document"),
}
VOID_REASONS: Final[Mapping[str, Words]] = {
    "missing_reveal": ("逾期未揭示", "a secret was not revealed in time"),
    "no_public_number": ("约定的公开数字没有公布", "the public number was not published"),
}
NEEDS_DOCUMENT: Final = "other"
"""The reason that is not one without the number of a document that gives it."""
