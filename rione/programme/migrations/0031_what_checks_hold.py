"""Whose rows these are, and the triggers that hold what a constraint on one row cannot say.

Every refusal carries the trigger's name as its constraint. Rows that belong to an operation may
change their readers (`shared_with`) as the operation's do; nothing else of an appended row changes.
"""

from django.db import migrations

from rione.core.scope.policies import Municipal, Shared, allow_only, protect

SHARED = {
    # Roots: rows of an operation. Others: rows of a row of an operation, by that column.
    "awardprocedure": ("operation", "operation_id"),
    "procedurephase": ("awardprocedure", "procedure_id"),
    "awardcriterion": ("awardprocedure", "procedure_id"),
    "procedureparty": ("awardprocedure", "procedure_id"),
    "contract": ("awardprocedure", "procedure_id"),
    "contractvariation": ("contract", "contract_id"),
    "caseevent": ("operation", "operation_id"),
    "check": ("operation", "operation_id"),
    "checkanswer": ("check", "check_row_id"),
    "finding": ("check", "check_row_id"),
    "followup": ("finding", "finding_id"),
    "recovery": ("irregularity", "irregularity_id"),
    "recoverymovement": ("recovery", "recovery_id"),
}
MUNICIPAL = {
    "checktemplate": None,
    "checkitem": ("checktemplate", "template_id"),
    "sampledraw": None,
    "sampleunit": ("sampledraw", "sample_id"),
    "irregularity": ("operation", "operation_id"),
    "irregularityevent": ("irregularity", "irregularity_id"),
}
APPENDED = {
    "caseevent": "write another event",
    "irregularityevent": "write another event",
    "contractvariation": "take it back by another variation",
    "followup": "write another step",
    "recoverymovement": "write a reversal",
    "sampledraw": "draw another sample",
    "sampleunit": "draw another sample",
}
DELETED = ("procedurephase", "awardcriterion", "checkitem")
"""Rows that may be taken away again: the rest stays."""

FUNCTIONS = """
CREATE FUNCTION checks_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: % on % is refused: %', TG_NAME, TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;

-- For other triggers: says no, by the trigger's name.
CREATE FUNCTION checks_no(trigger_name text, table_name text, why text) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: %', trigger_name, why
    USING ERRCODE = 'check_violation', CONSTRAINT = trigger_name, TABLE = table_name;
END $$;

-- A row has the operation and the municipality of what it hangs on: TG_ARGV are that table and
-- the column that leads to it; 'operation' and 'municipality' are compared where both have them.
CREATE FUNCTION checks_hang_together() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mine jsonb := to_jsonb(NEW); parent jsonb;
BEGIN
  EXECUTE format('SELECT to_jsonb(p) FROM %I p WHERE p.id = %L', TG_ARGV[0], mine ->> TG_ARGV[1])
    INTO parent;
  IF parent IS NULL OR mine ->> 'municipality' IS DISTINCT FROM parent ->> 'municipality'
     OR (parent ? 'operation_id' AND mine ? 'operation_id'
         AND mine ->> 'operation_id' IS DISTINCT FROM parent ->> 'operation_id') THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'it belongs to another operation or municipality');
  END IF;
  RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION checks_hang_together();
DROP FUNCTION checks_no(text, text, text);
DROP FUNCTION checks_refuse();
"""


def hangs(name: str, parent: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_hangs_together BEFORE INSERT OR UPDATE ON programme_{name}"
        f" FOR EACH ROW EXECUTE FUNCTION checks_hang_together('programme_{parent}', '{column}')",
        f"DROP TRIGGER {name}_hangs_together ON programme_{name}",
    )


