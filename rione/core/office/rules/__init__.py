"""How tables are read that people made with a spreadsheet. Pure."""
