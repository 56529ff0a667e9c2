-- 0027_create_bands on MySQL: makes the table.

CREATE TABLE bands (
    id INT AUTO_INCREMENT NOT NULL,
    name VARCHAR(40) NOT NULL,
    CONSTRAINT bands_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
