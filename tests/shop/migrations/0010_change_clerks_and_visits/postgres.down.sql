-- 0010_change_clerks_and_visits on PostgreSQL: takes the change back.

-- Drops what finds rows of clerks by their words.
DROP FUNCTION clerks_search_keys(text[]);

-- Shows every row of clerks to whoever may read the table.
DROP POLICY tenant_rows ON clerks;
ALTER TABLE clerks
    NO FORCE ROW LEVEL SECURITY,
    DISABLE ROW LEVEL SECURITY;

-- Shows every row of visits to whoever may read the table.
DROP POLICY tenant_rows ON visits;
ALTER TABLE visits
    NO FORCE ROW LEVEL SECURITY,
    DISABLE ROW LEVEL SECURITY;
