"""Whose memberships and invitations exist for whom, and who may read what protects accounts.

Log-in comes before any scope: accounts, addresses, factors and sessions are found by what was
typed or by a cookie, so that requests read these tables whole. What somebody may act under is
read through `identity_memberships_of`, and an invitation by whoever holds its token. Jobs read of
accounts only what letters need. The owner is not bound: it makes the people of an installation.
"""

from django.db import migrations

from rione.core.scope.policies import ACCOUNT, MUNICIPALITY, allow_only

DOORS = """
-- What an account may act under, which is asked before it acts.
CREATE FUNCTION identity_memberships_of(account uuid, today date) RETURNS TABLE (
    id uuid, user_id uuid, name varchar, email varchar, role varchar, organisation_id uuid,
    organisation_name varchar, municipality varchar, since date, until date, second_factor boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.user_id, u.name, u.email, m.role, m.organisation_id, o.name, m.municipality,
        m.since, m.until, EXISTS (
            SELECT FROM mfa_authenticator f WHERE f.user_id = u.id AND f.type IN ('totp', 'webauthn')
        )
    FROM identity_membership m
    JOIN identity_user u ON u.id = m.user_id AND u.is_active
    JOIN identity_organisation o ON o.id = m.organisation_id
    WHERE m.user_id = $1 AND m.since <= $2 AND (m.until IS NULL OR m.until > $2)
    ORDER BY m.since, m.id
$$;
-- Whether the account in force looks after members of the whole metropolitan city.
CREATE FUNCTION identity_acts_for_all() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(current_setting('app.municipality', true), '') = '' AND EXISTS (
        SELECT FROM identity_membership m
        WHERE m.user_id = nullif(current_setting('app.account', true), '')::uuid
            AND m.organisation_id = nullif(current_setting('app.organisation', true), '')::uuid
            AND m.municipality = ''
            AND m.role IN ('administrator', 'municipality_officer', 'programme_officer')
            AND (m.until IS NULL OR m.until > (now() AT TIME ZONE 'Europe/Rome')::date)
    )
$$;
REVOKE EXECUTE ON FUNCTION identity_memberships_of, identity_acts_for_all FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_memberships_of, identity_acts_for_all TO rione_web, rione_worker;
"""
NO_DOORS = """
DROP FUNCTION identity_acts_for_all();
DROP FUNCTION identity_memberships_of(uuid, date);
"""

HERE = f"(municipality = {MUNICIPALITY} OR (SELECT identity_acts_for_all()))"
TOKEN = "token_digest = (SELECT nullif(current_setting('app.invitation', true), ''))"
EVERYWHERE = f"current_user = 'rione_worker' AND {MUNICIPALITY} IS NULL"

MEMBERSHIPS = f"""
ALTER TABLE identity_invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY identity_invitation_read ON identity_invitation FOR SELECT
    USING ({HERE} OR {TOKEN});
CREATE POLICY identity_invitation_add ON identity_invitation FOR INSERT WITH CHECK ({HERE});
CREATE POLICY identity_invitation_change ON identity_invitation FOR UPDATE
    USING ({HERE} OR {TOKEN}) WITH CHECK ({HERE} OR {TOKEN});

ALTER TABLE identity_membership ENABLE ROW LEVEL SECURITY;
CREATE POLICY identity_membership_read ON identity_membership FOR SELECT
    USING ({HERE} OR user_id = {ACCOUNT});
CREATE POLICY identity_membership_check ON identity_membership FOR SELECT TO rione_worker
    USING ({EVERYWHERE});
-- Whoever takes up an invitation becomes what it says, wherever that is.
CREATE POLICY identity_membership_add ON identity_membership FOR INSERT WITH CHECK (
    {HERE} OR EXISTS (
        SELECT FROM identity_invitation offer WHERE offer.{TOKEN}
            AND (offer.accepted_by_id, offer.organisation_id, offer.municipality, offer.role)
                = (identity_membership.user_id, identity_membership.organisation_id,
                   identity_membership.municipality, identity_membership.role)
    )
);
CREATE POLICY identity_membership_change ON identity_membership FOR UPDATE
    USING ({HERE}) WITH CHECK ({HERE});

ALTER TABLE identity_factorreset ENABLE ROW LEVEL SECURITY;
CREATE POLICY identity_factorreset_read ON identity_factorreset FOR SELECT
    USING (user_id = {ACCOUNT} OR reset_by_id = {ACCOUNT});
-- By whoever acts, for a member of the same municipality: only those memberships are seen here.
CREATE POLICY identity_factorreset_add ON identity_factorreset FOR INSERT WITH CHECK (
    reset_by_id = {ACCOUNT} AND EXISTS (
        SELECT FROM identity_membership m WHERE m.user_id = identity_factorreset.user_id
    )
);
"""
NO_MEMBERSHIPS = """
DROP POLICY identity_factorreset_add ON identity_factorreset;
DROP POLICY identity_factorreset_read ON identity_factorreset;
ALTER TABLE identity_factorreset DISABLE ROW LEVEL SECURITY;
DROP POLICY identity_membership_change ON identity_membership;
DROP POLICY identity_membership_add ON identity_membership;
DROP POLICY identity_membership_check ON identity_membership;
DROP POLICY identity_membership_read ON identity_membership;
ALTER TABLE identity_membership DISABLE ROW LEVEL SECURITY;
DROP POLICY identity_invitation_change ON identity_invitation;
DROP POLICY identity_invitation_add ON identity_invitation;
DROP POLICY identity_invitation_read ON identity_invitation;
ALTER TABLE identity_invitation DISABLE ROW LEVEL SECURITY;
"""

ALL = "SELECT, INSERT, UPDATE, DELETE"
RIGHTS = [
    # No password, and no sign of when somebody was there.
    (
        *("identity_user", "SELECT, INSERT, UPDATE"),
        "SELECT (id, email, name, language, is_active, joined_at)",
    ),
    ("identity_organisation", "SELECT", "SELECT"),
    ("identity_membership", "SELECT, INSERT, UPDATE (until)", "SELECT"),
    (
        *("identity_invitation", "SELECT, INSERT, UPDATE (accepted_at, accepted_by_id, withdrawn_at)"),
        "",
    ),
    ("identity_factorreset", "SELECT, INSERT", ""),
    ("identity_loginfailure", ALL, "SELECT (last_at), DELETE"),
    # Whether there is a factor, never its secret.
    ("mfa_authenticator", ALL, "SELECT (id, user_id, type)"),
    ("account_emailaddress", ALL, ""),
    ("account_emailconfirmation", ALL, ""),
    ("django_session", ALL, "SELECT (expire_date), DELETE"),
    ("usersessions_usersession", ALL, ""),
    # Of the frameworks, and used by nothing here.
    ("auth_group", "", ""),
    ("auth_group_permissions", "", ""),
    ("auth_permission", "", ""),
    ("django_content_type", "", ""),
]


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_first_administrator"),
        ("scope", "0001_privileges"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(DOORS, NO_DOORS),
        migrations.RunSQL(MEMBERSHIPS, NO_MEMBERSHIPS),
        *(allow_only(table, web=web, worker=worker) for table, web, worker in RIGHTS),
    ]
