from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "rione.core.jobs"
    label = "jobs"
