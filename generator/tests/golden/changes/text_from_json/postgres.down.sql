-- 0002_text_from_json on PostgreSQL: takes the change back.

-- Looks for values of users.settings that are no JSON, and fails with their keys.
-- Nothing is changed while there are any.
DO $$
DECLARE
    one record;
    found text[];
BEGIN
    FOR one IN SELECT concat_ws(', ', id) AS row_key, settings AS row_text FROM users WHERE settings IS NOT NULL LOOP
        BEGIN
            PERFORM CAST(one.row_text AS jsonb);
        EXCEPTION WHEN others THEN
            found := found || format('(%s)', one.row_key);
        END;
        EXIT WHEN cardinality(found) = 4;
    END LOOP;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22032', MESSAGE = 'rows whose users.settings is no JSON: ' || array_to_string(found[1:3], ', ')
            || CASE WHEN cardinality(found) > 3 THEN ' and more' ELSE '' END;
    END IF;
END $$;

-- Changes users.settings to jsonb. Nobody reads or writes the table while it is rewritten.
ALTER TABLE users
    ALTER COLUMN settings DROP DEFAULT,
    ALTER COLUMN settings TYPE jsonb USING settings::jsonb,
    ALTER COLUMN settings SET DEFAULT '{}';