def appended(name: str, remedy: str) -> migrations.RunSQL:
    table = f"programme_{name}"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {name}_append_only BEFORE UPDATE ON {table} FOR EACH ROW
          WHEN (to_jsonb(OLD) - 'shared_with' IS DISTINCT FROM to_jsonb(NEW) - 'shared_with')
          EXECUTE FUNCTION checks_refuse('{remedy}');
        """,
        f"DROP TRIGGER {name}_append_only ON {table};",
    )


def kept(name: str) -> migrations.RunSQL:
    """No row is deleted. A test's database is emptied by TRUNCATE; no other may be called so."""
    table = f"programme_{name}"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {name}_kept BEFORE DELETE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION checks_refuse('it is kept');
        CREATE TRIGGER {name}_never_emptied BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
          EXECUTE FUNCTION checks_refuse('it is kept');
        """,
        f"DROP TRIGGER {name}_never_emptied ON {table}; DROP TRIGGER {name}_kept ON {table};",
    )


def keeps(name: str, wall: str, changeable: str) -> migrations.RunSQL:
    """Only the columns named in `changeable` (SQL array elements) may change after a row is made."""
    table = f"programme_{name}"
    may = f"ARRAY['shared_with'{changeable}]"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {wall} BEFORE UPDATE ON {table} FOR EACH ROW
          WHEN (to_jsonb(OLD) - {may} IS DISTINCT FROM to_jsonb(NEW) - {may})
          EXECUTE FUNCTION checks_refuse('this was settled when it was made');
        """,
        f"DROP TRIGGER {wall} ON {table};",
    )


PHASES = """
CREATE FUNCTION checks_phases(wanted uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE how programme_awardprocedure%ROWTYPE; names text[]; wrong text;
BEGIN
  -- Rivals that date phases of one procedure wait for each other.
  SELECT * INTO how FROM programme_awardprocedure WHERE id = wanted FOR UPDATE;
  names := ARRAY['notice', 'award', 'contract', 'start', 'end', 'delivery'];
  IF how.method = 'direct' THEN names := array_remove(names, 'notice'); END IF;
  IF how.kind IN ('supplies', 'furnishing') THEN
    names := array_remove(array_remove(names, 'start'), 'end');
  END IF;
  SELECT phase INTO wrong FROM programme_procedurephase
   WHERE procedure_id = wanted AND phase <> ALL (names) LIMIT 1;
  IF FOUND THEN RETURN wrong || ' does not apply'; END IF;
  SELECT dated.name INTO wrong FROM (
    SELECT n.name, p.actual, p.planned, max(p.actual) OVER before AS actual_before,
           max(p.planned) OVER before AS planned_before,
           bool_or(p.actual IS NULL) OVER before AS missing
      FROM unnest(names) WITH ORDINALITY AS n (name, at)
      LEFT JOIN programme_procedurephase p ON p.procedure_id = wanted AND p.phase = n.name
    WINDOW before AS (ORDER BY n.at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ) dated
  WHERE actual < actual_before OR planned < planned_before OR (actual IS NOT NULL AND missing)
  LIMIT 1;
  RETURN coalesce(wrong || ' is out of order', '');
END $$;

CREATE FUNCTION checks_phase_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong text := checks_phases(coalesce(NEW.procedure_id, OLD.procedure_id));
BEGIN
  IF wrong <> '' THEN PERFORM checks_no(TG_NAME, TG_TABLE_NAME, wrong); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER procedurephase_in_order AFTER INSERT OR UPDATE OR DELETE ON programme_procedurephase
  FOR EACH ROW EXECUTE FUNCTION checks_phase_order();

CREATE FUNCTION checks_procedure_phases() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong text := checks_phases(NEW.id);
BEGIN
  IF wrong <> '' THEN PERFORM checks_no(TG_NAME, TG_TABLE_NAME, wrong); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER awardprocedure_phases_apply AFTER UPDATE ON programme_awardprocedure
  FOR EACH ROW WHEN ((OLD.kind, OLD.method) IS DISTINCT FROM (NEW.kind, NEW.method))
  EXECUTE FUNCTION checks_procedure_phases();

CREATE FUNCTION checks_criteria_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE points integer;
BEGIN
  SELECT sum(c.points) INTO points FROM programme_awardcriterion c
   WHERE c.procedure_id = coalesce(NEW.procedure_id, OLD.procedure_id);
  IF points <> 100 THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'points of award criteria are 100 in all');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER awardcriterion_points_are_hundred
  AFTER INSERT OR UPDATE OR DELETE ON programme_awardcriterion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION checks_criteria_sum();
"""
DROP_PHASES = """
DROP TRIGGER awardcriterion_points_are_hundred ON programme_awardcriterion;
DROP FUNCTION checks_criteria_sum();
DROP TRIGGER awardprocedure_phases_apply ON programme_awardprocedure;
DROP FUNCTION checks_procedure_phases();
DROP TRIGGER procedurephase_in_order ON programme_procedurephase;
DROP FUNCTION checks_phase_order();
DROP FUNCTION checks_phases(uuid);
"""

