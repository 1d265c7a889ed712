"""Triggers: nothing is changed or deleted, everything sums to zero, balances follow the legs.

Every refusal carries the trigger's name as its constraint, so that operations and tests can
tell which one spoke. Functions that read other tables run as their owner with a fixed path:
whoever may insert needs no right to read or to write balances.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: % on % is refused: %', TG_NAME, TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
"""
DROP_REFUSE = "DROP FUNCTION ledger_refuse();"

# A test's database is emptied by TRUNCATE between tests; no other database may be called so.
APPEND_ONLY = """
CREATE TRIGGER ledger_{name}_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('{remedy}');
CREATE TRIGGER ledger_{name}_never_emptied BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT WHEN (current_database() NOT LIKE 'test\\_%')
  EXECUTE FUNCTION ledger_refuse('{remedy}');
"""
DROP_APPEND_ONLY = """
DROP TRIGGER ledger_{name}_never_emptied ON {table};
DROP TRIGGER ledger_{name}_append_only ON {table};
"""
APPENDED = [
    ("transaction", "ledger_transaction", "reverse the transaction instead"),
    ("leg", "ledger_leg", "reverse the transaction instead"),
    ("period", "ledger_periodevent", "record another closing or reopening instead"),
]

TERMS = """
CREATE TRIGGER ledger_unit_keeps_its_terms BEFORE UPDATE ON ledger_unit
  FOR EACH ROW WHEN ((OLD.id, OLD.code, OLD.scale) IS DISTINCT FROM (NEW.id, NEW.code, NEW.scale))
  EXECUTE FUNCTION ledger_refuse('amounts were written in it; open another unit');
CREATE TRIGGER ledger_account_keeps_its_terms BEFORE UPDATE ON ledger_account
  FOR EACH ROW WHEN (
    (OLD.id, OLD.code, OLD.owner_kind, OLD.owner_key, OLD.unit_id, OLD.nature) IS DISTINCT FROM
    (NEW.id, NEW.code, NEW.owner_kind, NEW.owner_key, NEW.unit_id, NEW.nature))
  EXECUTE FUNCTION ledger_refuse('only title and floor may change; open another account');
CREATE TRIGGER ledger_account_starts_at_zero BEFORE INSERT ON ledger_account
  FOR EACH ROW WHEN (NEW.balance <> 0)
  EXECUTE FUNCTION ledger_refuse('post an opening transaction');
CREATE TRIGGER ledger_account_balance_follows_legs BEFORE UPDATE ON ledger_account
  FOR EACH ROW WHEN (OLD.balance <> NEW.balance AND pg_trigger_depth() = 0)
  EXECUTE FUNCTION ledger_refuse('post a transaction');
"""
DROP_TERMS = """
DROP TRIGGER ledger_account_balance_follows_legs ON ledger_account;
DROP TRIGGER ledger_account_starts_at_zero ON ledger_account;
DROP TRIGGER ledger_account_keeps_its_terms ON ledger_account;
DROP TRIGGER ledger_unit_keeps_its_terms ON ledger_unit;
"""

# At commit, once per transaction however many legs it has. A session keeps the plan that it made
# while the ledger was small, so reading whole tables is ruled out from the start.
WHOLE = """
CREATE FUNCTION ledger_check_leg_count() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE present integer;
BEGIN
  SELECT count(*) INTO present FROM ledger_leg WHERE transaction_id = NEW.id;
  IF present <> NEW.leg_count THEN
    RAISE EXCEPTION '%: transaction % says % legs and has %',
        TG_NAME, NEW.key, NEW.leg_count, present
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_has_all_its_legs AFTER INSERT ON ledger_transaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_leg_count();

CREATE FUNCTION ledger_check_sum() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE off record;
BEGIN
  SELECT account.unit_id, sum(leg.amount) AS amount INTO off
    FROM ledger_leg leg JOIN ledger_account account ON account.id = leg.account_id
   WHERE leg.transaction_id = NEW.id
   GROUP BY account.unit_id HAVING sum(leg.amount) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '%: the legs of transaction % sum to % in unit %', TG_NAME, NEW.key, off.amount,
        (SELECT code FROM ledger_unit WHERE id = off.unit_id)
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_sums_to_zero AFTER INSERT ON ledger_transaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_sum();

CREATE FUNCTION ledger_check_mirror() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE original ledger_transaction%ROWTYPE;
BEGIN
  SELECT * INTO original FROM ledger_transaction WHERE id = NEW.reverses_id;
  IF original.reverses_id IS NOT NULL OR NEW.value_date < original.value_date OR EXISTS (
    SELECT FROM (SELECT * FROM ledger_leg WHERE transaction_id = NEW.reverses_id) was
      FULL JOIN (SELECT * FROM ledger_leg WHERE transaction_id = NEW.id) undone USING (position)
     WHERE (was.account_id, was.amount) IS DISTINCT FROM (undone.account_id, -undone.amount)
  ) THEN
    RAISE EXCEPTION '%: transaction % does not mirror transaction %', TG_NAME, NEW.key, original.key
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_mirrors_original AFTER INSERT ON ledger_transaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL)
  EXECUTE FUNCTION ledger_check_mirror();
"""
DROP_WHOLE = """
DROP TRIGGER ledger_transaction_mirrors_original ON ledger_transaction;
DROP FUNCTION ledger_check_mirror();
DROP TRIGGER ledger_transaction_sums_to_zero ON ledger_transaction;
DROP FUNCTION ledger_check_sum();
DROP TRIGGER ledger_transaction_has_all_its_legs ON ledger_transaction;
DROP FUNCTION ledger_check_leg_count();
"""

