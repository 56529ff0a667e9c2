-- 0014_create_payment_rows on MySQL: makes the table.

CREATE TABLE `paymentRows` (
    id BINARY(16) NOT NULL,
    account_id BIGINT NOT NULL,
    amount INT NOT NULL,
    made_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT `paymentRows_pkey` PRIMARY KEY (id),
    CONSTRAINT `paymentRows_account_id_fkey` FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT `paymentRows_amount_check` CHECK (amount BETWEEN 1 AND 1000000),
    KEY `paymentRows_account_id_made_at_idx` (account_id, made_at DESC, id DESC),
    KEY `paymentRows_amount_idx` (amount DESC, id DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
