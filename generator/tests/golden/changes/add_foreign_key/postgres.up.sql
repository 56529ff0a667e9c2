-- 0002_add_foreign_key on PostgreSQL: changes order.

-- Adds order.parent_id, null in the rows that are there.
ALTER TABLE "order" ADD COLUMN parent_id bigint;

-- Adds order.seller_id, null in the rows that are there.
ALTER TABLE "order" ADD COLUMN seller_id uuid;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY order_tenant_id_seller_id_idx ON "order" (tenant_id, seller_id);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY order_parent_id_idx ON "order" (parent_id);

-- Ties order to order: new rows are checked from here on.
ALTER TABLE "order"
    ADD CONSTRAINT order_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES "order" (id) ON DELETE SET NULL NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_parent_id_fkey;

-- Ties order to users: new rows are checked from here on.
ALTER TABLE "order"
    ADD CONSTRAINT order_tenant_id_seller_id_fkey FOREIGN KEY (tenant_id, seller_id) REFERENCES users (tenant_id, id) ON DELETE RESTRICT NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_tenant_id_seller_id_fkey;