# Posting shares one lock and closing takes it alone, so that no transaction slips into a period
# while it is being closed. Each statement after the lock sees what was committed before it.
PERIODS = """
CREATE FUNCTION ledger_wait_for_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('rione ledger periods', 0));
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_period_waits_for_posts BEFORE INSERT ON ledger_periodevent
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_wait_for_posts();

CREATE FUNCTION ledger_check_period() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE closed record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('rione ledger periods', 0));
  SELECT asked.value_date, latest.* INTO closed
    FROM (SELECT DISTINCT leg.value_date, owner.kind, owner.key
            FROM added leg JOIN ledger_account account ON account.id = leg.account_id
           CROSS JOIN LATERAL (
             VALUES ('', ''), (account.owner_kind, account.owner_key)) AS owner(kind, key)
         ) asked
   CROSS JOIN LATERAL (
     SELECT event.* FROM ledger_periodevent event
      WHERE event.owner_kind = asked.kind AND event.owner_key = asked.key
        AND asked.value_date BETWEEN event.first_day AND event.last_day
      ORDER BY event.id DESC LIMIT 1) latest
   WHERE latest.action = 'close' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '%: a closed period accepts nothing', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME,
        DETAIL = format('%s lies in the period from %s to %s, which is closed for %s',
          closed.value_date, closed.first_day, closed.last_day,
          coalesce(nullif(concat_ws(' ', closed.owner_kind, closed.owner_key), ' '), 'everybody'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_leg_in_open_period AFTER INSERT ON ledger_leg
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_period();
"""
DROP_PERIODS = """
DROP TRIGGER ledger_leg_in_open_period ON ledger_leg;
DROP FUNCTION ledger_check_period();
DROP TRIGGER ledger_period_waits_for_posts ON ledger_periodevent;
DROP FUNCTION ledger_wait_for_posts();
"""

# Triggers of one event fire in the order of their names: a leg is compared with its transaction,
# then its period is looked up, and only then are accounts locked, always in the same order.
LEGS = """
CREATE FUNCTION ledger_check_leg() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added leg JOIN ledger_transaction whole ON whole.id = leg.transaction_id
              WHERE leg.position > whole.leg_count OR leg.value_date <> whole.value_date) THEN
    RAISE EXCEPTION '%: a leg has the date and a place of its transaction', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_leg_fits_its_transaction AFTER INSERT ON ledger_leg
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_leg();

CREATE FUNCTION ledger_keep_balances() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM ledger_account WHERE id IN (SELECT account_id FROM added)
    ORDER BY id FOR NO KEY UPDATE;
  UPDATE ledger_account account SET balance = account.balance + change.amount
    FROM (SELECT account_id, sum(amount) AS amount FROM added GROUP BY account_id) change
   WHERE account.id = change.account_id;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_leg_moves_the_balance AFTER INSERT ON ledger_leg
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep_balances();

-- Balances change often: leave room for the new row beside the old one.
ALTER TABLE ledger_account SET (fillfactor = 50);
"""
DROP_LEGS = """
ALTER TABLE ledger_account RESET (fillfactor);
DROP TRIGGER ledger_leg_moves_the_balance ON ledger_leg;
DROP FUNCTION ledger_keep_balances();
DROP TRIGGER ledger_leg_fits_its_transaction ON ledger_leg;
DROP FUNCTION ledger_check_leg();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, DROP_REFUSE),
        *(
            migrations.RunSQL(
                APPEND_ONLY.format(name=name, table=table, remedy=remedy),
                DROP_APPEND_ONLY.format(name=name, table=table),
            )
            for name, table, remedy in APPENDED
        ),
        migrations.RunSQL(TERMS, DROP_TERMS),
        migrations.RunSQL(WHOLE, DROP_WHOLE),
        migrations.RunSQL(PERIODS, DROP_PERIODS),
        migrations.RunSQL(LEGS, DROP_LEGS),
    ]
