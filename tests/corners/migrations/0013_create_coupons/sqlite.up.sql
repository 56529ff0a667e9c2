-- 0013_create_coupons on SQLite: makes the table.

CREATE TABLE coupons (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    gone_at INTEGER,
    CONSTRAINT coupons_pkey PRIMARY KEY (id),
    CONSTRAINT coupons_code_check CHECK (length(code) <= 20 AND code NOT LIKE '% ')
) STRICT;

CREATE UNIQUE INDEX coupons_code_key ON coupons (code) WHERE gone_at IS NULL;
