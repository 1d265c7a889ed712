"""Addresses of the office: records."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
