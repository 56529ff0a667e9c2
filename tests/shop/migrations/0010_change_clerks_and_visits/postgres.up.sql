-- 0010_change_clerks_and_visits on PostgreSQL: changes clerks and visits.

-- Shows a session those rows of clerks that its tenant owns.
ALTER TABLE clerks
    ENABLE ROW LEVEL SECURITY,
    FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON clerks
    USING (shop_code = convert_from(decode(nullif(current_setting('larder.tenant', true), ''), 'hex'), 'UTF8'));

-- Shows a session those rows of visits that its tenant owns.
ALTER TABLE visits
    ENABLE ROW LEVEL SECURITY,
    FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON visits
    USING (shop_code = convert_from(decode(nullif(current_setting('larder.tenant', true), ''), 'hex'), 'UTF8'));

-- Finds rows of clerks by their words on the index, which no policy lets be used.
CREATE FUNCTION clerks_search_keys(text[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
    AS $larder$ SELECT id FROM clerks WHERE shop_code = convert_from(decode(nullif(current_setting('larder.tenant', true), ''), 'hex'), 'UTF8') AND search_tokens @> $1 $larder$;
