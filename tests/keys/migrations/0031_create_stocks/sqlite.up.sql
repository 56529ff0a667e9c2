-- 0031_create_stocks on SQLite: makes the table.

CREATE TABLE stocks (
    id INTEGER NOT NULL,
    shop_id TEXT NOT NULL,
    ware_id INTEGER NOT NULL,
    stall_id BLOB NOT NULL,
    amount INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT stocks_pkey PRIMARY KEY (id),
    CONSTRAINT stocks_shop_id_stall_id_ware_id_key UNIQUE (shop_id, stall_id, ware_id),
    CONSTRAINT stocks_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT stocks_shop_id_ware_id_fkey FOREIGN KEY (shop_id, ware_id) REFERENCES wares (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT stocks_shop_id_stall_id_fkey FOREIGN KEY (shop_id, stall_id) REFERENCES stalls (shop_id, id) ON DELETE CASCADE,
    CONSTRAINT stocks_shop_id_check CHECK (length(shop_id) <= 50 AND shop_id NOT LIKE '% ')
) STRICT;

CREATE INDEX stocks_shop_id_ware_id_idx ON stocks (shop_id, ware_id);
