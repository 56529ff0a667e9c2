-- 0019_change_errands on PostgreSQL: changes errands.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_owner_due_at_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_owner_due_at_idx2;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_rank_due_at_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_label_rank_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY errands_kind_born_on_weight_label_rank_due_at_idx;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_owner_due_at_idx ON errands (owner, due_at DESC NULLS LAST);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_owner_due_at_idx2 ON errands (owner, due_at NULLS FIRST);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_rank_due_at_idx ON errands (rank NULLS FIRST, due_at DESC NULLS LAST);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_label_rank_idx ON errands (label DESC NULLS LAST, rank NULLS FIRST);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY errands_kind_born_on_weight_label_rank_due_at_idx ON errands (kind NULLS FIRST, born_on DESC NULLS LAST, weight NULLS FIRST, label NULLS FIRST, rank DESC NULLS LAST, due_at NULLS FIRST);
