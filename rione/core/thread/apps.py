from django.apps import AppConfig


class ThreadConfig(AppConfig):
    name = "rione.core.thread"
    label = "thread"
