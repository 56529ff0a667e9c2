-- 0030_create_wares on PostgreSQL: makes the table.

CREATE TABLE wares (
    id integer NOT NULL,
    shop_id varchar(50) NOT NULL,
    name varchar(20) NOT NULL,
    CONSTRAINT wares_pkey PRIMARY KEY (shop_id, id),
    CONSTRAINT wares_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops (shop_id) ON DELETE CASCADE,
    CONSTRAINT wares_shop_id_check CHECK (shop_id NOT LIKE '% ')
);
