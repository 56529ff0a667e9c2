-- 0013_create_accounts on PostgreSQL: takes the table back.

DROP TABLE billing.accounts;
DO $larder$ BEGIN
    IF obj_description(to_regnamespace('billing'), 'pg_namespace') = 'created by larder' THEN
        DROP SCHEMA billing;
    END IF;
EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
END $larder$;
