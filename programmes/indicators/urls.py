"""Addresses of the indicators."""

from django.urls import URLPattern, path

from programmes.views import indicator_acts, indicators, reading_files, readings

SHEET = "indicateurs/releves/<uuid:public_id>/"
urlpatterns: list[URLPattern] = [
    path("indicateurs/", indicators.indicator_list, name="indicator_list"),
    path(
        "indicateurs/releves/", readings.reading_sheet_list, name="reading_sheet_list"
    ),
    path(
        "indicateurs/saisie/<slug:period>/",
        readings.reading_entry_view,
        name="reading_entry",
    ),
    path(SHEET, readings.reading_sheet_detail, name="reading_sheet_detail"),
    path(
        f"{SHEET}releves.<slug:form>",
        reading_files.reading_sheet_file,
        name="reading_sheet_file",
    ),
    path(
        f"{SHEET}importer/",
        reading_files.reading_sheet_import,
        name="reading_sheet_import",
    ),
    path(
        f"{SHEET}envoyer/",
        readings.submit_reading_sheet_view,
        name="submit_reading_sheet",
    ),
    path(
        f"{SHEET}approuver/",
        readings.approve_reading_sheet_view,
        name="approve_reading_sheet",
    ),
    path(
        f"{SHEET}renvoyer/",
        readings.return_reading_sheet_view,
        name="return_reading_sheet",
    ),
    path(
        f"{SHEET}verrouiller/",
        readings.lock_reading_sheet_view,
        name="lock_reading_sheet",
    ),
    path(
        f"{SHEET}deverrouiller/",
        readings.unlock_reading_sheet_view,
        name="unlock_reading_sheet",
    ),
    path(
        "indicateurs/nouveau/",
        indicator_acts.define_indicator_view,
        name="define_indicator",
    ),
    path(
        "indicateurs/cibles/<uuid:public_id>/retirer/",
        indicator_acts.remove_target_view,
        name="remove_target",
    ),
    # A code is none of the words above (`RESERVED`).
    path(
        "indicateurs/<slug:code>/", indicators.indicator_detail, name="indicator_detail"
    ),
    path(
        "indicateurs/<slug:code>/modifier/",
        indicator_acts.edit_indicator_view,
        name="edit_indicator",
    ),
    path(
        "indicateurs/<slug:code>/cible/",
        indicator_acts.set_target_view,
        name="set_target",
    ),
    path(
        "indicateurs/<slug:code>/releves.csv",
        indicators.indicator_csv,
        name="indicator_csv",
    ),
]
