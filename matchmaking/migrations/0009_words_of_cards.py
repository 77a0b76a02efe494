import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# What a card and a request are found, ordered and shown by stands in other tables:
# kept here too, so that one index serves each list. The guard on statuses is not
# called, because no status is written.
CARDS = """
CREATE FUNCTION matchmaking_words_of_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT company.sort_name,
         company.search || coalesce(
           (SELECT words FROM programmes_site WHERE id = NEW.site_id), '')
    INTO NEW.sort_name, NEW.words
    FROM programmes_organisation AS company WHERE company.id = NEW.organisation_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER words_of_card
  BEFORE INSERT OR UPDATE OF organisation_id, site_id ON matchmaking_decisionmaker
  FOR EACH ROW EXECUTE FUNCTION matchmaking_words_of_card();

CREATE FUNCTION matchmaking_words_of_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE matchmaking_decisionmaker SET site_id = site_id WHERE site_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER words_of_site_on_cards AFTER UPDATE ON programmes_site
  FOR EACH ROW WHEN (OLD.words IS DISTINCT FROM NEW.words)
  EXECUTE FUNCTION matchmaking_words_of_site();
"""
REQUESTS = """
CREATE FUNCTION matchmaking_words_of_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT startup.lab_id, startup.search || company.search
    INTO NEW.startup_lab_id, NEW.words
    FROM programmes_organisation AS startup, programmes_organisation AS company
    WHERE startup.id = NEW.startup_id AND company.id = (
      SELECT organisation_id FROM matchmaking_decisionmaker
      WHERE id = NEW.decision_maker_id);
  RETURN NEW;
END
$$;
CREATE TRIGGER words_of_request
  BEFORE INSERT OR UPDATE OF startup_id, decision_maker_id
  ON matchmaking_introduction
  FOR EACH ROW EXECUTE FUNCTION matchmaking_words_of_request();

CREATE FUNCTION matchmaking_words_of_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE matchmaking_decisionmaker SET organisation_id = organisation_id
    WHERE organisation_id = NEW.id;
  UPDATE matchmaking_introduction SET startup_id = startup_id
    WHERE startup_id = NEW.id OR decision_maker_id IN (
      SELECT id FROM matchmaking_decisionmaker WHERE organisation_id = NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER words_of_company_on_requests AFTER UPDATE ON programmes_organisation
  FOR EACH ROW WHEN (OLD.name <> NEW.name OR OLD.acronym <> NEW.acronym
    OR OLD.lab_id IS DISTINCT FROM NEW.lab_id)
  EXECUTE FUNCTION matchmaking_words_of_company();

CREATE FUNCTION matchmaking_company_of_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE matchmaking_introduction SET decision_maker_id = decision_maker_id
    WHERE decision_maker_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER company_of_card_on_requests AFTER UPDATE ON matchmaking_decisionmaker
  FOR EACH ROW WHEN (OLD.organisation_id <> NEW.organisation_id)
  EXECUTE FUNCTION matchmaking_company_of_card();

UPDATE matchmaking_decisionmaker SET site_id = site_id;
UPDATE matchmaking_introduction SET startup_id = startup_id;
"""
BACK = """
DROP TRIGGER company_of_card_on_requests ON matchmaking_decisionmaker;
DROP FUNCTION matchmaking_company_of_card();
DROP TRIGGER words_of_company_on_requests ON programmes_organisation;
DROP FUNCTION matchmaking_words_of_company();
DROP TRIGGER words_of_request ON matchmaking_introduction;
DROP FUNCTION matchmaking_words_of_request();
DROP TRIGGER words_of_site_on_cards ON programmes_site;
DROP FUNCTION matchmaking_words_of_site();
DROP TRIGGER words_of_card ON matchmaking_decisionmaker;
DROP FUNCTION matchmaking_words_of_card();
"""
VECTOR = django.contrib.postgres.search.SearchVectorField
GIN = django.contrib.postgres.indexes.GinIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("matchmaking", "0008_index_introductions_in_order"),
        ("programmes", "0009_words_of_sites"),
    ]

    operations = [
        migrations.AddField(
            model_name="decisionmaker",
            name="words",
            field=VECTOR(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="decisionmaker",
            name="sort_name",
            field=models.CharField(default="", editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name="introduction",
            name="words",
            field=VECTOR(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="introduction",
            name="startup_lab",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.lab",
            ),
        ),
        migrations.RunSQL(CARDS + REQUESTS, BACK),
        migrations.AddIndex(
            model_name="decisionmaker",
            index=GIN(fields=["words"], name="decision_maker_words"),
        ),
        migrations.AddIndex(
            model_name="decisionmaker",
            index=models.Index(
                fields=["sort_name", "id"], name="decision_maker_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="decisionmaker",
            index=models.Index(
                fields=["lab", "sort_name", "id"], name="decision_maker_of_lab_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="introduction",
            index=GIN(fields=["words"], name="introduction_words"),
        ),
    ]
