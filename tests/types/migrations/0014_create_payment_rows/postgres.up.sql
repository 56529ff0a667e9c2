-- 0014_create_payment_rows on PostgreSQL: makes the table.

DO $larder$ BEGIN
    IF to_regnamespace('"Money in"') IS NULL THEN
        CREATE SCHEMA "Money in";
        COMMENT ON SCHEMA "Money in" IS 'created by larder';
    END IF;
END $larder$;

CREATE TABLE "Money in"."paymentRows" (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    amount integer NOT NULL,
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "paymentRows_pkey" PRIMARY KEY (id),
    CONSTRAINT "paymentRows_account_id_fkey" FOREIGN KEY (account_id) REFERENCES billing.accounts (id) ON DELETE CASCADE,
    CONSTRAINT "paymentRows_amount_check" CHECK (amount BETWEEN 1 AND 1000000)
);

CREATE INDEX "paymentRows_account_id_made_at_idx" ON "Money in"."paymentRows" (account_id, made_at DESC);

CREATE INDEX "paymentRows_amount_idx" ON "Money in"."paymentRows" (amount DESC);
