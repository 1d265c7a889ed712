"""A transaction, its legs and their accounts are of one municipality, whose rows they are.

Keys and codes stay one list for all: a row that is not seen still refuses its key to others. The
owner is not bound by the policies: the triggers keep balances and compare whole transactions
with the owner's rights.
"""

from django.db import migrations

from rione.core.scope.policies import Kept, protect

PLACES = """
CREATE FUNCTION ledger_check_municipality() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM added leg
               LEFT JOIN ledger_transaction whole ON whole.id = leg.transaction_id
               LEFT JOIN ledger_account account ON account.id = leg.account_id
              WHERE leg.municipality <> whole.municipality
                 OR leg.municipality <> account.municipality) THEN
    RAISE EXCEPTION '%: a transaction and its accounts are of one municipality', TG_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_leg_is_of_one_municipality AFTER INSERT ON ledger_leg
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_municipality();

CREATE TRIGGER ledger_account_stays_where_it_is BEFORE UPDATE ON ledger_account
  FOR EACH ROW WHEN (OLD.municipality <> NEW.municipality)
  EXECUTE FUNCTION ledger_refuse('only title and floor may change; open another account');
"""
DROP_PLACES = """
DROP TRIGGER ledger_account_stays_where_it_is ON ledger_account;
DROP TRIGGER ledger_leg_is_of_one_municipality ON ledger_leg;
DROP FUNCTION ledger_check_municipality();
"""

# What closes a day for an account: the last word of its municipality or of the platform, about its
# owner or about all.
PERIOD = """
CREATE OR REPLACE FUNCTION ledger_check_period() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE closed record;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('rione ledger periods', 0));
  SELECT asked.value_date, latest.* INTO closed
    FROM (SELECT DISTINCT leg.value_date, {columns}
            FROM added leg JOIN ledger_account account ON account.id = leg.account_id
           CROSS JOIN LATERAL (
             VALUES {values}) AS owner({names})
         ) asked
   CROSS JOIN LATERAL (
     SELECT event.* FROM ledger_periodevent event
      WHERE event.owner_kind = asked.kind AND event.owner_key = asked.key{condition}
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
"""


def fill(text, **values):
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


BY_MUNICIPALITY = fill(
    PERIOD,
    columns="owner.place, owner.kind, owner.key",
    values="""('', '', ''), ('', account.owner_kind, account.owner_key),
                    (account.municipality, '', ''),
                    (account.municipality, account.owner_kind, account.owner_key)""",
    names="place, kind, key",
    condition="\n        AND event.municipality = asked.place",
)
FOR_ALL = fill(
    PERIOD,
    columns="owner.kind, owner.key",
    values="('', ''), (account.owner_kind, account.owner_key)",
    names="kind, key",
    condition="",
)
KEPT = ("ledger_account", "ledger_transaction", "ledger_leg", "ledger_periodevent")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_municipalities"), ("scope", "0001_privileges")]
    operations = [
        migrations.RunSQL(PLACES, DROP_PLACES),
        migrations.RunSQL(BY_MUNICIPALITY, FOR_ALL),
        *(protect(table, Kept()) for table in KEPT),
    ]
