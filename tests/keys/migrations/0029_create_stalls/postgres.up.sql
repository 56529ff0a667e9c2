-- 0029_create_stalls on PostgreSQL: makes the table.

CREATE TABLE stalls (
    id uuid NOT NULL,
    shop_id varchar(50) NOT NULL,
    name varchar(20) NOT NULL,
    wares integer NOT NULL DEFAULT 0,
    CONSTRAINT stalls_pkey PRIMARY KEY (id),
    CONSTRAINT stalls_shop_id_id_key UNIQUE (shop_id, id),
    CONSTRAINT stalls_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT stalls_shop_id_check CHECK (shop_id NOT LIKE '% ')
);
