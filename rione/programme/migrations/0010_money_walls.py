"""What the tables of money hold by themselves, and who may write them.

Every refusal carries the trigger's name as its constraint. Functions look only at rows of the
operation's own municipality, which whoever writes can see; those that speak at the end of the
transaction look under the municipality of the row, whatever the scope is by then.
"""

from django.db import migrations

from rione.core.scope.policies import Municipal, Shared, allow_only, protect

ROWS = (
    "financingline", "saving", "costplan", "payee", "legalcommitment", "payment", "expense",
    "expenseevent",
)  # fmt: skip
OF_OPERATION = (
    ("legalcommitment", "of_id", "legalcommitment"),
    ("legalcommitment", "payee_id", "payee"),
    ("payment", "of_id", "payment"),
    ("payment", "commitment_id", "legalcommitment"),
    ("payment", "payee_id", "payee"),
    ("expense", "supplier_id", "payee"),
    ("expense", "payment_id", "payment"),
    ("expenseevent", "expense_id", "expense"),
)
# What may change about a row; everything else is refused.
MAY_CHANGE = {
    "financingline": "undone_by,undone_at,undone_why",
    "saving": "undone_by,undone_at,undone_why",
    "legalcommitment": "undone_by,undone_at,undone_why",
    "payment": "undone_by,undone_at,undone_why",
    "costplan": "is_current",
    "payee": "name",
    "expense": "state,accepted_cents,cut_reason,certified_cents,corrected_cents,recovered_cents,"
    "certification_id,verified_by,verified_at,certified_by,certified_at,corrected_by,"
    "corrected_at,recovered_by,recovered_at",
    "expenseevent": "",
}
RIGHTS = {
    "costplan": "SELECT, INSERT, UPDATE (is_current, shared_with)",
    "payee": "SELECT, INSERT, UPDATE (name, shared_with)",
    "expense": "SELECT, INSERT, UPDATE",
    "expenseevent": "SELECT, INSERT, UPDATE (shared_with)",
}
USUAL = "SELECT, INSERT, UPDATE (undone_by, undone_at, undone_why, shared_with)"

REFUSE = """
CREATE FUNCTION programme_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: % on % is refused: %', TG_NAME, TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
"""
OWN = """
CREATE FUNCTION programme_check_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM programme_operation operation
                  WHERE operation.id = NEW.operation_id
                    AND operation.municipality = NEW.municipality
                    AND operation.shared_with = NEW.shared_with) THEN
    RAISE EXCEPTION '%: a row has municipality and readers of its operation', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
"""
BELONGS = """
CREATE TRIGGER {table}_is_its_operations BEFORE INSERT OR UPDATE OF operation_id, municipality,
  shared_with ON programme_{table} FOR EACH ROW EXECUTE FUNCTION programme_check_operation();
CREATE TRIGGER {table}_keeps_its_terms BEFORE UPDATE ON programme_{table} FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{{{changing},shared_with}}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{{{changing},shared_with}}'::text[])
  EXECUTE FUNCTION programme_refuse('undo it, and enter what is right');
CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON programme_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION programme_refuse('undo it instead');
"""
NOT_BELONGS = """
DROP TRIGGER {table}_is_never_deleted ON programme_{table};
DROP TRIGGER {table}_keeps_its_terms ON programme_{table};
DROP TRIGGER {table}_is_its_operations ON programme_{table};
"""
UNDONE_ONCE = """
CREATE TRIGGER {table}_undone_once BEFORE UPDATE ON programme_{table} FOR EACH ROW
  WHEN (OLD.undone_at IS NOT NULL AND (OLD.undone_at, OLD.undone_by, OLD.undone_why)
        IS DISTINCT FROM (NEW.undone_at, NEW.undone_by, NEW.undone_why))
  EXECUTE FUNCTION programme_refuse('it is undone already');
"""
UNDONE = ("financingline", "saving", "legalcommitment", "payment")

