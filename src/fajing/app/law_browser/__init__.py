"""A lawbook as pages to read without a network: by theme, instrument, label and procedure, one page for each norm."""
