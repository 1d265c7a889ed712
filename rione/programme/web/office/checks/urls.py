"""Addresses of the office: checks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
