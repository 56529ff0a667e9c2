-- 0013_create_coupons on MySQL: makes the table.

CREATE TABLE coupons (
    id BIGINT AUTO_INCREMENT NOT NULL,
    code VARCHAR(20) NOT NULL,
    gone_at DATETIME(6),
    code_unique VARCHAR(20) GENERATED ALWAYS AS (CASE WHEN gone_at IS NULL THEN code END) VIRTUAL,
    CONSTRAINT coupons_pkey PRIMARY KEY (id),
    CONSTRAINT coupons_code_key UNIQUE (code_unique),
    CONSTRAINT coupons_code_check CHECK (code NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
