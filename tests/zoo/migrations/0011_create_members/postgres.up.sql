-- 0011_create_members on PostgreSQL: makes the table.

CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE members (
    id uuid NOT NULL,
    org_code varchar(20) NOT NULL,
    code varchar(20) NOT NULL,
    kind text NOT NULL DEFAULT 'in',
    nick varchar(20),
    name varchar(50) NOT NULL,
    about text,
    card varchar(20) NOT NULL,
    key_hash varchar(64) NOT NULL,
    score integer NOT NULL DEFAULT 0,
    extra jsonb NOT NULL DEFAULT '{}',
    hits bigint NOT NULL DEFAULT 0,
    boss_id uuid,
    mentor_id uuid,
    seen_at timestamptz,
    rev bigint NOT NULL DEFAULT 0,
    left_at timestamptz,
    search_tokens text[] NOT NULL,
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_org_code_code_key UNIQUE (org_code, code),
    CONSTRAINT members_card_key UNIQUE (card),
    CONSTRAINT members_key_hash_key UNIQUE (key_hash),
    CONSTRAINT members_org_code_kind_code_key UNIQUE (org_code, kind, code),
    CONSTRAINT members_org_code_nick_key UNIQUE NULLS NOT DISTINCT (org_code, nick),
    CONSTRAINT members_org_code_id_key UNIQUE (org_code, id),
    CONSTRAINT members_org_code_fkey FOREIGN KEY (org_code) REFERENCES orgs (org_code) ON DELETE CASCADE,
    CONSTRAINT members_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT members_org_code_mentor_id_fkey FOREIGN KEY (org_code, mentor_id) REFERENCES members (org_code, id) ON DELETE RESTRICT,
    CONSTRAINT members_org_code_check CHECK (org_code NOT LIKE '% '),
    CONSTRAINT members_code_check CHECK (code NOT LIKE '% '),
    CONSTRAINT members_kind_check CHECK (kind IN ('in', 'out')),
    CONSTRAINT members_nick_check CHECK (nick NOT LIKE '% '),
    CONSTRAINT members_card_check CHECK (card NOT LIKE '% '),
    CONSTRAINT members_key_hash_check CHECK (key_hash NOT LIKE '% ')
);

CREATE INDEX members_org_code_kind_score_name_idx ON members (org_code, kind, score DESC, name);

CREATE INDEX members_extra_idx ON members USING gin (extra jsonb_path_ops);

CREATE INDEX members_org_code_mentor_id_idx ON members (org_code, mentor_id);

CREATE INDEX members_boss_id_idx ON members (boss_id);

CREATE INDEX members_search_idx ON members USING gin (org_code, search_tokens);
