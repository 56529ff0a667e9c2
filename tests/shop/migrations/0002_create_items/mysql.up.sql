-- 0002_create_items on MySQL: makes the table.

CREATE TABLE items (
    id BINARY(16) NOT NULL,
    cart_id BIGINT NOT NULL,
    sku VARCHAR(20) NOT NULL,
    code VARCHAR(20),
    quantity INT NOT NULL DEFAULT 1,
    hits BIGINT NOT NULL DEFAULT 0,
    note LONGTEXT,
    made_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    changed_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT items_pkey PRIMARY KEY (id),
    CONSTRAINT items_code_key UNIQUE (code),
    CONSTRAINT items_cart_id_sku_key UNIQUE (cart_id, sku),
    CONSTRAINT items_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES carts (id) ON DELETE CASCADE,
    CONSTRAINT items_sku_check CHECK (sku NOT LIKE '% '),
    CONSTRAINT items_code_check CHECK (code NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
