-- 数据库和两个角色，由 postgres 运行一次 / the database and two roles, run once as postgres:
--   psql -v ON_ERROR_STOP=1 < database.sql
-- fajing_owner owns the ledger's tables and cannot log in; fajing is what the office runs as.
DO $$ BEGIN CREATE ROLE fajing_owner NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE fajing LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE DATABASE fajing OWNER fajing_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE fajing FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE fajing TO fajing;
\connect fajing
GRANT USAGE, CREATE ON SCHEMA public TO fajing;
-- only until the ledger is made; append_only.sql takes it away again
GRANT fajing_owner TO fajing;
