"""What templates draw with: dates in words, addresses, forms, pieces, whole sheets."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from servindus import clock, ui
from servindus.calendar import ClockState, WorkingCalendar
from servindus.delays import Delay, due_date
from servindus.elements import MONDAY, elements
from servindus.templatetags import servindus as tags

DUE = date(2026, 12, 2)
NINE_TEN = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _that_monday():
    with clock.at(NINE_TEN), translation.override("fr"):
        yield


def words(text):
    """A text with its non-breaking spaces made visible."""
    return text.replace("\u00a0", "~").replace("\u202f", "_")


def draw(template, **context):
    """A piece drawn outside any page."""
    request = RequestFactory().get("/")
    return " ".join(render_to_string(template, context, request).split())


def test_french_dates():
    assert words(tags.full_date(DUE)) == "mercredi 2~décembre 2026"
    assert words(tags.day_and_month(DUE)) == "mercredi 2~décembre"
    assert words(tags.plain_date(date(2026, 11, 9))) == "9~novembre 2026"
    assert words(tags.full_date(FIRST)) == "mardi 1er~décembre 2026"
    assert words(tags.short_date(DUE)) == "mer.~2~déc."
    assert words(tags.short_date(date(2027, 3, 1))) == "lun.~1er~mars 2027"
    assert words(tags.clock_time(EARLY)) == "8~h~30"
    assert words(tags.clock_time(FIRST)) == "10~h"


def test_english_dates():
    with translation.override("en"):
        assert words(tags.full_date(DUE)) == "Wednesday 2~December 2026"
        assert words(tags.full_datetime(FIRST)) == "Tuesday 1~December 2026 at 10:00"
        assert words(tags.short_date(DUE)) == "Wed~2~Dec"
        assert tags.clock_time(EARLY) == "08:30"
        assert words(tags.moment(EARLY)) == "Friday 20~November, 08:30"
        assert words(tags.working_days(1)) == "1~working day"


@pytest.mark.parametrize(
    ("count", "unit", "text"),
    [
        (5, "working_days", "5~jours ouvrés"),
        (1, "days", "1~jour"),
        (4, "weeks", "4~semaines"),
        (2, "months", "2~mois"),
    ],
)
def test_a_delay_is_told_in_its_unit(count, unit, text):
    assert words(tags.delay(count, unit)) == text


def test_the_sum_of_a_delay_in_months():
    pause = (date(2027, 1, 4), date(2027, 1, 4))
    found = due_date(date(2026, 12, 30), Delay(2, "months"), WorkingCalendar(), [pause])
    assert found.due == date(2027, 3, 1)
    turn = ui.Turn(ui.Person("DGE"))
    sum_ = draw("_pieces/why.html", deadline=found, turn=turn, why_open=True)
    assert "+ 2 mois" in sum_
    assert "1 jour non compté" in sum_
    found = due_date(date(2026, 12, 31), Delay(2, "months"), WorkingCalendar())
    sum_ = draw("_pieces/why.html", deadline=found, turn=turn, why_open=True)
    assert "28 février n’est pas ouvré" in sum_
    assert "jour ouvré suivant" in sum_


def test_a_moment_says_today_and_names_the_year_only_when_it_is_another():
    assert words(tags.moment(EARLY)) == "Vendredi 20~novembre, 8~h~30"
    assert words(tags.moment(NINE_TEN)).endswith(", 9~h~10")
    assert words(tags.moment(date(2025, 11, 10))) == "Lundi 10~novembre 2025"


def test_a_moment_just_after_midnight_in_paris_belongs_to_the_new_day():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert words(tags.moment(late)) == "Mardi 24~novembre, 0~h~30"


def test_missing_dates_are_drawn_as_nothing():
    for filter_ in (tags.full_date, tags.full_datetime, tags.short_date, tags.moment):
        assert filter_(None) == ""
    for filter_ in (tags.clock_time, tags.day_and_month, tags.plain_date, tags.planned):
        assert filter_(None) == ""


def test_ranks_counts_and_thousands():
    assert tags.nth(8) == "8<sup>e</sup>"
    assert tags.nth(1) == "1<sup>er</sup>"
    assert tags.capped(99) == "99"
    assert tags.capped(100) == "99+"
    assert words(tags.grouped(1850)) == "1_850"
    assert tags.capital("à relire") == "À relire"
    with translation.override("en"):
        assert tags.nth(22) == "22<sup>nd</sup>"
        assert tags.nth(11) == "11<sup>th</sup>"
        assert tags.grouped(1850) == "1,850"


def test_an_address_keeps_the_other_filters_in_place():
    request = SimpleNamespace(GET=QueryDict("q=câble&theme=a&theme=b&page=2"))
    context = Context({"request": request})
    assert tags.query_with(context, page=3).endswith("theme=a&theme=b&page=3")
    assert "page" not in tags.query_with(context, page=None)
    empty = Context({"request": SimpleNamespace(GET=QueryDict("page=2"))})
    assert tags.query_with(empty, page=None) == "?"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Inès Delaunay", "ID"),
        ("Direction générale des entreprises", "DG"),
        ("Câblerie des Deux-Rives", "CD"),
        ("L’Atelier", "A"),
        ("de la", "DL"),
        ("", ""),
    ],
)
def test_initials_skip_small_words(name, letters):
    assert ui.initials_of(name) == letters


def test_a_timed_turn_carries_its_date_clock_and_ruler():
    turn = ui.timed_turn(
        ui.Person("Marc Lefebvre"),
        start=date(2026, 11, 10),
        amount=15,
        today=MONDAY,
        calendar=WorkingCalendar(),
        rule="Règle 3",
    )
    assert turn.due == DUE
    assert (turn.clock.kind, turn.clock.days, turn.elapsed) == ("on_time", 7, 8)
    assert not turn.is_long
    assert turn.rule == "Règle 3"


def test_a_long_ruler_also_has_one_cell_per_week_for_phones():
    turn = ui.timed_turn(
        ui.Person("Marc"),
        start=date(2026, 9, 24),
        amount=40,
        today=MONDAY,
        calendar=WorkingCalendar(),
    )
    assert turn.is_long
    html = draw("_pieces/turn.html", turn=turn)
    assert html.count("only-phone") == 2
    assert "only-desk" in html


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (date(2026, 11, 10), "aujourd’hui, 8<sup>e</sup> jour ouvré"),
        (MONDAY, "aujourd’hui"),
    ],
)
def test_the_ruler_counts_from_the_first_working_day(start: date, words: str) -> None:
    turn = ui.timed_turn(
        ui.Person("Marc"),
        start=start,
        amount=15,
        today=MONDAY,
        calendar=WorkingCalendar(),
    )
    html = draw("_pieces/turn.html", turn=turn)
    assert f"<span>{words}</span>" in html.replace("\xa0", " ")


def test_a_clock_prefers_its_own_words():
    html = draw("_pieces/clock.html", clock=ClockState("paused", text="2 avant vous"))
    assert "2 avant vous" in html
    assert "clock-hold" in html
    assert "aria-hidden" in html


def test_more_than_four_acts_fold_and_impossible_ones_are_explained():
    acts = [ui.Act(f"Acte {n}", f"/{n}") for n in range(5)]
    acts += [ui.Act("Envoyer", "/6", method="post", reason="dès que tout est complet")]
    html = draw("_pieces/acts.html", acts=acts)
    assert "<details" in html
    assert html.index("Acte 3") < html.index("<details") < html.index("Acte 4")
    assert "dès que tout est complet" in html
    assert 'href="/6"' not in html


def test_an_act_that_writes_is_a_post_form_with_a_token():
    html = draw("_pieces/act.html", act=ui.Act("Retirer", "/r", "", "close", "post"))
    assert 'method="post"' in html
    assert "csrfmiddlewaretoken" in html
    assert "btn-danger" in html


def test_a_name_is_escaped_everywhere():
    person = ui.Person("<b>Marc</b>", "<i>", initials="<")
    html = draw("_pieces/person.html", person=person)
    assert "<b>Marc" not in html
    assert "&lt;b&gt;Marc" in html


class Request(forms.Form):
    """A form with each kind of field that the pack draws."""

    subject = forms.CharField(max_length=80, widget=forms.Textarea, help_text="Aide")
    ask = forms.ChoiceField(choices=[("a", "Montrer")], widget=forms.RadioSelect)
    formats = forms.MultipleChoiceField(
        choices=[("v", "Visio")], widget=forms.CheckboxSelectMultiple
    )
    lab = forms.ChoiceField(choices=[("r", "Rouen")])
    site = forms.CharField(required=False)
    agree = forms.BooleanField()

    def clean(self):
        self.add_error(None, "Tout est faux.")


def draw_form(data):
    """A form drawn by crispy with our pack."""
    form = Request(data)
    form.fields["ask"].notes = {"a": "une démonstration courte"}
    template = Template("{% load crispy_forms_tags %}{{ form|crispy }}")
    return form, template.render(Context({"form": form}))


def test_the_error_stands_between_the_help_and_the_input():
    _, html = draw_form({"subject": "x" * 81})
    field = html[html.index("div_id_subject") : html.index("div_id_ask")]
    order = ["form-label", "id_subject_helptext", "id_subject_error", "<textarea"]
    assert [field.index(part) for part in order] == sorted(
        field.index(part) for part in order
    )
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in field


def test_a_limited_text_has_a_counter_and_an_optional_field_says_so():
    _, html = draw_form({"subject": "a\r\nb"})
    assert 'data-counter="id_subject"' in html
    assert "<span data-counter-now>3</span> / 80" in html
    assert html.count('class="optional"') == 1


def test_choices_are_whole_rows_with_a_second_line():
    _, html = draw_form({})
    assert "une démonstration courte" in html
    assert html.count('class="choice"') == 3


def test_the_error_summary_links_to_the_first_input_of_each_field():
    form, _ = draw_form({"subject": ""})
    targets = [target for target, _message in tags.faults(form)]
    assert targets == [
        *("", "#id_subject", "#id_ask_0", "#id_formats_0", "#id_lab", "#id_agree"),
    ]
    html = draw("_pieces/error_summary.html", form=form)
    assert 'href="#id_ask_0"' in html
    assert "Tout est faux." in html


def test_the_error_summary_names_what_is_missing():
    form, _ = draw_form({"subject": ""})
    subject = form["subject"].label
    found = dict(tags.faults(form))
    assert found["#id_subject"] == f"{subject}\xa0: ce champ est obligatoire."


def test_a_sentence_of_all_numbers_names_its_field():
    class Numbers(forms.Form):
        people = forms.IntegerField(label="Personnes", min_value=1)
        price = forms.DecimalField(label="Prix", max_digits=3, decimal_places=1)
        mail = forms.EmailField(label="Adresse")

    form = Numbers({"people": "0", "price": "douze", "mail": "rien"})
    least = "Assurez-vous que cette valeur est supérieure ou égale à 1."
    assert tags.faults(form) == [
        ("#id_people", f"Personnes\xa0: {least}"),
        ("#id_price", "Prix\xa0: Saisissez un nombre."),
        ("#id_mail", "Saisissez une adresse de courriel valide."),
    ]  # fmt: skip


def test_a_form_without_errors_has_no_summary():
    assert draw("_pieces/error_summary.html", form=Request()) == ""


def test_the_pager_keeps_its_place_without_neighbours():
    html = draw("_pieces/pager.html", pager=ui.ListPage(1, 5, 125, "", "?after=5"))
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


@pytest.mark.django_db
def test_the_sheet_of_elements_draws_every_piece():
    response = elements(RequestFactory().get("/elements/"))
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    for part in ("turn-head", "waiting-card", "days-key", "faults", "switch-no"):
        assert part in html


@pytest.mark.parametrize("code", ["400", "403", "404", "403_csrf"])
def test_error_pages_give_a_number_and_a_way_on(code):
    html = draw(f"{code}.html", request_number="3f9a71c2d0")
    assert "3f9a71c2d0" in html
    assert html.count("<h1") == 1
    assert 'href="/"' in html


@pytest.mark.parametrize("code", ["500", "503"])
def test_the_last_pages_need_neither_request_nor_context(code):
    html = render_to_string(f"{code}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in html
