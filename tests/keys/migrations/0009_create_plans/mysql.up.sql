-- 0009_create_plans on MySQL: makes the table.

CREATE TABLE plans (
    kind VARCHAR(4) NOT NULL,
    price INT NOT NULL,
    CONSTRAINT plans_pkey PRIMARY KEY (kind),
    CONSTRAINT plans_kind_check CHECK (kind IN ('free', 'pro'))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
