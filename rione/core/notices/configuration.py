"""The settings that notices need, for `config.settings` to take over.

Imports nothing of Django's models, so that settings may use it.
"""

NOTICES_CONTEXT_PROCESSORS = ["rione.core.notices.web.context.notices"]
NOTICES_BAR_PARTS = ["notices/parts/bar.html"]
"""What the bar of whoever is logged in shows beside their name (ACCOUNT_BAR_PARTS)."""
