"""What spreadsheets that nobody has described seem to hold: proposals with their reasons.

grids.py opens the files; headings.py and cells.py look at what stands in them; levels.py says
what the rows are; proposal.py puts it together; writing.py makes a mapping of what was chosen.
Nothing here asks the database.
"""