REFERENCES = """
CREATE FUNCTION programme_check_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM programme_legalcommitment whole
                  WHERE whole.id = NEW.of_id AND whole.kind = 'commitment'
                    AND whole.undone_at IS NULL AND whole.number = NEW.number
                    AND whole.payee_id = NEW.payee_id) THEN
    RAISE EXCEPTION '%: only a commitment that stands is taken back', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER legalcommitment_takes_from_one BEFORE INSERT ON programme_legalcommitment
  FOR EACH ROW WHEN (NEW.kind = 'decommitment') EXECUTE FUNCTION programme_check_commitment();

CREATE FUNCTION programme_check_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM programme_legalcommitment whole
                  WHERE whole.id = NEW.commitment_id AND whole.kind = 'commitment'
                    AND whole.undone_at IS NULL)
     OR NEW.kind = 'recovery' AND NOT EXISTS (
       SELECT FROM programme_payment whole
        WHERE whole.id = NEW.of_id AND whole.kind = 'payment' AND whole.undone_at IS NULL
          AND (whole.number, whole.commitment_id, whole.payee_id)
            = (NEW.number, NEW.commitment_id, NEW.payee_id)) THEN
    RAISE EXCEPTION '%: a payment is made on a commitment that stands', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_on_a_commitment BEFORE INSERT ON programme_payment
  FOR EACH ROW EXECUTE FUNCTION programme_check_payment();

CREATE FUNCTION programme_check_expense() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM programme_payment paid
                  WHERE paid.id = NEW.payment_id AND paid.kind = 'payment'
                    AND paid.undone_at IS NULL) THEN
    RAISE EXCEPTION '%: an expense has been paid by a payment that stands', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER expense_has_been_paid BEFORE INSERT ON programme_expense
  FOR EACH ROW EXECUTE FUNCTION programme_check_expense();
"""
DROP_REFERENCES = """
DROP TRIGGER expense_has_been_paid ON programme_expense;
DROP FUNCTION programme_check_expense();
DROP TRIGGER payment_on_a_commitment ON programme_payment;
DROP FUNCTION programme_check_payment();
DROP TRIGGER legalcommitment_takes_from_one ON programme_legalcommitment;
DROP FUNCTION programme_check_commitment();
"""

EVENTS = """
CREATE TRIGGER expenseevent_never_emptied BEFORE TRUNCATE ON programme_expenseevent
  FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
  EXECUTE FUNCTION programme_refuse('undo a step instead');

CREATE FUNCTION programme_check_expense_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE place text := current_setting('app.municipality', true);
BEGIN
  PERFORM set_config('app.municipality', NEW.municipality, true);
  IF NOT EXISTS (
    SELECT FROM (SELECT * FROM programme_expenseevent
                  WHERE expense_id = NEW.id ORDER BY number DESC LIMIT 1) last
      JOIN programme_expense expense ON expense.id = last.expense_id
     WHERE (last.to_state, last.declared_cents, last.accepted_cents, last.certified_cents,
            last.corrected_cents, last.recovered_cents)
       IS NOT DISTINCT FROM (expense.state, expense.declared_cents, expense.accepted_cents,
            expense.certified_cents, expense.corrected_cents, expense.recovered_cents)) THEN
    RAISE EXCEPTION '%: expense % is not what its last event says', TG_NAME, NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  PERFORM set_config('app.municipality', coalesce(place, ''), true);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER expense_is_as_its_last_event
  AFTER INSERT OR UPDATE OF state, accepted_cents, certified_cents, corrected_cents, recovered_cents
  ON programme_expense DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION programme_check_expense_event();
"""
DROP_EVENTS = """
DROP TRIGGER expense_is_as_its_last_event ON programme_expense;
DROP FUNCTION programme_check_expense_event();
DROP TRIGGER expenseevent_never_emptied ON programme_expenseevent;
"""

