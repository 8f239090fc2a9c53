"""Use cases that join the rooms. In: plain arguments from the command line or the web. Out: results and files."""
