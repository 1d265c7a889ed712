"""Addresses of the office: money."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
