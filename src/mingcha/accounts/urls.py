"""Addresses of logging in, of accounts, and of the places that people work in."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import include, path, re_path

from mingcha.accounts.views import areas, grants, people, places

#: Signing up, e-mail addresses and reset by e-mail do not exist here.
entrance = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
urlpatterns = [
    path("accounts/", include(entrance)),
    path("me/", people.own_account, name="own_account"),
    path("people/", people.people_list, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:account_id>/", people.person_page, name="person"),
    re_path(r"^people/(?P<account_id>[0-9]+)/(?P<deed>close|password|factor)/$", people.person_act, name="person_act"),
    path("people/<int:account_id>/grant/", grants.grant_give, name="grant_give"),
    path("people/<int:account_id>/recusal/", grants.recusal_add, name="recusal_add"),
    path("grants/<int:grant_id>/end/", grants.grant_end, name="grant_end"),
    path("recusals/<int:fact_id>/end/", grants.recusal_end, name="recusal_end"),
    path("areas/import/", areas.areas_import, name="areas_import"),
    path("areas/import/confirm/", areas.areas_confirm, name="areas_confirm"),
    path("areas/import/marked/", areas.areas_marked, name="areas_marked"),
    path("offices/", places.office_list, name="offices"),
    path("offices/new/<str:code>/", places.office_new, name="office_new"),
    path("offices/<int:office_id>/", places.office_page, name="office"),
    re_path(
        r"^offices/(?P<office_id>[0-9]+)/(?P<deed>close|post|absence)/$", places.office_change, name="office_change"
    ),
    path("posts/<int:post_id>/duty/", places.duty_assign, name="duty_assign"),
    re_path(r"^(?P<kind>duties|posts)/(?P<record_id>[0-9]+)/end/$", places.duty_act, name="duty_act"),
]
