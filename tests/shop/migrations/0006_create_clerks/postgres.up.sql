-- 0006_create_clerks on PostgreSQL: makes the table.

CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE clerks (
    id uuid NOT NULL,
    shop_code varchar(20) NOT NULL,
    nick varchar(20) NOT NULL,
    card varchar(20) NOT NULL,
    title text NOT NULL,
    about text,
    desk varchar(20),
    day date NOT NULL,
    sales bigint NOT NULL DEFAULT 0,
    boss_id uuid,
    visits integer NOT NULL DEFAULT 0,
    minutes bigint NOT NULL DEFAULT 0,
    revision integer NOT NULL DEFAULT 0,
    search_tokens text[] NOT NULL,
    CONSTRAINT clerks_pkey PRIMARY KEY (id),
    CONSTRAINT clerks_card_key UNIQUE (card),
    CONSTRAINT clerks_shop_code_nick_key UNIQUE (shop_code, nick),
    CONSTRAINT clerks_shop_code_desk_day_key UNIQUE NULLS NOT DISTINCT (shop_code, desk, day),
    CONSTRAINT clerks_shop_code_id_key UNIQUE (shop_code, id),
    CONSTRAINT clerks_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT clerks_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES clerks (id) ON DELETE SET NULL,
    CONSTRAINT clerks_shop_code_check CHECK (shop_code NOT LIKE '% '),
    CONSTRAINT clerks_nick_check CHECK (nick NOT LIKE '% '),
    CONSTRAINT clerks_card_check CHECK (card NOT LIKE '% '),
    CONSTRAINT clerks_desk_check CHECK (desk NOT LIKE '% ')
);

CREATE INDEX clerks_boss_id_idx ON clerks (boss_id);

CREATE INDEX clerks_search_idx ON clerks USING gin (shop_code, search_tokens);
