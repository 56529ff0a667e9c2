-- 0002_add_foreign_key on MySQL: takes the change back.

-- Unties order from order.
ALTER TABLE `order` DROP FOREIGN KEY order_parent_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Unties order from users.
ALTER TABLE `order` DROP FOREIGN KEY order_tenant_id_seller_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE `order` DROP INDEX order_tenant_id_seller_id_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE `order` DROP INDEX order_parent_id_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops order.parent_id and order.seller_id. Their values are lost.
ALTER TABLE `order`
    DROP COLUMN parent_id,
    DROP COLUMN seller_id,
    ALGORITHM=INPLACE, LOCK=NONE;
