-- 0007_create_visits on MySQL: makes the table.

CREATE TABLE visits (
    id BIGINT AUTO_INCREMENT NOT NULL,
    shop_code VARCHAR(20) NOT NULL,
    clerk_id BINARY(16) NOT NULL,
    day DATE NOT NULL,
    guest VARCHAR(20) NOT NULL,
    minutes INT NOT NULL DEFAULT 0,
    revision SMALLINT NOT NULL DEFAULT 0,
    gone_at DATETIME(6),
    CONSTRAINT visits_pkey PRIMARY KEY (id),
    CONSTRAINT visits_shop_code_day_guest_key UNIQUE (shop_code, day, guest),
    CONSTRAINT visits_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT visits_shop_code_clerk_id_fkey FOREIGN KEY (shop_code, clerk_id) REFERENCES clerks (shop_code, id) ON DELETE CASCADE,
    CONSTRAINT visits_shop_code_check CHECK (shop_code NOT LIKE '% '),
    CONSTRAINT visits_guest_check CHECK (guest NOT LIKE '% '),
    KEY visits_shop_code_clerk_id_idx (shop_code, clerk_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
