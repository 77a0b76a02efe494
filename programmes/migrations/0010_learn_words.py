from django.db import migrations

# Words that searches may be corrected to. Cards and requests copy theirs from
# companies and sites. A statement learns its words once, be it an import's of a
# thousand rows; words of rows that have gone stay, and no correction shows them.
LEARN = """
CREATE FUNCTION programmes_learn_companies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM servindus_learn(array_agg(DISTINCT word))
    FROM fresh, unnest(tsvector_to_array(fresh.search)) AS word;
  RETURN NULL;
END
$$;
CREATE FUNCTION programmes_learn_renamed_companies() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM servindus_learn(array_agg(DISTINCT word))
    FROM fresh JOIN stale USING (id), unnest(tsvector_to_array(fresh.search)) AS word
    WHERE fresh.search IS DISTINCT FROM stale.search;
  RETURN NULL;
END
$$;
CREATE FUNCTION programmes_learn_sites() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM servindus_learn(array_agg(DISTINCT word))
    FROM fresh, unnest(tsvector_to_array(fresh.words)) AS word;
  RETURN NULL;
END
$$;
CREATE FUNCTION programmes_learn_renamed_sites() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM servindus_learn(array_agg(DISTINCT word))
    FROM fresh JOIN stale USING (id), unnest(tsvector_to_array(fresh.words)) AS word
    WHERE fresh.words IS DISTINCT FROM stale.words;
  RETURN NULL;
END
$$;
CREATE TRIGGER learn_companies AFTER INSERT ON programmes_organisation
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION programmes_learn_companies();
CREATE TRIGGER learn_renamed_companies AFTER UPDATE ON programmes_organisation
  REFERENCING NEW TABLE AS fresh OLD TABLE AS stale
  FOR EACH STATEMENT EXECUTE FUNCTION programmes_learn_renamed_companies();
CREATE TRIGGER learn_sites AFTER INSERT ON programmes_site
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION programmes_learn_sites();
CREATE TRIGGER learn_renamed_sites AFTER UPDATE ON programmes_site
  REFERENCING NEW TABLE AS fresh OLD TABLE AS stale
  FOR EACH STATEMENT EXECUTE FUNCTION programmes_learn_renamed_sites();

SELECT servindus_learn(array_agg(DISTINCT word))
  FROM programmes_organisation, unnest(tsvector_to_array(search)) AS word;
SELECT servindus_learn(array_agg(DISTINCT word))
  FROM programmes_site, unnest(tsvector_to_array(words)) AS word;
"""
BACK = """
DROP TRIGGER learn_renamed_sites ON programmes_site;
DROP TRIGGER learn_sites ON programmes_site;
DROP TRIGGER learn_renamed_companies ON programmes_organisation;
DROP TRIGGER learn_companies ON programmes_organisation;
DROP FUNCTION programmes_learn_renamed_sites();
DROP FUNCTION programmes_learn_sites();
DROP FUNCTION programmes_learn_renamed_companies();
DROP FUNCTION programmes_learn_companies();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("servindus", "0006_words"),
        ("programmes", "0009_words_of_sites"),
    ]

    operations = [migrations.RunSQL(LEARN, BACK)]
