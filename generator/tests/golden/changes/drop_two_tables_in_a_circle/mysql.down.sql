-- 0002_drop_two_tables_in_a_circle on MySQL: takes the change back.

-- Makes invoices again. Its rows do not come back.
CREATE TABLE invoices (
    id BIGINT AUTO_INCREMENT NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    order_id BIGINT NOT NULL,
    CONSTRAINT invoices_pkey PRIMARY KEY (id),
    CONSTRAINT invoices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT invoices_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    KEY invoices_tenant_id_order_id_idx (tenant_id, order_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Makes order again. Its rows do not come back.
CREATE TABLE `order` (
    id BIGINT AUTO_INCREMENT NOT NULL,
    tenant_id VARCHAR(50) NOT NULL,
    user_id BINARY(16) NOT NULL,
    total INT NOT NULL DEFAULT 0,
    invoice_id BIGINT,
    text MEDIUMTEXT NOT NULL,
    placed_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_tenant_id_id_key UNIQUE (tenant_id, id),
    CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT order_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices (id) ON DELETE SET NULL,
    CONSTRAINT order_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    CONSTRAINT order_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 5000),
    KEY order_placed_at_idx (placed_at),
    KEY order_tenant_id_user_id_idx (tenant_id, user_id),
    KEY order_invoice_id_idx (invoice_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Ties invoices to order: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE invoices
    ADD CONSTRAINT invoices_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES `order` (tenant_id, id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id, child.order_id
FROM invoices AS child
WHERE child.tenant_id IS NOT NULL AND child.order_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM `order` AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.order_id);
