-- 建好账本以后由 postgres 运行一次：办公程序从此对账本只能读和添 / run once as postgres when the ledger is made; from
-- then on the office can read the ledger and append to it, nothing else:
--   psql -v ON_ERROR_STOP=1 -d fajing < append_only.sql
REVOKE fajing_owner FROM fajing;
GRANT USAGE ON SCHEMA fajing_ledger TO fajing;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA fajing_ledger TO fajing;
-- the vault is not append only: erasing destroys a file's key and its values, and its tables are vacuumed after it
DO $$
DECLARE one text;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'fajing_ledger' AND tablename LIKE 'vault%' LOOP
    EXECUTE format('ALTER TABLE fajing_ledger.%I OWNER TO fajing', one);
  END LOOP;
END $$;
