-- 0002_drop_table on MySQL: takes the change back.

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_id_key UNIQUE (tenant_id, id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Makes invoices again. Its rows do not come back.
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
