"""Numbers of matters, and which export holds which kind of matter."""

from __future__ import annotations

DOMAINS = {
    "administrative_case": "bureau_cases_administrative_log",
    "criminal_case": "bureau_cases_criminal_log",
    "call": "bureau_calls_log",
    "duty_shift": "bureau_calls_log",
}
_GROUPS = {
    "bureau_cases_other_log": (
        "case_exchange case_file crime_referral early_review legal_query measure_assessment recording_asset "
        "traffic_accident traffic_violation"
    ),
    "bureau_custody_log": "area_stay continued_questioning custody detention_execution detention_suspension weapon_use",
    "bureau_disputes_log": "compensation_claim dispute litigation mediation reconsideration",
    "bureau_oversight_log": (
        "backlog_task circular committee_session complaint external_finding finding guideline inspection_round "
        "interference_record legal_opinion liability_matter major_decision normative_document officer_measure "
        "oversight_matter points_objection power_item proposal quality_appraisal recommendation reporting_cycle "
        "self_assessment supervisor_question"
    ),
    "bureau_property_log": "belongings storeroom_check",
    "bureau_service_log": (
        "disclosure_item disclosure_request enterprise_case_notice enterprise_request hazard hazmat_supervision "
        "hotline_ticket inspection permit_application petition recognition service_item service_rating volunteer_task"
    ),
    "bureau_training_log": "exam head_duty outreach_task study_event training_session",
}
DOMAINS |= {kind: name for name, kinds in _GROUPS.items() for kind in kinds.split()}

_LETTERS = {
    "administrative_case": "行", "criminal_case": "刑", "call": "警", "hotline_ticket": "热", "dispute": "调",
    "inspection": "检", "hazard": "患", "reconsideration": "复", "litigation": "诉", "petition": "访",
    "traffic_accident": "事", "traffic_violation": "违", "detention_execution": "拘", "custody": "押",
    "permit_application": "许", "disclosure_request": "公", "compensation_claim": "赔", "mediation": "解",
}  # fmt: skip


def number_of(procedure: str, year: int, serial: int) -> str:
    """`行〔2026〕00017`; other kinds begin with their number among the kinds."""
    letter = _LETTERS.get(procedure) or f"类{list(DOMAINS).index(procedure):02d}"
    return f"{letter}〔{year}〕{serial:05d}"
