-- The database roles of the platform, once per server, by an administrator:
--   psql -d postgres -f ops/roles.sql
-- Then, in production, give the four of them a way to log in (a password, a certificate or peer
-- authentication), make the database as rione_owner, migrate as rione_owner, and let the web
-- server log in as rione_web and the worker as rione_worker. None of these three may be superuser
-- or BYPASSRLS. rione_backup reads every row, writes none, and logs in for `rione backup` alone;
-- making it takes a superuser, since it passes by row policies.

DO $$
BEGIN
    CREATE ROLE rione_owner NOLOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE rione_web NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE rione_worker NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;
GRANT rione_web, rione_worker TO rione_owner;
DO $$
BEGIN
    CREATE ROLE rione_backup NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS NOREPLICATION;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;
GRANT pg_read_all_data TO rione_backup;
