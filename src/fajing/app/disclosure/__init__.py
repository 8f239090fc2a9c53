"""Lists that leave the house: what a lawbook's `disclosures/` ask for, written from the records."""
