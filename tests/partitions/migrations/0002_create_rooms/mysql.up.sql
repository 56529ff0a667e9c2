-- 0002_create_rooms on MySQL: makes the table.

CREATE TABLE rooms (
    id BINARY(16) NOT NULL,
    shop_code VARCHAR(20) NOT NULL,
    note_count INT NOT NULL DEFAULT 0,
    CONSTRAINT rooms_pkey PRIMARY KEY (id),
    CONSTRAINT rooms_shop_code_id_key UNIQUE (shop_code, id),
    CONSTRAINT rooms_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT rooms_shop_code_check CHECK (shop_code NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
