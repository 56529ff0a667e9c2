-- 0002_create_items on PostgreSQL: makes the table.

CREATE TABLE items (
    id uuid NOT NULL,
    cart_id bigint NOT NULL,
    sku varchar(20) NOT NULL,
    code varchar(20),
    quantity integer NOT NULL DEFAULT 1,
    hits bigint NOT NULL DEFAULT 0,
    note text,
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changed_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT items_pkey PRIMARY KEY (id),
    CONSTRAINT items_code_key UNIQUE (code),
    CONSTRAINT items_cart_id_sku_key UNIQUE (cart_id, sku),
    CONSTRAINT items_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES carts (id) ON DELETE CASCADE,
    CONSTRAINT items_sku_check CHECK (sku NOT LIKE '% '),
    CONSTRAINT items_code_check CHECK (code NOT LIKE '% ')
);
