-- 0002_create_rooms on SQLite: makes the table.

CREATE TABLE rooms (
    id BLOB NOT NULL,
    shop_code TEXT NOT NULL,
    note_count INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT rooms_pkey PRIMARY KEY (id),
    CONSTRAINT rooms_shop_code_id_key UNIQUE (shop_code, id),
    CONSTRAINT rooms_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT rooms_shop_code_check CHECK (length(shop_code) <= 20 AND shop_code NOT LIKE '% ')
) STRICT;