CONTRACTS = """
CREATE FUNCTION checks_contract_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM programme_awardprocedure WHERE id = NEW.procedure_id FOR UPDATE;
  IF NOT EXISTS (
    SELECT FROM programme_awardprocedure a
      JOIN programme_procedurephase p ON p.procedure_id = a.id AND p.phase = 'award'
     WHERE a.id = NEW.procedure_id AND a.withdrawn_on IS NULL AND p.actual <= NEW.signed_on
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'a contract follows an award that stands');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contract_follows_an_award BEFORE INSERT ON programme_contract
  FOR EACH ROW EXECUTE FUNCTION checks_contract_signed();

CREATE FUNCTION checks_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM programme_contract WHERE procedure_id = NEW.id) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'a procedure with a contract is not withdrawn');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER awardprocedure_withdrawn_before_a_contract BEFORE UPDATE ON programme_awardprocedure
  FOR EACH ROW WHEN (NEW.withdrawn_on IS NOT NULL) EXECUTE FUNCTION checks_withdrawn();

CREATE TRIGGER contract_net_begins_as_signed BEFORE INSERT ON programme_contract
  FOR EACH ROW WHEN (NEW.net_cents <> NEW.amount_cents)
  EXECUTE FUNCTION checks_refuse('write a variation');
CREATE TRIGGER contract_net_follows_variations BEFORE UPDATE ON programme_contract
  FOR EACH ROW WHEN (OLD.net_cents <> NEW.net_cents AND pg_trigger_depth() = 0)
  EXECUTE FUNCTION checks_refuse('write a variation');

CREATE FUNCTION checks_variation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signed programme_contract%ROWTYPE;
BEGIN
  SELECT * INTO signed FROM programme_contract WHERE id = NEW.contract_id FOR UPDATE;
  IF signed.closed_on IS NOT NULL OR NEW.on < signed.signed_on THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'the contract is closed, or was not signed yet');
  END IF;
  IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM programme_contractvariation v WHERE v.id = NEW.reverses_id
       AND v.contract_id = NEW.contract_id AND v.cents = -NEW.cents AND v.reverses_id IS NULL
       AND v.ground = NEW.ground
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'it is not the mirror of what it takes back');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contractvariation_fits BEFORE INSERT ON programme_contractvariation
  FOR EACH ROW EXECUTE FUNCTION checks_variation_fits();

CREATE FUNCTION checks_variation_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE programme_contract SET net_cents = net_cents + NEW.cents WHERE id = NEW.contract_id;
  RETURN NULL;
END $$;
CREATE TRIGGER contractvariation_counts AFTER INSERT ON programme_contractvariation
  FOR EACH ROW EXECUTE FUNCTION checks_variation_counts();
"""
DROP_CONTRACTS = """
DROP TRIGGER contractvariation_counts ON programme_contractvariation;
DROP FUNCTION checks_variation_counts();
DROP TRIGGER contractvariation_fits ON programme_contractvariation;
DROP FUNCTION checks_variation_fits();
DROP TRIGGER contract_net_follows_variations ON programme_contract;
DROP TRIGGER contract_net_begins_as_signed ON programme_contract;
DROP TRIGGER awardprocedure_withdrawn_before_a_contract ON programme_awardprocedure;
DROP FUNCTION checks_withdrawn();
DROP TRIGGER contract_follows_an_award ON programme_contract;
DROP FUNCTION checks_contract_signed();
"""

