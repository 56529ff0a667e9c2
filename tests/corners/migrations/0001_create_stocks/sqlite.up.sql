-- 0001_create_stocks on SQLite: makes the table.

CREATE TABLE stocks (
    id INTEGER NOT NULL,
    shelf TEXT NOT NULL,
    article TEXT NOT NULL,
    barcode TEXT NOT NULL,
    pieces INTEGER NOT NULL DEFAULT 0,
    weight INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT stocks_pkey PRIMARY KEY (id),
    CONSTRAINT stocks_shelf_article_key UNIQUE (shelf, article),
    CONSTRAINT stocks_barcode_key UNIQUE (barcode),
    CONSTRAINT stocks_shelf_check CHECK (length(shelf) <= 20 AND shelf NOT LIKE '% '),
    CONSTRAINT stocks_article_check CHECK (length(article) <= 20 AND article NOT LIKE '% '),
    CONSTRAINT stocks_barcode_check CHECK (length(barcode) <= 20 AND barcode NOT LIKE '% ')
) STRICT;
