-- A database that nobody made with larder: one of each thing that applications have.
CREATE TABLE countries (
    code CHAR(2) NOT NULL PRIMARY KEY,
    iso3 VARCHAR(3) NOT NULL UNIQUE,
    name VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL COMMENT 'In English.'
) COMMENT = 'A country, by its two letters.' DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE people (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    `fullName` VARCHAR(100) NOT NULL CHECK (CHAR_LENGTH(`fullName`) >= 2)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE orders (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    country_code CHAR(2) NOT NULL,
    state ENUM('new', 'paid', 'it''s lost') NOT NULL DEFAULT 'new',
    total DECIMAL(12, 2) NOT NULL DEFAULT 0.00,
    pieces MEDIUMINT NOT NULL DEFAULT 1,
    body TEXT,
    settings JSON NOT NULL,
    active TINYINT(1) NOT NULL DEFAULT 1,
    seen DATETIME,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    changed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    version INT NOT NULL DEFAULT 0,
    twice INT AS (pieces * 2) STORED,
    KEY by_body (body(20)),
    KEY by_seen (seen, total),
    FULLTEXT KEY words (body),
    CONSTRAINT of_country FOREIGN KEY (country_code) REFERENCES countries (code) ON DELETE RESTRICT,
    CONSTRAINT positive CHECK (pieces > 0 AND total >= 0)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE order_lines (
    order_id INT NOT NULL,
    line SMALLINT NOT NULL,
    sku VARCHAR(40) NOT NULL,
    PRIMARY KEY (order_id, line),
    UNIQUE KEY once (order_id, sku),
    CONSTRAINT of_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE audit (happened_at DATETIME(6) NOT NULL, what LONGTEXT NOT NULL) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE VIEW paid AS SELECT id FROM orders WHERE state = 'paid';
CREATE TRIGGER counted BEFORE UPDATE ON orders FOR EACH ROW SET NEW.version = OLD.version + 1;

INSERT INTO countries VALUES ('DE', 'EU ', 'Germany');
INSERT INTO people (`fullName`) VALUES ('Ada');
INSERT INTO orders (country_code, settings, active) VALUES ('DE', '{"theme": "dark"}', 7);
INSERT INTO order_lines VALUES (1, 1, 'ends in a space ');