CHECKS = """
CREATE TRIGGER checktemplate_published_is_settled BEFORE UPDATE OR DELETE ON programme_checktemplate
  FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
  EXECUTE FUNCTION checks_refuse('make a new version');

CREATE FUNCTION checks_template_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM programme_checkitem WHERE template_id = NEW.id) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'a check-list asks something');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER checktemplate_asks_something BEFORE INSERT OR UPDATE ON programme_checktemplate
  FOR EACH ROW WHEN (NEW.published_at IS NOT NULL) EXECUTE FUNCTION checks_template_published();

CREATE FUNCTION checks_item_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM programme_checktemplate WHERE published_at IS NOT NULL
      AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.template_id END,
                 CASE WHEN TG_OP <> 'DELETE' THEN NEW.template_id END)
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'the check-list is published; make a new version');
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER checkitem_of_a_draft BEFORE INSERT OR UPDATE OR DELETE ON programme_checkitem
  FOR EACH ROW EXECUTE FUNCTION checks_item_of_draft();

CREATE FUNCTION checks_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM programme_checktemplate
     WHERE id = NEW.template_id AND kind = NEW.kind AND published_at IS NOT NULL
       AND municipality = NEW.municipality
  ) OR NEW.finished_at IS NOT NULL THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'a check begins with a published check-list');
  END IF;
  IF NEW.procedure_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM programme_awardprocedure
     WHERE id = NEW.procedure_id AND operation_id = NEW.operation_id
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'the procedure is of another operation');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_begins_with_a_published_list BEFORE INSERT ON programme_check
  FOR EACH ROW EXECUTE FUNCTION checks_begun();

CREATE TRIGGER check_finished_is_settled BEFORE UPDATE ON programme_check
  FOR EACH ROW WHEN (
    OLD.finished_at IS NOT NULL
    AND to_jsonb(OLD) - 'shared_with' IS DISTINCT FROM to_jsonb(NEW) - 'shared_with'
    AND (NEW.finished_at IS NOT NULL OR NEW.reopened_by_id IS NULL
      OR to_jsonb(OLD) - ARRAY['shared_with', 'finished_at', 'reopened_by_id', 'outcome']
        IS DISTINCT FROM
        to_jsonb(NEW) - ARRAY['shared_with', 'finished_at', 'reopened_by_id', 'outcome']))
  EXECUTE FUNCTION checks_refuse('another officer may reopen it');

CREATE FUNCTION checks_finished() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM programme_checkitem i WHERE i.template_id = NEW.template_id AND NOT EXISTS (
      SELECT FROM programme_checkanswer a WHERE a.check_row_id = NEW.id AND a.item_id = i.id)
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'an item has no answer');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_finished_when_all_is_answered BEFORE UPDATE ON programme_check
  FOR EACH ROW WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL)
  EXECUTE FUNCTION checks_finished();

CREATE FUNCTION checks_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked programme_check%ROWTYPE;
BEGIN
  -- Whoever finishes the check waits, or is waited for.
  SELECT * INTO asked FROM programme_check WHERE id = NEW.check_row_id FOR UPDATE;
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'shared_with' = to_jsonb(NEW) - 'shared_with' THEN
    RETURN NEW;
  END IF;
  IF asked.finished_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM programme_checkitem WHERE id = NEW.item_id AND template_id = asked.template_id
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'the check is finished or asks something else');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER checkanswer_to_an_open_check BEFORE INSERT OR UPDATE ON programme_checkanswer
  FOR EACH ROW EXECUTE FUNCTION checks_answered();
"""
DROP_CHECKS = """
DROP TRIGGER checkanswer_to_an_open_check ON programme_checkanswer;
DROP FUNCTION checks_answered();
DROP TRIGGER check_finished_when_all_is_answered ON programme_check;
DROP FUNCTION checks_finished();
DROP TRIGGER check_finished_is_settled ON programme_check;
DROP TRIGGER check_begins_with_a_published_list ON programme_check;
DROP FUNCTION checks_begun();
DROP TRIGGER checkitem_of_a_draft ON programme_checkitem;
DROP FUNCTION checks_item_of_draft();
DROP TRIGGER checktemplate_asks_something ON programme_checktemplate;
DROP FUNCTION checks_template_published();
DROP TRIGGER checktemplate_published_is_settled ON programme_checktemplate;
"""

