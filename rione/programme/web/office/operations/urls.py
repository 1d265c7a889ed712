"""Addresses of the office: operations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
