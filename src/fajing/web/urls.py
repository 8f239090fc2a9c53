"""Every address of the office by name; who may open each stands in access/rules.py."""

from __future__ import annotations

from django.urls import path

from fajing.web.api.operations import api
from fajing.web.pages import (
    desk,
    documents,
    finding_actions,
    findings,
    imports,
    law,
    ledger,
    matters,
    people,
    record,
    sign_in,
    today,
)

handler404 = "fajing.web.errors.not_found"
handler500 = "fajing.web.errors.broken"

urlpatterns = [
    path("", today.today, name="today"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/", sign_in.language, name="language"),
    path("second-factor/", sign_in.second_factor, name="second_factor"),
    path("second-factor/code.svg", sign_in.second_factor_code, name="second_factor_code"),
    path("password/", sign_in.password, name="password"),
    path("api/v1/", api.urls),
    path("health/", sign_in.health, name="health"),
    path("about-to-breach/", today.about_to_breach, name="about_to_breach"),
    path("duties/<int:duty>/remind/", today.remind, name="remind"),
    path("findings/", findings.findings, name="findings"),
    path("findings/new/", finding_actions.finding_new, name="finding_new"),
    path("findings/<str:finding>/", findings.finding, name="finding"),
    path("findings/<str:finding>/act/", finding_actions.finding_act, name="finding_act"),
    path("matters/", matters.matters, name="matters"),
    path("matters/<str:matter>/", matters.matter, name="matter"),
    path("matters/<str:matter>/record/", record.record_choose, name="record_choose"),
    path("matters/<str:matter>/record/<str:step>/", record.record, name="record"),
    path("search/", matters.search, name="search"),
    path("entries/<int:entry>/", ledger.receipt, name="receipt"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("import/", imports.choose, name="import"),
    path("import/<str:token>/", imports.mapping, name="import_map"),
    path("import/<str:token>/rejects/", imports.rejects, name="import_rejects"),
    path("import/<str:token>/cancel/", imports.cancel, name="import_cancel"),
    path("desk/", desk.desk, name="desk"),
    path("desk/table.xlsx", desk.export, name="desk_export"),
    path("documents/", documents.documents, name="documents"),
    path("documents/slips/", documents.slips_make, name="slips_make"),
    path("documents/circular/", documents.circular_make, name="circular_make"),
    path("documents/templates/", documents.templates, name="templates"),
    path("documents/templates/<str:kind>/", documents.template, name="template"),
    path("documents/<int:document>/", documents.document, name="document"),
    path("documents/<int:document>/issue/", documents.document_issue, name="document_issue"),
    path("law/", law.law, name="law"),
    path("law/<str:norm>/", law.norm, name="norm"),
    path("users/", people.users, name="users"),
    path("users/add/", people.user_add, name="user_add"),
    path("users/<str:number>/switch/", people.user_switch, name="user_switch"),
    path("security/", people.security, name="security"),
    path("security/unlock/", people.security_unlock, name="security_unlock"),
    path("security/<str:number>/reset/", people.security_reset, name="security_reset"),
    path("tokens/", people.tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", people.token_revoke, name="token_revoke"),
]
