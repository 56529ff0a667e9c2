-- 0002_change_foreign_key on PostgreSQL: takes the change back.

-- Changes what becomes of order when a row of users goes.
ALTER TABLE "order"
    DROP CONSTRAINT order_tenant_id_user_id_fkey,
    ADD CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_tenant_id_user_id_fkey;
