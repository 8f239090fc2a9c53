"""What an audit leaves behind: NAME.txt, NAME.json, NAME.html, NAME.xlsx. In: an audited file. Out: four files."""
