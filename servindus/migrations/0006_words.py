from django.db import migrations

# Words of what is searched, each with its forms: itself, and itself with one letter
# left out. Two words that are one edit apart share a form, so an index finds them; no
# extension is needed. No unique key: whoever adds a word waits for nobody, and the
# same word twice does no harm.
TABLE = """
CREATE TABLE servindus_word (
  word text COLLATE "C" NOT NULL,
  forms text[] COLLATE "C" NOT NULL
);
CREATE INDEX servindus_word_by_word ON servindus_word (word);
CREATE INDEX servindus_word_by_form ON servindus_word USING gin (forms)
  WITH (gin_pending_list_limit = 256);

CREATE FUNCTION servindus_forms(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT overlay(word PLACING '' FROM place FOR 1)) || word
  FROM generate_series(1, length(word)) AS place
$$;

CREATE FUNCTION servindus_learn(found text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO servindus_word (word, forms)
  SELECT DISTINCT one.word, servindus_forms(one.word)
  FROM unnest(found) AS one(word)
  WHERE one.word COLLATE "C" ~ '^[a-z]{3,40}$'
    AND NOT EXISTS (
      SELECT FROM servindus_word AS known WHERE known.word = one.word COLLATE "C")
$$;
"""
# One letter missing, added or changed, or two neighbours swapped.
EDIT = """
CREATE FUNCTION servindus_one_edit(one text, other text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  place int := 1;
BEGIN
  IF one = other OR abs(length(one) - length(other)) > 1 THEN
    RETURN false;
  END IF;
  WHILE substr(one, place, 1) = substr(other, place, 1) LOOP
    place := place + 1;
  END LOOP;
  RETURN substr(one, place + 1) = substr(other, place + 1)
    OR substr(one, place) = substr(other, place + 1)
    OR substr(one, place + 1) = substr(other, place)
    OR (substr(one, place, 1) = substr(other, place + 1, 1)
      AND substr(one, place + 1, 1) = substr(other, place, 1)
      AND substr(one, place + 2) = substr(other, place + 2));
END
$$;
"""
# The question with all the words that the wrong ones may be; nothing when one of them
# is like none. Which of them a reader is told is decided by the rows this reader sees.
ALIKE = """
CREATE FUNCTION servindus_alike(asked text[], wrong text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  asked_word text;
  own text[];
  part text;
  parts text[] := '{}';
BEGIN
  IF wrong IS NULL THEN
    RETURN NULL;
  END IF;
  FOREACH asked_word IN ARRAY asked LOOP
    part := asked_word || ':*';
    IF asked_word = ANY (wrong) THEN
      own := servindus_forms(asked_word);
      SELECT string_agg(DISTINCT known.word, ' | ') INTO part
        FROM servindus_word AS known
        WHERE known.forms && own AND servindus_one_edit(asked_word, known.word);
      IF part IS NULL THEN
        RETURN NULL;
      END IF;
    END IF;
    parts := parts || ('(' || part || ')');
  END LOOP;
  RETURN array_to_string(parts, ' & ');
END
$$;

CREATE FUNCTION servindus_corrected(asked text[], wrong text[], words tsvector)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(
    CASE WHEN asked_word = ANY (wrong) THEN (
      SELECT own FROM unnest(tsvector_to_array(words)) AS own
      WHERE own COLLATE "C" ~ '^[a-z]{3,40}$' AND servindus_one_edit(asked_word, own)
      ORDER BY left(own, 1) <> left(asked_word, 1), own COLLATE "C" LIMIT 1)
    ELSE asked_word END ORDER BY place)
  FROM unnest(asked) WITH ORDINALITY AS question(asked_word, place)
$$;
"""
BACK = """
DROP FUNCTION servindus_corrected(text[], text[], tsvector);
DROP FUNCTION servindus_alike(text[], text[]);
DROP FUNCTION servindus_one_edit(text, text);
DROP FUNCTION servindus_learn(text[]);
DROP FUNCTION servindus_forms(text);
DROP TABLE servindus_word;
"""


class Migration(migrations.Migration):
    dependencies = [("servindus", "0005_index_outbox_by_desk")]

    operations = [migrations.RunSQL(TABLE + EDIT + ALIKE, BACK)]
