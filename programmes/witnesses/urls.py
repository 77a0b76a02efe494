"""Addresses of witness companies."""

from typing import Any

from django.urls import URLPattern, path

from programmes.views import wave_offline, waves, witnesses

ENGAGEMENT = "temoins/<uuid:public_id>/"
WAVE = "temoins/releves/<uuid:public_id>/"
LINE = "temoins/lignes/<uuid:public_id>/"


def _engagement(word: str, view: Any, name: str) -> URLPattern:
    return path(f"{ENGAGEMENT}{word}/", view, name=name)


def _wave(word: str, view: Any, name: str) -> URLPattern:
    return path(f"{WAVE}{word}/", view, name=name)


def _line(word: str, view: Any, name: str) -> URLPattern:
    return path(f"{LINE}{word}/", view, name=name)


urlpatterns: list[URLPattern] = [
    path("temoins/", witnesses.witness_engagement_list, name="witness_engagement_list"),
    path("temoins/chiffres/", witnesses.witness_figures, name="witness_figures"),
    path(
        "temoins/choisir/", witnesses.witness_company_list, name="witness_company_list"
    ),
    path(
        "organisations/<uuid:public_id>/temoin/",
        witnesses.prepare_witness_engagement_view,
        name="prepare_witness_engagement",
    ),
    path(
        ENGAGEMENT,
        witnesses.witness_engagement_detail,
        name="witness_engagement_detail",
    ),
    _engagement("fil", witnesses.witness_story, "witness_story"),
    _engagement(
        "referents", witnesses.edit_witness_engagement_view, "edit_witness_engagement"
    ),
    _engagement(
        "charte", witnesses.sign_witness_engagement_view, "sign_witness_engagement"
    ),
    _engagement(
        "accord", witnesses.share_witness_engagement_view, "share_witness_engagement"
    ),
    _engagement(
        "terminer", witnesses.end_witness_engagement_view, "end_witness_engagement"
    ),
    path(WAVE, waves.wave_detail, name="wave_detail"),
    path(f"{WAVE}matrice.csv", waves.wave_csv, name="wave_csv"),
    path(
        "temoins/terrain.js", wave_offline.wave_field_worker, name="wave_field_worker"
    ),
    _wave("terrain", wave_offline.wave_field, "wave_field"),
    path(f"{WAVE}terrain/envoi", wave_offline.wave_field_send, name="wave_field_send"),
    _wave("observer", waves.record_observation_view, "record_observation"),
    _wave("ajouter", waves.add_burden_row_view, "add_burden_row"),
    _wave("reprendre", waves.carry_burden_rows_view, "carry_burden_rows"),
    _wave("heure", waves.price_wave_view, "price_wave"),
    _wave("remettre", waves.enter_wave_view, "enter_wave"),
    _wave("completer", waves.return_wave_view, "return_wave"),
    _wave("approuver", waves.approve_wave_view, "approve_wave"),
    path(
        "temoins/observations/<uuid:public_id>/corriger/",
        waves.revise_observation_view,
        name="revise_observation",
    ),
    _line("modifier", waves.edit_burden_row_view, "edit_burden_row"),
    _line("rayer", waves.strike_burden_row_view, "strike_burden_row"),
    _line("signaler", waves.report_burden_row_view, "report_burden_row"),
]
