-- 0014_create_payment_rows on SQLite: makes the table.

CREATE TABLE "paymentRows" (
    id BLOB NOT NULL,
    account_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    made_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT "paymentRows_pkey" PRIMARY KEY (id),
    CONSTRAINT "paymentRows_account_id_fkey" FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT "paymentRows_amount_check" CHECK (amount BETWEEN 1 AND 1000000)
) STRICT;

CREATE INDEX "paymentRows_account_id_made_at_idx" ON "paymentRows" (account_id, made_at DESC);

CREATE INDEX "paymentRows_amount_idx" ON "paymentRows" (amount DESC);
