-- 0001_create_stocks on MySQL: makes the table.

CREATE TABLE stocks (
    id BIGINT AUTO_INCREMENT NOT NULL,
    shelf VARCHAR(20) NOT NULL,
    article VARCHAR(20) NOT NULL,
    barcode VARCHAR(20) NOT NULL,
    pieces BIGINT NOT NULL DEFAULT 0,
    weight INT NOT NULL DEFAULT 0,
    CONSTRAINT stocks_pkey PRIMARY KEY (id),
    CONSTRAINT stocks_shelf_article_key UNIQUE (shelf, article),
    CONSTRAINT stocks_barcode_key UNIQUE (barcode),
    CONSTRAINT stocks_shelf_check CHECK (shelf NOT LIKE '% '),
    CONSTRAINT stocks_article_check CHECK (article NOT LIKE '% '),
    CONSTRAINT stocks_barcode_check CHECK (barcode NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