CLAIMS = """
ALTER TABLE programme_expense ADD CONSTRAINT expense_certification_fk
  FOREIGN KEY (municipality, certification_id)
  REFERENCES programme_certification (municipality, id);
CREATE TRIGGER certification_sent_stays BEFORE UPDATE ON programme_certification
  FOR EACH ROW WHEN (OLD.state = 'sent' AND OLD IS DISTINCT FROM NEW)
  EXECUTE FUNCTION programme_refuse('it has been sent');
CREATE TRIGGER certification_keeps_its_terms BEFORE UPDATE ON programme_certification FOR EACH ROW
  WHEN ((OLD.id, OLD.municipality, OLD.number, OLD.first_day, OLD.last_day, OLD.day, OLD.made_by,
         OLD.made_at) IS DISTINCT FROM (NEW.id, NEW.municipality, NEW.number, NEW.first_day,
         NEW.last_day, NEW.day, NEW.made_by, NEW.made_at))
  EXECUTE FUNCTION programme_refuse('open another payment claim');
CREATE TRIGGER certification_is_never_deleted BEFORE DELETE ON programme_certification
  FOR EACH STATEMENT EXECUTE FUNCTION programme_refuse('leave it empty');

CREATE FUNCTION programme_check_claim_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM programme_certification claim
              WHERE claim.id IN (OLD.certification_id, NEW.certification_id)
                AND claim.state <> 'draft') THEN
    RAISE EXCEPTION '%: a payment claim that was sent stays as it is', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER expense_claim_is_open BEFORE UPDATE ON programme_expense FOR EACH ROW
  WHEN ((OLD.certification_id, OLD.certified_cents)
        IS DISTINCT FROM (NEW.certification_id, NEW.certified_cents))
  EXECUTE FUNCTION programme_check_claim_open();

CREATE FUNCTION programme_check_claim_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE claims uuid[]; place text := current_setting('app.municipality', true);
BEGIN
  PERFORM set_config('app.municipality', NEW.municipality, true);
  IF TG_TABLE_NAME = 'programme_certification' THEN claims := ARRAY[NEW.id];
  ELSE claims := ARRAY[OLD.certification_id, NEW.certification_id];
  END IF;
  IF EXISTS (
    SELECT FROM programme_certification claim
     WHERE claim.id = ANY (claims) AND claim.total_cents <> coalesce(
       (SELECT sum(expense.certified_cents) FROM programme_expense expense
         WHERE expense.certification_id = claim.id), 0)) THEN
    RAISE EXCEPTION '%: a payment claim is the sum of its expenses', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  PERFORM set_config('app.municipality', coalesce(place, ''), true);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER certification_total_is_its_sum AFTER INSERT OR UPDATE
  ON programme_certification DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION programme_check_claim_total();
CREATE CONSTRAINT TRIGGER expense_is_in_the_total AFTER UPDATE ON programme_expense
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.certification_id, OLD.certified_cents)
        IS DISTINCT FROM (NEW.certification_id, NEW.certified_cents))
  EXECUTE FUNCTION programme_check_claim_total();
"""
DROP_CLAIMS = """
DROP TRIGGER expense_is_in_the_total ON programme_expense;
DROP TRIGGER certification_total_is_its_sum ON programme_certification;
DROP FUNCTION programme_check_claim_total();
DROP TRIGGER expense_claim_is_open ON programme_expense;
DROP FUNCTION programme_check_claim_open();
DROP TRIGGER certification_is_never_deleted ON programme_certification;
DROP TRIGGER certification_keeps_its_terms ON programme_certification;
DROP TRIGGER certification_sent_stays ON programme_certification;
ALTER TABLE programme_expense DROP CONSTRAINT expense_certification_fk;
"""


def changing(table: str) -> str:
    """The columns that may change, as an array's inside; an empty one names no column."""
    return MAY_CHANGE[table] or '""'


class Migration(migrations.Migration):
    dependencies = [("programme", "0010_money"), ("scope", "0001_privileges")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION programme_refuse();"),
        migrations.RunSQL(OWN, "DROP FUNCTION programme_check_operation();"),
        *(
            migrations.RunSQL(
                f"ALTER TABLE programme_{table} ADD CONSTRAINT {table}_{column}_fk"
                f" FOREIGN KEY (operation_id, {column})"
                f" REFERENCES programme_{target} (operation_id, id)",
                f"ALTER TABLE programme_{table} DROP CONSTRAINT {table}_{column}_fk",
            )
            for table, column, target in OF_OPERATION
        ),
        *(
            migrations.RunSQL(
                BELONGS.format(table=table, changing=changing(table)),
                NOT_BELONGS.format(table=table),
            )
            for table in ROWS
        ),
        *(
            migrations.RunSQL(
                UNDONE_ONCE.format(table=table),
                f"DROP TRIGGER {table}_undone_once ON programme_{table}",
            )
            for table in UNDONE
        ),
        migrations.RunSQL(REFERENCES, DROP_REFERENCES),
        migrations.RunSQL(EVENTS, DROP_EVENTS),
        migrations.RunSQL(CLAIMS, DROP_CLAIMS),
        *(protect(f"programme_{table}", Shared("municipality", "shared_with")) for table in ROWS),
        protect("programme_certification", Municipal("municipality")),
        *(
            allow_only(
                f"programme_{table}",
                web=RIGHTS.get(table, USUAL),
                worker=RIGHTS.get(table, USUAL),
            )
            for table in ROWS
        ),
        allow_only(
            "programme_certification",
            web="SELECT, INSERT, UPDATE",
            worker="SELECT, INSERT, UPDATE",
        ),
    ]