FINDINGS = """
CREATE TRIGGER finding_begins_open BEFORE INSERT ON programme_finding
  FOR EACH ROW WHEN (NEW.state <> 'open') EXECUTE FUNCTION checks_refuse('write a step');
CREATE TRIGGER finding_follows_its_steps BEFORE UPDATE ON programme_finding
  FOR EACH ROW WHEN (
    (OLD.state, OLD.deadline) IS DISTINCT FROM (NEW.state, NEW.deadline)
    AND pg_trigger_depth() = 0)
  EXECUTE FUNCTION checks_refuse('write a step');

CREATE FUNCTION checks_step_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about programme_finding%ROWTYPE; answered_by uuid; steps integer;
BEGIN
  SELECT * INTO about FROM programme_finding WHERE id = NEW.finding_id FOR UPDATE;
  SELECT count(*) INTO steps FROM programme_followup WHERE finding_id = NEW.finding_id;
  IF NEW.number <> steps + 1 OR (about.state, NEW.kind) NOT IN (
    ('open', 'answer'), ('open', 'extension'), ('open', 'withdrawn'),
    ('answered', 'accepted'), ('answered', 'rejected'), ('accepted', 'closed')
  ) OR NEW.new_deadline < about.deadline
    OR (NEW.kind = 'extension' AND NEW.new_deadline = about.deadline) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'this step does not follow');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER followup_follows BEFORE INSERT ON programme_followup
  FOR EACH ROW EXECUTE FUNCTION checks_step_follows();

CREATE FUNCTION checks_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.by_id = (
    SELECT by_id FROM programme_followup WHERE finding_id = NEW.finding_id AND kind = 'answer'
     ORDER BY number DESC LIMIT 1
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'nobody settles an answer of their own');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER followup_takes_four_eyes BEFORE INSERT ON programme_followup
  FOR EACH ROW WHEN (NEW.kind IN ('accepted', 'rejected', 'closed'))
  EXECUTE FUNCTION checks_four_eyes();

CREATE FUNCTION checks_step_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE programme_finding SET deadline = coalesce(NEW.new_deadline, deadline),
    state = CASE NEW.kind WHEN 'answer' THEN 'answered' WHEN 'extension' THEN 'open'
      WHEN 'rejected' THEN 'open' ELSE NEW.kind END
   WHERE id = NEW.finding_id;
  RETURN NULL;
END $$;
CREATE TRIGGER followup_counts AFTER INSERT ON programme_followup
  FOR EACH ROW EXECUTE FUNCTION checks_step_counts();
"""
DROP_FINDINGS = """
DROP TRIGGER followup_counts ON programme_followup;
DROP FUNCTION checks_step_counts();
DROP TRIGGER followup_takes_four_eyes ON programme_followup;
DROP FUNCTION checks_four_eyes();
DROP TRIGGER followup_follows ON programme_followup;
DROP FUNCTION checks_step_follows();
DROP TRIGGER finding_follows_its_steps ON programme_finding;
DROP TRIGGER finding_begins_open ON programme_finding;
"""

