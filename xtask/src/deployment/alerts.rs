//! The alerts: when somebody should look, and what they do then.

/// A series and its values, once a minute, in promtool's notation.
pub(super) type Sample = (&'static str, &'static str);

/// A rule that tells somebody.
pub(super) struct Alert {
    pub(super) name: &'static str,
    pub(super) expression: &'static str,
    /// How long the expression has to hold.
    pub(super) lasting: &'static str,
    pub(super) severity: Severity,
    /// What happens; `{{ $labels.… }}` and `{{ $value }}` are filled in.
    pub(super) summary: &'static str,
    /// What to do, for docs/operations/monitoring.md.
    pub(super) action: &'static str,
    /// Values at which it fires within half an hour.
    pub(super) fires: &'static [Sample],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    /// Users notice.
    Critical,
    /// Users will notice, or somebody loses time.
    Warning,
}

impl Severity {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

use Severity::{Critical, Warning};

/// All alerts, in the order in which the page shows them.
pub(super) const ALERTS: &[Alert] = &[
    Alert {
        name: "VoiceHelperDown",
        expression: r#"up{job="voicehelper"} == 0"#,
        lasting: "1m",
        severity: Critical,
        summary: "{{ $labels.instance }} does not answer",
        action: "Read the log of the instance. It ends with the reason if the process has ended.",
        fires: &[(r#"up{job="voicehelper", instance="a"}"#, "0x30")],
    },
    Alert {
        name: "LarderRestarts",
        expression: "resets(larder_uptime_seconds[15m]) > 2",
        lasting: "0m",
        severity: Critical,
        summary: "{{ $labels.instance }} was started {{ $value }} times within 15 minutes",
        action: "Look for `OOMKilled` and for the last line of the log before each start.",
        fires: &[(r#"larder_uptime_seconds{instance="a"}"#, "120 20 80 20 80 20 80 20 80 20 80 20")],
    },
    Alert {
        name: "LarderUnavailable",
        expression: r#"sum by (instance, kind) (rate(larder_errors_total{kind=~"unavailable|timeout|unknown_outcome"}[2m])) > 0.1"#,
        lasting: "1m",
        severity: Critical,
        summary: "{{ $labels.instance }}: the database does not answer ({{ $labels.kind }})",
        action: "See troubleshooting, database connections. Requests answer 503 until it is back; no restart is needed.",
        fires: &[(r#"larder_errors_total{instance="a", kind="unavailable"}"#, "0+60x30")],
    },
    Alert {
        name: "LarderUnreadable",
        expression: r#"increase(larder_errors_total{kind=~"decode|database"}[10m]) > 0"#,
        lasting: "0m",
        severity: Warning,
        summary: "{{ $labels.instance }} met errors of the kind {{ $labels.kind }}",
        action: "Find the error in the log. The schema or a row is not what this version of the service expects.",
        fires: &[(r#"larder_errors_total{instance="a", kind="decode"}"#, "0x10 5x20")],
    },
    Alert {
        name: "LarderPoolExhausted",
        expression: "min_over_time(larder_pool_waiting[2m]) > 0",
        lasting: "3m",
        severity: Warning,
        summary: "{{ $labels.instance }}: {{ $value }} callers wait for a connection all the time",
        action: "Look for slow statements first; then raise `DATABASE_MAX_CONNECTIONS`, within what the server accepts.",
        fires: &[(r#"larder_pool_waiting{instance="a"}"#, "4x30")],
    },
    Alert {
        name: "LarderAcquireTimeouts",
        expression: "increase(larder_pool_acquire_timeouts_total[5m]) > 0",
        lasting: "0m",
        severity: Critical,
        summary: "{{ $labels.instance }}: callers waited for a connection in vain",
        action: "As for `LarderPoolExhausted`; requests fail already.",
        fires: &[(r#"larder_pool_acquire_timeouts_total{instance="a"}"#, "0x10 3x20")],
    },
    Alert {
        name: "LarderConnectionsFail",
        expression: "increase(larder_pool_connections_failed_total[5m]) > 0",
        lasting: "2m",
        severity: Warning,
        summary: "{{ $labels.instance }} cannot open connections",
        action: "See troubleshooting, database connections: the server is away, full, or refuses the login.",
        fires: &[(r#"larder_pool_connections_failed_total{instance="a"}"#, "0+2x30")],
    },
    Alert {
        name: "LarderSlow",
        expression: concat!(
            "histogram_quantile(0.99, sum by (instance, le) (rate(larder_statement_duration_seconds_bucket[5m])))",
            " > 0.25"
        ),
        lasting: "10m",
        severity: Warning,
        summary: "{{ $labels.instance }}: one statement in a hundred takes longer than {{ $value | humanizeDuration }}",
        action: "The dashboard names the statements. See troubleshooting, performance.",
        fires: &[
            (r#"larder_statement_duration_seconds_bucket{instance="a", le="0.2"}"#, "0+50x30"),
            (r#"larder_statement_duration_seconds_bucket{instance="a", le="0.5"}"#, "0+60x30"),
            (r#"larder_statement_duration_seconds_bucket{instance="a", le="+Inf"}"#, "0+60x30"),
        ],
    },
    Alert {
        name: "LarderConflicts",
        expression: "rate(larder_transaction_conflicts_total[5m]) > 0.05 * rate(larder_transactions_begun_total[5m])",
        lasting: "10m",
        severity: Warning,
        summary: "{{ $labels.instance }}: more than 5 % of transactions meet a conflict",
        action: "Find what writes the same rows at once. Keep transactions short, and write rows in one order.",
        fires: &[
            (r#"larder_transaction_conflicts_total{instance="a"}"#, "0+10x30"),
            (r#"larder_transactions_begun_total{instance="a"}"#, "0+100x30"),
        ],
    },
    Alert {
        name: "LarderLockTimeouts",
        expression: "increase(larder_lock_timeouts_total[10m]) > 3",
        lasting: "0m",
        severity: Warning,
        summary: "{{ $labels.instance }}: statements wait for locks longer than they may",
        action: "See troubleshooting, performance, for who holds them.",
        fires: &[(r#"larder_lock_timeouts_total{instance="a"}"#, "0+1x30")],
    },
    Alert {
        name: "LarderUnknownOutcome",
        expression: r#"increase(larder_transactions_total{outcome="unknown"}[10m]) > 0"#,
        lasting: "0m",
        severity: Warning,
        summary: "{{ $labels.instance }}: a COMMIT was not answered",
        action: "The write may or may not have been applied. Clients send it again with the same idempotency key.",
        fires: &[(r#"larder_transactions_total{instance="a", outcome="unknown"}"#, "0x10 1x20")],
    },
    Alert {
        name: "LarderRedisDown",
        expression: "larder_redis_up == 0",
        lasting: "1m",
        severity: Warning,
        summary: "{{ $labels.instance }}: Redis does not answer",
        action: "See troubleshooting, cache. Reads go to the database, which has more to do.",
        fires: &[(r#"larder_redis_up{instance="a"}"#, "0x30")],
    },
    Alert {
        name: "LarderInvalidationsPending",
        expression: "min_over_time(larder_cache_pending_invalidations[2m]) > 0",
        lasting: "3m",
        severity: Warning,
        summary: "{{ $labels.instance }}: Redis has not confirmed {{ $value }} invalidations",
        action: "As for `LarderRedisDown`. They are sent again when Redis is back.",
        fires: &[(r#"larder_cache_pending_invalidations{instance="a"}"#, "7x30")],
    },
    Alert {
        name: "LarderCacheStale",
        expression: r#"increase(larder_cache_probes_total{result="stale"}[10m]) > 0"#,
        lasting: "0m",
        severity: Warning,
        summary: "{{ $labels.instance }}: cached rows of {{ $labels.region }} are not what the database has",
        action: "Something writes past larder, or a fence was lost. `codegen cache flush` empties the cache.",
        fires: &[(r#"larder_cache_probes_total{instance="a", region="user", result="stale"}"#, "0x10 1x20")],
    },
    Alert {
        name: "LarderCacheMisses",
        expression: concat!(
            r#"sum by (instance) (rate(larder_cache_requests_total{result=~"hit|negative_hit"}[10m]))"#,
            r#" / (sum by (instance) (rate(larder_cache_requests_total{level="memory"}[10m])) > 1) < 0.5"#
        ),
        lasting: "15m",
        severity: Warning,
        summary: "{{ $labels.instance }}: the cache answers only {{ $value | humanizePercentage }} of reads",
        action: "See troubleshooting, performance: which region misses, and why.",
        fires: &[
            (r#"larder_cache_requests_total{instance="a", level="memory", result="hit"}"#, "0+60x30"),
            (r#"larder_cache_requests_total{instance="a", level="memory", result="miss"}"#, "0+600x30"),
        ],
    },
    Alert {
        name: "LarderMigrationsPending",
        expression: r#"larder_migrations{state="pending"} > 0"#,
        lasting: "10m",
        severity: Warning,
        summary: "{{ $labels.instance }}: {{ $value }} migrations are pending",
        action: "See troubleshooting, migrations.",
        fires: &[(r#"larder_migrations{instance="a", state="pending"}"#, "1x30")],
    },
    Alert {
        name: "LarderMigrationFailed",
        expression: "larder_migration_failures_total > 0",
        lasting: "0m",
        severity: Critical,
        summary: "{{ $labels.instance }}: a run of the migrator failed",
        action: "See troubleshooting, migrations. The next run goes on where this one stopped.",
        fires: &[(r#"larder_migration_failures_total{instance="a"}"#, "0x10 1x20")],
    },
    Alert {
        name: "LarderMemory",
        expression: "larder_process_resident_memory_bytes > 384 * 1024 * 1024",
        lasting: "10m",
        severity: Warning,
        summary: "{{ $labels.instance }} has {{ $value | humanize1024 }}B of memory; 512 MiB is its limit",
        action: "Compare with the requests. What grows without end is a leak; else raise the limit.",
        fires: &[(r#"larder_process_resident_memory_bytes{instance="a"}"#, "450000000x30")],
    },
];
