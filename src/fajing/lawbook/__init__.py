"""The law as data: find, load, check, date. In: a folder of YAML. Out: a `Lawbook`. It judges nothing."""
