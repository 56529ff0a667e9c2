-- 0002_add_foreign_key on MySQL: changes order.

-- Adds order.parent_id, null in the rows that are there.
ALTER TABLE `order` ADD COLUMN parent_id BIGINT, ALGORITHM=INSTANT;

-- Adds order.seller_id, null in the rows that are there.
ALTER TABLE `order` ADD COLUMN seller_id BINARY(16), ALGORITHM=INSTANT;

-- Builds the index without blocking writes.
ALTER TABLE `order`
    ADD KEY order_tenant_id_seller_id_idx (tenant_id, seller_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the index without blocking writes.
ALTER TABLE `order`
    ADD KEY order_parent_id_idx (parent_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Ties order to order: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES `order` (id) ON DELETE SET NULL,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.parent_id
FROM `order` AS child
WHERE child.parent_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM `order` AS parent WHERE parent.id = child.parent_id);

-- Ties order to users: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_seller_id_fkey FOREIGN KEY (tenant_id, seller_id) REFERENCES users (tenant_id, id) /*!80000 ON DELETE RESTRICT */,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id, child.seller_id
FROM `order` AS child
WHERE child.tenant_id IS NOT NULL AND child.seller_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.seller_id);
