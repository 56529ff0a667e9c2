-- 0005_create_items on MySQL: makes the table.

CREATE TABLE items (
    id BIGINT AUTO_INCREMENT NOT NULL,
    sku VARCHAR(20) NOT NULL,
    shelf VARCHAR(10) NOT NULL DEFAULT 'a',
    `unitPrice` DECIMAL(12, 2) NOT NULL,
    rebate DECIMAL(5, 4),
    weight DECIMAL(18, 6) NOT NULL DEFAULT 0.5,
    total DECIMAL(6, 3) NOT NULL DEFAULT 0,
    pieces INT NOT NULL DEFAULT 0,
    exact DECIMAL(28, 10) NOT NULL DEFAULT -1.5,
    count DECIMAL(20, 0),
    quote JSON,
    rebate_unique DECIMAL(5, 4) GENERATED ALWAYS AS (CASE WHEN rebate IS NOT NULL AND `unitPrice` > 0.5 THEN rebate END) VIRTUAL,
    CONSTRAINT items_pkey PRIMARY KEY (id),
    CONSTRAINT items_sku_key UNIQUE (sku),
    CONSTRAINT items_shelf_weight_key UNIQUE (shelf, weight),
    CONSTRAINT items_rebate_key UNIQUE (rebate_unique),
    CONSTRAINT items_sku_check CHECK (sku NOT LIKE '% '),
    CONSTRAINT items_shelf_check CHECK (shelf NOT LIKE '% '),
    CONSTRAINT `items_unitPrice_check` CHECK (`unitPrice` BETWEEN -1 AND 9999999.99),
    CONSTRAINT items_rebate_check CHECK (rebate IN (0.05, 0.1, 0.25)),
    KEY `items_unitPrice_idx` (`unitPrice` DESC, id DESC),
    KEY `items_unitPrice_idx2` (`unitPrice`),
    KEY items_shelf_rebate_idx (shelf, rebate),
    KEY items_rebate_idx (rebate)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
