-- 0024_create_prices on SQLite: makes the table.

CREATE TABLE prices (
    id INTEGER NOT NULL,
    currency_code TEXT NOT NULL,
    other_code TEXT,
    amount INTEGER NOT NULL DEFAULT 0,
    notes INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT prices_pkey PRIMARY KEY (id),
    CONSTRAINT prices_currency_code_fkey FOREIGN KEY (currency_code) REFERENCES currencies (code) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT prices_other_code_fkey FOREIGN KEY (other_code) REFERENCES currencies (code) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT prices_currency_code_check CHECK (length(currency_code) <= 3),
    CONSTRAINT prices_other_code_check CHECK (length(other_code) <= 3)
) STRICT;

CREATE INDEX prices_currency_code_idx ON prices (currency_code);

CREATE INDEX prices_other_code_idx ON prices (other_code);
