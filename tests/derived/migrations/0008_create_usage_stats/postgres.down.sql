-- 0008_create_usage_stats on PostgreSQL: takes the table back.

DROP TABLE usage_stats;
