-- 0005_create_lines on MySQL: makes the table.

CREATE TABLE `lines` (
    number SMALLINT NOT NULL,
    title VARCHAR(50) NOT NULL,
    CONSTRAINT lines_pkey PRIMARY KEY (number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
