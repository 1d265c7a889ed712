from django.apps import AppConfig
from django.core.checks import register


class NoticesConfig(AppConfig):
    name = "rione.core.notices"
    label = "notices"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from rione.core import selfcheck
        from rione.core.metrics import gauges

        from . import kinds
        from .checks import base_address, findings, mails_waiting
        from .rules import Mail

        kinds.register(
            kinds.NoticeKind(
                "welcome",
                label=_("Welcome"),
                subject=_("Welcome: whatever concerns you is told here"),
                text="notices/mail/welcome.txt",
                default_mail=Mail.NEVER,
            )
        )
        register(base_address)
        selfcheck.register("notices", findings)
        gauges.register(
            gauges.Gauge(
                "rione_mails_waiting",
                "Mails that wait to leave.",
                mails_waiting,
                table="notices_delivery",
            )
        )
