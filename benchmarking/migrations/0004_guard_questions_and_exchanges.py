"""Both move by declared steps; what was said stays once it is closed."""

from django.db import migrations

STATUS = "".join(
    f"""
CREATE TRIGGER guard_status BEFORE UPDATE OF status ON benchmarking_{table}
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('benchmarking.{table}');
"""
    for table in ("question", "exchange", "exchangeaction")
)
QUESTIONS = """
-- What was asked stays as it was asked; no step without what it is about.
CREATE FUNCTION benchmarking_keep_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.status = 'withdrawn' THEN
    RAISE EXCEPTION 'a question is withdrawn, never deleted; then it never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.lab_id, NEW.asked_by_id, NEW.title, NEW.text)
    <> (OLD.lab_id, OLD.asked_by_id, OLD.title, OLD.text) THEN
    RAISE EXCEPTION 'a question stays as it was asked'
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status = 'answered' AND NOT EXISTS (
    SELECT FROM benchmarking_questionanswer WHERE question_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'a question without an answer is not answered'
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status = 'accepted' AND NOT EXISTS (
    SELECT FROM benchmarking_questionanswer WHERE question_id = NEW.id AND helps
  ) THEN
    RAISE EXCEPTION 'no answer of this question helps'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keeps_question BEFORE UPDATE OR DELETE ON benchmarking_question
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_question();
-- Nobody asks themselves.
CREATE FUNCTION benchmarking_ask_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM benchmarking_question WHERE id = NEW.question_id AND lab_id = NEW.lab_id
  ) THEN
    RAISE EXCEPTION 'a lab does not ask itself' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER asks_others BEFORE INSERT OR UPDATE ON benchmarking_question_asked_labs
  FOR EACH ROW EXECUTE FUNCTION benchmarking_ask_others();
-- Whoever was asked answers, while the question is open; then the words stay.
CREATE FUNCTION benchmarking_keep_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stage text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an answer is corrected, never deleted'
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT status INTO stage FROM benchmarking_question WHERE id = NEW.question_id;
  IF TG_OP = 'INSERT' AND NOT EXISTS (
    SELECT FROM benchmarking_question_asked_labs
    WHERE question_id = NEW.question_id AND lab_id = NEW.lab_id
  ) THEN
    RAISE EXCEPTION 'this lab was not asked' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.question_id, NEW.lab_id, NEW.author_id)
    <> (OLD.question_id, OLD.lab_id, OLD.author_id) THEN
    RAISE EXCEPTION 'an answer stays with whoever gave it'
      USING ERRCODE = 'check_violation';
  END IF;
  IF (TG_OP = 'INSERT' OR NEW.text <> OLD.text)
    AND stage NOT IN ('asked', 'answered') THEN
    RAISE EXCEPTION 'the answers of a closed question stay as they are'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keeps_answer BEFORE INSERT OR UPDATE OR DELETE
  ON benchmarking_questionanswer
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_answer();
"""
NO_QUESTIONS = """
DROP FUNCTION benchmarking_keep_question() CASCADE;
DROP FUNCTION benchmarking_ask_others() CASCADE;
DROP FUNCTION benchmarking_keep_answer() CASCADE;
"""
EXCHANGES = """
-- Minutes that were sent, and what was cancelled, never change.
CREATE FUNCTION benchmarking_keep_exchange() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.status IN ('minuted', 'cancelled') THEN
    RAISE EXCEPTION 'an exchange that is over never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.lab_id <> OLD.lab_id THEN
    RAISE EXCEPTION 'an exchange keeps its host' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.ics_sequence < OLD.ics_sequence THEN
    RAISE EXCEPTION 'calendars would keep the later file'
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status IN ('held', 'minuted') AND NOT EXISTS (
    SELECT FROM benchmarking_exchangeattendance
    WHERE exchange_id = NEW.id AND presence = 'came'
  ) THEN
    RAISE EXCEPTION 'nobody came to this exchange' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keeps_exchange BEFORE UPDATE OR DELETE ON benchmarking_exchange
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_exchange();
CREATE FUNCTION benchmarking_invite_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM benchmarking_exchange WHERE id = NEW.exchange_id AND lab_id = NEW.lab_id
  ) THEN
    RAISE EXCEPTION 'a host is not invited' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER invites_others BEFORE INSERT OR UPDATE
  ON benchmarking_exchange_invited_labs
  FOR EACH ROW EXECUTE FUNCTION benchmarking_invite_others();
-- The agenda is written before, who came and what was decided after; with the minutes
-- all of it stays. The argument names when a table may be written.
CREATE FUNCTION benchmarking_keep_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stage text;
  whose bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN
    whose := OLD.exchange_id;
  ELSE
    whose := NEW.exchange_id;
  END IF;
  SELECT status INTO stage FROM benchmarking_exchange WHERE id = whose;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.exchange_id <> NEW.exchange_id THEN
      RAISE EXCEPTION 'what belongs to an exchange stays with it'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
  END IF;
  IF NOT stage = ANY (TG_ARGV) THEN
    RAISE EXCEPTION 'this is not written while an exchange is %', stage
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER agenda_before BEFORE INSERT OR UPDATE OR DELETE
  ON benchmarking_exchangeitem
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_minutes('planned');
CREATE TRIGGER presence_until_minutes BEFORE INSERT OR UPDATE OR DELETE
  ON benchmarking_exchangeattendance
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_minutes('planned', 'held');
CREATE TRIGGER decisions_until_minutes BEFORE INSERT OR UPDATE OR DELETE
  ON benchmarking_exchangedecision
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_minutes('held');
CREATE TRIGGER actions_until_minutes BEFORE INSERT OR DELETE
  ON benchmarking_exchangeaction
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_minutes('held');
-- Who does what until when is part of the minutes; whether it is done is told later.
CREATE FUNCTION benchmarking_keep_action() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'open' THEN
    RAISE EXCEPTION 'an action that is closed never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.exchange_id, NEW.lab_id, NEW.owner_id, NEW.text, NEW.due_on)
    <> (OLD.exchange_id, OLD.lab_id, OLD.owner_id, OLD.text, OLD.due_on) THEN
    RAISE EXCEPTION 'an action stays as it was undertaken'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keeps_action BEFORE UPDATE ON benchmarking_exchangeaction
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_action();
"""
NO_EXCHANGES = """
DROP FUNCTION benchmarking_keep_exchange() CASCADE;
DROP FUNCTION benchmarking_invite_others() CASCADE;
DROP FUNCTION benchmarking_keep_minutes() CASCADE;
DROP FUNCTION benchmarking_keep_action() CASCADE;
"""
NO_STATUS = "".join(
    f"DROP TRIGGER guard_status ON benchmarking_{table};"
    for table in ("question", "exchange", "exchangeaction")
)


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0003_questions_and_exchanges"),
        ("servindus", "0009_digests"),
    ]

    operations = [
        migrations.RunSQL(STATUS, NO_STATUS),
        migrations.RunSQL(QUESTIONS, NO_QUESTIONS),
        migrations.RunSQL(EXCHANGES, NO_EXCHANGES),
    ]
