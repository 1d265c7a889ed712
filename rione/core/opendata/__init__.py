"""Data sets that anybody may have: declared once, written as files, described for readers and for
catalogues. `datasets` declares, `writing` writes, `packages`, `catalogues` and `described`
describe, `web` answers."""
