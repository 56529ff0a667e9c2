-- 0014_create_payment_rows on PostgreSQL: takes the table back.

DROP TABLE "Money in"."paymentRows";
DO $larder$ BEGIN
    IF obj_description(to_regnamespace('"Money in"'), 'pg_namespace') = 'created by larder' THEN
        DROP SCHEMA "Money in";
    END IF;
EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
END $larder$;
