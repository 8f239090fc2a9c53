"""report.html: one file, no network. In: a check's result. Out: a page that opens every finding."""
