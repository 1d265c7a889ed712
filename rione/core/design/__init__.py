"""What every page is made of: its base template, components, formats, texts and error pages.

The bottom of the stairs: nothing here knows any context. `docs/design.md` shows how to use it.
"""
