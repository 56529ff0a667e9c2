-- 0002_add_foreign_key on PostgreSQL: takes the change back.

-- Unties order from order.
ALTER TABLE "order" DROP CONSTRAINT order_parent_id_fkey;

-- Unties order from users.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_seller_id_fkey;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY order_tenant_id_seller_id_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY order_parent_id_idx;

-- Drops order.parent_id and order.seller_id. Their values are lost.
ALTER TABLE "order"
    DROP COLUMN parent_id,
    DROP COLUMN seller_id;
