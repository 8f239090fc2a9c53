"""The office: Django pages over the rooms below. Everything that is decided is decided there; here it is shown."""
