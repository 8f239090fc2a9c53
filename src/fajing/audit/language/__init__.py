"""The words of a language as data: units, numbers, comparisons, list words. Nothing here reads a report."""
