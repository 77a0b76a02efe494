"""`BENCH=import make bench`: what an import costs, in time and memory.

It makes a database of its own on the project's server, imports a file of its own
making twice, prints a table and drops the database. `ROWS` sets the size (10,000 by
default).
"""

import csv
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import django
from django.db import connection

COMMUNES = [
    ("ROUEN", "76000", "SEINE-MARITIME"),
    ("AMIENS", "80000", "SOMME"),
    ("MARSEILLE", "13015", "BOUCHES-DU-RHONE"),
    ("NANCY", "54000", "MEURTHE-ET-MOSELLE"),
    ("PARIS", "75011", "PARIS"),
]
HEADER = [
    "Identifiant",
    "Nom_Etablissement",
    "Numero_SIRET",
    "Adresse",
    "Code_Postal",
    "Commune",
    "Departement",
    "Region",
    "Coordonnees_X",
    "Coordonnees_Y",
    "Code_APE",
    "Libelle_APE",
    "code_eprtr",
    "libelle_eprtr",
]


def main() -> None:
    """Import twice and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servindus.settings")
    from servindus.local.command import with_database

    with with_database("bench"):
        django.setup()
        name = connection.creation.create_test_db(verbosity=0)
        try:
            measure(int(os.environ.get("ROWS", "10000")))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def measure(rows: int) -> None:
    """Print seconds, rows a second, counts and the peak of memory."""
    from programmes.enums import OrganisationKind
    from programmes.imports.run import import_file
    from programmes.imports.writer import Order
    from servindus.actors import SYSTEM, Channel

    print(f"{'import':<8}{'rows':>8}{'seconds':>9}{'rows/s':>8}  counts")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plants.csv"
        write_plants(path, rows)
        for turn in ("first", "again"):
            order = Order(
                kind=OrganisationKind.INDUSTRIAL,
                by=SYSTEM,
                channel=Channel.SYSTEM,
                lab=None,
                dry_run=False,
            )
            began = time.perf_counter()
            report = import_file(path, order).as_dict()
            seconds = time.perf_counter() - began
            counts = {
                key: report[key]
                for key in ("created", "updated", "unchanged", "refused")
            }
            print(f"{turn:<8}{rows:>8}{seconds:>9.1f}{rows / seconds:>8.0f}  {counts}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of the process: {peak:.0f} MB")


def write_plants(path: Path, rows: int) -> None:
    """Write a file in the layout of the register of emissions, always the same."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            town, postcode, department = COMMUNES[number % len(COMMUNES)]
            writer.writerow(
                [
                    f"900.{number:06d}",
                    f"USINE D'ESSAI {number}",
                    siret(number),
                    f"{number % 90 + 1} RUE DE LA FORGE\nBATIMENT {number % 7}",
                    postcode,
                    town,
                    department,
                    "",
                    "",
                    "",
                    "2562B",
                    "Mécanique industrielle",
                    "",
                    "",
                ]
            )


def siret(number: int) -> str:
    """Give a number whose SIREN and SIRET both pass Luhn's check."""
    siren = _with_check_digit(f"9{number:07d}")
    return _with_check_digit(f"{siren}0001")


def _with_check_digit(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


if __name__ == "__main__":
    sys.exit(main())
