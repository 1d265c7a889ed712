"""Pages of the programme; each has an address in each language."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from .views import actions, embeds, faq, feeds, glance, projects, records, sheets

app_name = "programme"
urlpatterns = [
    path("", glance.glance, name="glance"),
    path(_("actions/"), actions.action_list, name="actions"),
    path(_("actions.csv"), actions.action_list_csv, name="actions_csv"),
    path(_("actions/<str:code>/"), actions.action, name="action"),
    path(_("actions/<str:code>/sources/"), actions.action_sources, name="action_sources"),
    path(_("actions/<str:code>/sheet.pdf"), sheets.action_sheet, name="action_sheet"),
    path(_("projects/"), projects.project_list, name="projects"),
    path(_("projects/<slug:slug>/"), projects.project, name="project"),
    path(_("projects/<slug:slug>/sheet.pdf"), sheets.project_sheet, name="project_sheet"),
    path(_("disagreements/"), records.disagreements, name="disagreements"),
    path(_("gaps/"), records.gaps, name="gaps"),
    path(_("what-waits-for-what/"), records.waiting, name="waiting"),
    path(_("indicators/"), records.indicators, name="indicators"),
    path(_("documents/"), records.document_list, name="documents"),
    path(_("documents/<slug:code>/"), records.document, name="document"),
    path(_("communication/"), records.communication, name="communication"),
    path(_("programme/frequent-questions/"), faq.faq, name="faq"),
    path(_("programme/frequent-questions.atom"), feeds.faq_atom, name="faq_atom"),
    path(_("programme/frequent-questions.rss"), feeds.faq_rss, name="faq_rss"),
    path(_("programme/updates.atom"), feeds.news_atom, name="news_atom"),
    path(_("programme/updates.rss"), feeds.news_rss, name="news_rss"),
    path(_("actions/<str:code>/updates.atom"), feeds.action_atom, name="action_atom"),
    path(_("actions/<str:code>/updates.rss"), feeds.action_rss, name="action_rss"),
    path(_("embed/actions/<str:code>/amounts/"), embeds.amounts, name="embed_amounts"),
    path(_("embed/actions/<str:code>/map/"), embeds.places, name="embed_map"),
]
