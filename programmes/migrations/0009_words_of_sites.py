import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations

# A generated column sees its own row only; what a site is found by is also its
# company's name. One column and one index, where an OR over two tables reads both.
WORDS = """
CREATE FUNCTION programmes_words_of_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT to_tsvector('french', servindus_fold(NEW.name))
      || to_tsvector('simple', servindus_fold(NEW.name))
      || to_tsvector('simple', servindus_fold(NEW.commune_name))
      || company.search
    INTO NEW.words
    FROM programmes_organisation AS company WHERE company.id = NEW.organisation_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER words_of_site
  BEFORE INSERT OR UPDATE OF name, commune_name, organisation_id ON programmes_site
  FOR EACH ROW EXECUTE FUNCTION programmes_words_of_site();

CREATE FUNCTION programmes_words_of_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE programmes_site SET name = name WHERE organisation_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER words_of_company AFTER UPDATE ON programmes_organisation
  FOR EACH ROW WHEN (OLD.name <> NEW.name OR OLD.acronym <> NEW.acronym)
  EXECUTE FUNCTION programmes_words_of_company();

UPDATE programmes_site SET name = name;
"""
BACK = """
DROP TRIGGER words_of_company ON programmes_organisation;
DROP FUNCTION programmes_words_of_company();
DROP TRIGGER words_of_site ON programmes_site;
DROP FUNCTION programmes_words_of_site();
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("programmes", "0008_index_sites_by_name")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(
                editable=False, null=True
            ),
        ),
        migrations.RunSQL(WORDS, BACK),
        migrations.RemoveIndex(model_name="site", name="site_search"),
        migrations.AddIndex(
            model_name="site",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="site_words"
            ),
        ),
    ]
