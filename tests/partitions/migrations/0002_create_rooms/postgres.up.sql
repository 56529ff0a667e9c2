-- 0002_create_rooms on PostgreSQL: makes the table.

CREATE TABLE rooms (
    id uuid NOT NULL,
    shop_code varchar(20) NOT NULL,
    note_count integer NOT NULL DEFAULT 0,
    CONSTRAINT rooms_pkey PRIMARY KEY (id),
    CONSTRAINT rooms_shop_code_id_key UNIQUE (shop_code, id),
    CONSTRAINT rooms_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT rooms_shop_code_check CHECK (shop_code NOT LIKE '% ')
);
