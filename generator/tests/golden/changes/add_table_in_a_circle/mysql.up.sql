-- 0002_add_table_in_a_circle on MySQL: changes order, makes invoices.

-- Adds order.invoice_id, null in the rows that are there.
ALTER TABLE `order` ADD COLUMN invoice_id BIGINT, ALGORITHM=INSTANT;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_id_key UNIQUE (tenant_id, id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the index without blocking writes.
ALTER TABLE `order`
    ADD KEY order_invoice_id_idx (invoice_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes invoices.
CREATE TABLE invoices (
    id BIGINT AUTO_INCREMENT NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    order_id BIGINT NOT NULL,
    CONSTRAINT invoices_pkey PRIMARY KEY (id),
    CONSTRAINT invoices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT invoices_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES `order` (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT invoices_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    KEY invoices_tenant_id_order_id_idx (tenant_id, order_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Ties order to invoices: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices (id) ON DELETE SET NULL,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.invoice_id
FROM `order` AS child
WHERE child.invoice_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM invoices AS parent WHERE parent.id = child.invoice_id);
