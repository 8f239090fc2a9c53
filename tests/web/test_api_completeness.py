"""What the web can do, a program can do: every address has an operation that keeps its rule, or a reason why not."""

from tests.web.walked import is_post_only, pages

from fajing.web.access.rules import RULES
from fajing.web.api.operations import OPERATIONS

BY_ANOTHER = {
    "about_to_breach_export": "duties",
    "findings_export": "findings",
    "matters_export": "matters",
    "documents_export": "documents",
    "desk_export": "desk",
    "week_export": "week",
    "draws_export": "draws",
    "draw_export": "draw",
    "appraisal_export": "sheets",
    "figure_export": "figure",
    "law_export": "law",
    "what_if_export": "what_if",
    "draw_record": "draw",
    "report_audit_export": "report_audit",
    "figures_export": "figures",
    "reports_export": "reports",
    "search_export": "search",
    "matter_new": "begin",
    "record_choose": "record",
}
"""Pages whose content an operation of another page gives: workbooks are its rows, a choice is a field of its body."""
ON_PURPOSE = {
    "sign_in": "a token is the sign-in of a program",
    "sign_out": "a token is revoked, not signed out",
    "language": "a program asks by Accept-Language of nobody: it gets ids and both texts",
    "health": "it answers without a token",
    "second_factor": "only a person has one, and shows it on the page",
    "second_factor_code": "a secret of a person, shown once to him",
    "password": "whoever holds a token could lock its owner out",
    "personal": "values of the vault are shown to a person on one page, never given to a program",
    "receipt_script": "a file of the program itself, the same for everybody",
    "draw_script": "a file of the program itself, the same for everybody",
    "draw_new": "what is drawn from is looked through by people before it is committed",
    "draw_act": "holders reveal and enter in person; a program could wait for a number that suits",
    "draw_verify": "an office's word for its own draw is worth nothing: the record is given, the script checks it",
    "report_audit_keep": "who read the result says that it is kept; a program has the JSON in hand",
    "users": "accounts are opened and granted by persons who showed a second factor; administrators have no tokens",
    "user_add": "as users",
    "user_switch": "as users",
    "user_reopen": "as users",
    "security": "as users",
    "security_grant": "as users",
    "security_unlock": "as users",
    "security_reset": "as users",
    "accounts": "the audit administrator has no token; the page reads the journal, which a program reads with `fajing`",
    "ledger": "entries without content are read as receipts; size and root stand in every checkpoint",
}
"""Pages that no operation stands for, with the reason."""
READ_ONLY = {
    "tokens": "listed, not made: a token that a lost one had made would outlive its revoking",
    "import_map": "its state is read; columns that no map knows are looked through by a person",
}
"""Pages that also take a form, of which operations only read; with the reason."""


def takes_a_form(page):
    """Whether a page's view reads what was posted."""
    view = page.callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return is_post_only(page) or "POST" in view.__code__.co_names


def test_every_page_has_an_operation_or_a_reason():
    names = {page.name for page in pages()}
    served = {page for _, page in OPERATIONS.values()}
    assert set(RULES) == names
    assert names - served - set(BY_ANOTHER) - set(ON_PURPOSE) == set(), "neither operation nor reason"
    assert (set(BY_ANOTHER) | set(ON_PURPOSE)) - names == set(), "pages that are no more"
    assert set(BY_ANOTHER) & served == set(ON_PURPOSE) & served == set(), "an operation stands for it by now"
    assert set(BY_ANOTHER) & set(ON_PURPOSE) == set()
    assert set(BY_ANOTHER.values()) <= set(OPERATIONS)
    assert all(len(reason) >= len("as users") for reason in ON_PURPOSE.values())


def test_who_reads_a_workbook_may_ask_the_operation_that_gives_its_rows():
    for page, operation in BY_ANOTHER.items():
        rule, other = RULES[page], RULES[OPERATIONS[operation][1]]
        assert rule.roles == other.roles, (page, operation)


def test_what_is_sent_on_the_web_is_sent_by_an_operation_too():
    """A page that takes a form is not stood for by operations that only read, but for a reason."""
    from fajing.web.urls import api

    methods = {
        one["operationId"]: method
        for told in api.get_openapi_schema()["paths"].values()
        for method, one in told.items()
    }
    for page in pages():
        own = [methods[name] for name, (_, of) in OPERATIONS.items() if of == page.name]
        reads = bool(own) and "post" not in own
        assert (reads and takes_a_form(page)) == (page.name in READ_ONLY), page.name
