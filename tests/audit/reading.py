"""Short ways to ask what the auditor says of a text."""

from fajing.audit.run import audit_text


def grades(text: str, kind: str, previous: str | None = None) -> list[str]:
    """Grades of the findings of a kind, in order of their places."""
    return [f.grade for f in audit_text(text, previous=previous).findings if f.kind == kind]
