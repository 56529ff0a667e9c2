-- 0023_create_currencies on MySQL: makes the table.

CREATE TABLE currencies (
    id INT AUTO_INCREMENT NOT NULL,
    code VARCHAR(3) NOT NULL,
    name VARCHAR(30) NOT NULL,
    CONSTRAINT currencies_pkey PRIMARY KEY (id),
    CONSTRAINT currencies_code_key UNIQUE (code),
    CONSTRAINT currencies_code_check CHECK (code NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
