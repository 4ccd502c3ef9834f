"""Addresses of logging in and of one's own password. Signing up, e-mail and reset by e-mail do not exist here."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import include, path

entrance = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
urlpatterns = [path("accounts/", include(entrance))]
