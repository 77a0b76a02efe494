"""Each register's layout is known by its columns; rows of our own making."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from programmes.models import Organisation, Site
from tests.programmes.import_files import (
    FRENCH_TECH,
    OTHER,
    SIREN,
    SIRET,
    as_json,
    icpe,
)

pytestmark = pytest.mark.django_db
COUNTS = ("created", "updated", "unchanged", "refused")


@pytest.fixture
def run(tmp_path):
    def run(content, **options):
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = io.StringIO()
        with translation.override("en"):
            call_command(
                "import_organisations", str(path), json=True, stdout=said,
                **{"kind": "industrial", **options},
            )  # fmt: skip
        report = json.loads(said.getvalue())
        counts = [report[name] for name in COUNTS]
        assert sum(counts) == report["rows"]
        return report, counts

    return run


ODS = (
    "Identifiant de l'entreprise;Numéro interne de classement de l'établissement;"
    "Numéro dans la voie;Indice de répétition;Type de voie de localisation de"
    " l'établissement;Libellé de voie de localisation de l'établissement;Code postal;"
    "Département de localisation de l'établissement;Commune de localisation de"
    " l'établissement;Libellé de la commune de localisation de l'établissement;"
    "Enseigne ou nom de l'exploitation;Activité principale de l'établissement;"
    "Libellé de l'activité principale de l'établissement;Nom ou raison sociale de"
    " l'entreprise;Nom de naissance;Nature juridique de l'entreprise;"
    "Tranche d'effectif salarié de l'entreprise;Date de création de l'entreprise;"
    "Libellé de l’activité principale de l'entreprise;SIRET\r\n"
)


def test_the_french_sentences_of_opendatasoft(run):
    rows = (
        f"{SIREN};00007;21;B;RUE;GRANDE;13002;13;202;MARSEILLE 2;LE QUAI;2562B;"
        f"Mécanique;FORGES DU MIDI;;5499;12;1992-07-01;M;{SIRET}\r\n"
        f"{OTHER};00646;;;;;13002;13;202;MARSEILLE 2;;2562B;"
        "Mécanique;DURAND PAUL;DURAND;1000;NN;1900-01-01;M;55203253400646\r\n"
    )
    report, counts = run((ODS + rows).encode("cp1252"))
    assert (report["layout"], report["encoding"]) == ("sirene-ods", "cp1252")
    assert counts == [1, 0, 0, 1]
    assert "natural person" in report["refused_rows"][0]["reason"]
    site = Site.objects.get(siret=SIRET)
    assert (site.source, site.source_id) == ("sirene-etablissements", SIRET)
    assert (site.name, site.address, site.commune.code) == (
        "LE QUAI", "21 B RUE GRANDE", "13202",
    )  # fmt: skip
    company = site.organisation
    assert (company.name, company.headcount_band, company.naf_code) == (
        "FORGES DU MIDI", "12", "25.62B",
    )  # fmt: skip
    assert company.created_on.isoformat() == "1992-07-01"
    assert run((ODS + rows).encode("cp1252"))[1] == [0, 0, 1, 1]


def test_the_same_register_in_both_layouts_is_one(run):
    row = (
        f"{SIREN};00007;21;;RUE;GRANDE;13002;13;202;MARSEILLE 2;;2562B;M;FORGES;;5499;"
        f"12;;M;{SIRET}\n"
    )
    run(ODS + row)
    newer = (
        "siren,siret,codeCommuneEtablissement,denominationUniteLegale\n"
        f"{SIREN},{SIRET},13203,FORGES\n"
    )
    report, counts = run(newer)
    assert (report["layout"], counts) == ("sirene-etablissements", [0, 1, 0, 0])
    assert Site.objects.get().commune.code == "13203"


def test_installations_that_need_a_permit(run):
    rows = [
        ("0030.12015", "USINE DU ROBEC", "ROUEN", "76000", "76540"),
        ("0030.12016", "CARRIERE", "LYON", "69001", "69381"),
    ]
    report, counts = run(icpe(*rows))
    assert (report["layout"], counts, report["without_lab"]) == (
        "icpe", [2, 0, 0, 0], 1,
    )  # fmt: skip
    site = Site.objects.get(source_id="0030.12015")
    assert (site.commune.code, site.lab.slug, site.organisation.siren) == (
        "76540", "rouen", None,
    )  # fmt: skip
    # The zeros that a spreadsheet drops from the identifier are put back.
    spoilt = icpe(("30.12015", *rows[0][1:]), ("30.12016", *rows[1][1:]))
    assert run(spoilt)[1] == [0, 0, 2, 0]


def test_a_renamed_installation_renames_its_company_too(run):
    run(icpe(("0030.12015", "ANCIEN NOM", "ROUEN", "76000", "76540")))
    _report, counts = run(icpe(("0030.12015", "NOUVEAU", "ROUEN", "76000", "76540")))
    assert counts == [0, 1, 0, 0]
    site = Site.objects.select_related("organisation").get()
    assert (site.name, site.organisation.name) == ("NOUVEAU", "NOUVEAU")


LONG = "SOCIETE DES PETROLES ET RAFFINERIES DE LA BASSE SEINE"


@pytest.mark.parametrize("width", [40, 38])
def test_a_name_that_a_register_cuts_takes_nothing_away(run, width):
    run(icpe(("0030.12015", LONG, "ROUEN", "76000", "76540")))
    cut = LONG[:width].strip()
    report, counts = run(icpe(("0030.12015", cut, "ROUEN", "76000", "76540")))
    assert counts == [0, 0, 1, 0]
    assert Site.objects.get().name == LONG
    assert "cuts" in report["warnings"][0]["reason"]


def test_a_name_that_is_shorter_but_not_cut_is_a_new_name(run):
    run(icpe(("0030.12015", LONG, "ROUEN", "76000", "76540")))
    _report, counts = run(icpe(("0030.12015", LONG[:20], "ROUEN", "76000", "76540")))
    assert counts == [0, 1, 0, 0]
    assert Site.objects.get().name == LONG[:20].strip()


def test_the_whole_name_replaces_the_cut_one(run):
    run(icpe(("0030.12015", LONG[:40], "ROUEN", "76000", "76540")))
    assert run(icpe(("0030.12015", LONG, "ROUEN", "76000", "76540")))[1] == [0, 1, 0, 0]
    assert Site.objects.get().name == LONG


BITD = (
    "site_id,entreprise_id,entreprise,nom_site,entite,ville,code_departement,adresse,"
    "siren,siret,raison_sociale_sirene,ape_sirene,etat_sirene\n"
)


def test_sites_of_groups_with_and_without_a_number(run):
    groups = "id,entreprise,secteur_principal,code_ape,site_web,siege_ville\n"
    groups += "7,GROUPE ESSAI,Aéro,30.30Z – Construction,https://essai.example/,Rouen\n"
    report, counts = run("\ufeff" + groups)
    assert (report["layout"], counts) == ("bitd-groupes", [1, 0, 0, 0])
    sites = (
        BITD
        + f"07-1,7,GROUPE ESSAI,Oissel,Essai SA,Oissel,76,1 QUAI 76350 OISSEL,{SIREN},"
        f"{SIRET},ESSAI SA,30.30Z,ACTIF\n"
        "07-2,7,GROUPE ESSAI,Nancy,Essai,Nancy,54,,,,,,\n"
        "07-3,7,GROUPE ESSAI,Marseille,Essai,Marseille,54,,,,,,FERME\n"
    )
    report, counts = run("\ufeff" + sites)
    assert (report["layout"], counts) == ("bitd-sites", [3, 0, 0, 0])
    assert report["organisations_created"] == 1
    group = Organisation.objects.get(source="bitd", source_id="7")
    assert (group.naf_code, group.siren, group.website) == (
        "30.30Z", None, "https://essai.example/",
    )  # fmt: skip
    own = Organisation.objects.get(siren=SIREN)
    assert own.name == "ESSAI SA"
    one, two, three = Site.objects.order_by("source_id")
    assert (one.organisation, two.organisation, three.organisation) == (
        own, group, group,
    )  # fmt: skip
    assert (one.postcode, one.lab.slug, two.lab.slug) == ("76350", "rouen", "nancy")
    # Another département's town of the same name is not ours.
    assert three.lab is None
    assert "ceased" in report["warnings"][0]["reason"]
    assert run("\ufeff" + sites)[1] == [0, 0, 3, 0]
    identities = "entreprise_id,entreprise,secteur_principal,type_acteur_panel\n"
    assert run(identities + "7,GROUPE ESSAI,Aéro,Grand\n")[1] == [0, 0, 1, 0]


def test_the_french_tech_as_json(run):
    report, counts = run(as_json(FRENCH_TECH), kind="startup")
    assert (report["layout"], counts) == ("french-tech", [2, 0, 0, 0])
    one = Organisation.objects.get(name="Vibralis")
    assert (one.website, one.headcount_band, one.lab.slug, one.source_id) == (
        "http://vibralis.example/", "12", "rouen", "a1",
    )  # fmt: skip
    two = Organisation.objects.get(name="Hélicèle")
    assert (two.website, two.headcount_band, two.lab) == ("", "", None)
    assert run(as_json(FRENCH_TECH), kind="startup")[1] == [0, 0, 2, 0]


def test_answers_of_the_public_look_up(run):
    answer = {
        "results": [
            {
                "siren": SIREN,
                "nom_complet": "FORGES (LE QUAI)",
                "nom_raison_sociale": "FORGES",
                "nature_juridique": "5499",
                "activite_principale": "25.62B",
                "etat_administratif": "A",
                "siege": {
                    "siret": SIRET,
                    "commune": "76540",
                    "libelle_commune": "ROUEN",
                    "code_postal": "76000",
                },
            },
            {
                "siren": OTHER,
                "nom_complet": "PAUL DURAND",
                "nature_juridique": "1000",
                "siege": {"siret": None},
            },
        ],
        "total_results": 2,
    }
    report, counts = run(as_json(answer))
    assert (report["layout"], counts) == ("recherche-entreprises", [1, 0, 0, 1])
    made = Organisation.objects.get(siren=SIREN)
    assert (made.name, made.lab.slug, made.naf_code) == ("FORGES", "rouen", "25.62B")


def test_periods_of_establishments_name_nobody(run):
    periods = "siret;dateDebut;dateFin;etat;code_ape\n"
    report, counts = run(periods + f"{SIRET};2008-01-01;;A;81.10Z\n")
    assert (report["layout"], counts) == ("sirene-periodes", [0, 0, 0, 1])
    assert "names no organisation" in report["refused_rows"][0]["reason"]


def test_a_plant_that_goes_to_another_company(run):
    head = "Identifiant,Nom_Etablissement,Numero_SIRET\n"
    run(f"{head}058.1,Usine,{SIRET}\n")
    assert run(f"{head}058.1,Usine,55203253400646\n")[1] == [0, 1, 0, 0]
    assert Site.objects.get().organisation.siren == OTHER
    assert Organisation.objects.filter(siren=SIREN).exists()


def test_a_rounded_number_says_that_its_digits_are_lost(run):
    report, counts = run("nom;siret\nA;7,33E+13\nB;7.3282932000074E+13\n")
    assert counts == [1, 0, 0, 1]
    assert "digits are lost" in report["refused_rows"][0]["reason"]
    assert Site.objects.get().siret == SIRET


def test_a_list_of_objects_one_a_line(run):
    lines = as_json({"nom": "A", "ville": "Rouen"}) + "\n" + as_json({"nom": "B"})
    assert run(lines)[1] == [2, 0, 0, 0]


def test_halves_of_characters_and_nul_are_left_out(run, tmp_path):
    text = '[{"nom": "A\\u0000\\udfff", "x": 1}, {"nom": "\\ud800", "x": "\\ud800"}]'
    _report, counts = run(text, refused=tmp_path / "refused.csv")
    assert counts == [1, 0, 0, 0]
    assert Organisation.objects.filter(name="A").exists()


@pytest.mark.parametrize("content", ["{", "[]", "[1, 2]", '{"a": 1}', "[" * 100_000])
def test_json_that_is_no_list_is_one_clear_line(run, content):
    with pytest.raises(CommandError) as error:
        run(content)
    assert "\n" not in str(error.value)
