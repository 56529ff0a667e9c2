-- 0024_create_prices on MySQL: makes the table.

CREATE TABLE prices (
    id INT AUTO_INCREMENT NOT NULL,
    currency_code VARCHAR(3) NOT NULL,
    other_code VARCHAR(3),
    amount INT NOT NULL DEFAULT 0,
    notes INT NOT NULL DEFAULT 0,
    CONSTRAINT prices_pkey PRIMARY KEY (id),
    CONSTRAINT prices_currency_code_fkey FOREIGN KEY (currency_code) REFERENCES currencies (code) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT prices_other_code_fkey FOREIGN KEY (other_code) REFERENCES currencies (code) ON DELETE SET NULL,
    KEY prices_currency_code_idx (currency_code),
    KEY prices_other_code_idx (other_code)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