IRREGULARITIES = """
ALTER TABLE programme_irregularity ADD CONSTRAINT irregularity_quarter_of_its_day CHECK (
  quarter = lpad(extract(year FROM found_on)::integer::text, 4, '0')
    || '-Q' || extract(quarter FROM found_on)::integer);

CREATE FUNCTION checks_irregularity_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (
    ('suspected', 'suspected'), ('suspected', 'established'), ('suspected', 'dismissed'),
    ('established', 'established'), ('dismissed', 'dismissed'), ('dismissed', 'suspected')
  ) OR NEW.eu_cents + NEW.national_cents < (
    SELECT coalesce(sum(ordered_cents), 0) FROM programme_recovery WHERE irregularity_id = NEW.id
  ) THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'this state does not follow, or more was ordered');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER irregularity_states_follow BEFORE UPDATE ON programme_irregularity
  FOR EACH ROW EXECUTE FUNCTION checks_irregularity_state();

CREATE FUNCTION checks_recovery_ordered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE breach programme_irregularity%ROWTYPE; ordered bigint;
BEGIN
  SELECT * INTO breach FROM programme_irregularity WHERE id = NEW.irregularity_id FOR UPDATE;
  SELECT coalesce(sum(ordered_cents), 0) INTO ordered FROM programme_recovery
   WHERE irregularity_id = NEW.irregularity_id;
  IF breach.state <> 'established'
     OR ordered + NEW.ordered_cents > breach.eu_cents + breach.national_cents THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'more is asked back than the irregularity affects');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recovery_of_what_is_established BEFORE INSERT ON programme_recovery
  FOR EACH ROW EXECUTE FUNCTION checks_recovery_ordered();

CREATE FUNCTION checks_movement_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked programme_recovery%ROWTYPE; moved bigint;
BEGIN
  SELECT * INTO asked FROM programme_recovery WHERE id = NEW.recovery_id FOR UPDATE;
  IF NEW.kind = 'reversal' THEN
    IF NOT EXISTS (
      SELECT FROM programme_recoverymovement m WHERE m.id = NEW.reverses_id
         AND m.recovery_id = NEW.recovery_id AND m.cents = NEW.cents AND m.kind <> 'reversal'
    ) THEN
      PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'it is not the mirror of what it takes back');
    END IF;
    RETURN NEW;
  END IF;
  SELECT coalesce(sum(CASE WHEN kind = 'reversal' THEN -cents ELSE cents END), 0) INTO moved
    FROM programme_recoverymovement WHERE recovery_id = NEW.recovery_id;
  IF NEW.on < asked.ordered_on
     OR moved + NEW.cents > asked.ordered_cents + asked.interest_cents THEN
    PERFORM checks_no(TG_NAME, TG_TABLE_NAME, 'more would be recovered than was ordered');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recoverymovement_fits BEFORE INSERT ON programme_recoverymovement
  FOR EACH ROW EXECUTE FUNCTION checks_movement_fits();
"""
DROP_IRREGULARITIES = """
DROP TRIGGER recoverymovement_fits ON programme_recoverymovement;
DROP FUNCTION checks_movement_fits();
DROP TRIGGER recovery_of_what_is_established ON programme_recovery;
DROP FUNCTION checks_recovery_ordered();
DROP TRIGGER irregularity_states_follow ON programme_irregularity;
DROP FUNCTION checks_irregularity_state();
ALTER TABLE programme_irregularity DROP CONSTRAINT irregularity_quarter_of_its_day;
"""


def rights(name: str) -> str:
    if name in APPENDED:
        readers = ", UPDATE (shared_with)" if name in SHARED else ""
        return f"SELECT, INSERT{readers}"
    return "SELECT, INSERT, UPDATE" + (", DELETE" if name in DELETED else "")


class Migration(migrations.Migration):
    dependencies = [("programme", "0030_checks"), ("scope", "0001_privileges")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(protect(f"programme_{name}", Shared("municipality", "shared_with")) for name in SHARED),
        *(protect(f"programme_{name}", Municipal("municipality")) for name in MUNICIPAL),
        *(
            allow_only(f"programme_{name}", web=rights(name), worker=rights(name))
            for name in (*SHARED, *MUNICIPAL)
        ),
        *(hangs(name, *parent) for name, parent in (SHARED | MUNICIPAL).items() if parent),
        *(appended(name, remedy) for name, remedy in APPENDED.items()),
        *(kept(name) for name in (*SHARED, *MUNICIPAL) if name not in DELETED),
        keeps("contract", "contract_keeps_its_terms",
              ", 'net_cents', 'delivery_due', 'delivered_on', 'closed_on'"),
        keeps("check", "check_keeps_its_terms",
              ", 'finished_at', 'finished_by_id', 'reopened_by_id', 'outcome', 'at_risk_cents',"
              " 'conclusion', 'sample_method', 'place', 'visited_on', 'present', 'minutes'"),
        keeps("finding", "finding_keeps_its_terms", ", 'state', 'deadline'"),
        keeps("recovery", "recovery_keeps_its_terms", ""),
        keeps("irregularity", "irregularity_keeps_its_origin",
              ", 'kind', 'text', 'eu_cents', 'national_cents', 'state', 'fraud_suspected',"
              " 'exemption', 'notified_on', 'notification', 'corrected_cents'"),
        migrations.RunSQL(PHASES, DROP_PHASES),
        migrations.RunSQL(CONTRACTS, DROP_CONTRACTS),
        migrations.RunSQL(CHECKS, DROP_CHECKS),
        migrations.RunSQL(FINDINGS, DROP_FINDINGS),
        migrations.RunSQL(IRREGULARITIES, DROP_IRREGULARITIES),
    ]
