//! The store of an application, whose repositories only generated code knows.

/// Defines a store, its session and its transaction, and where tenants own rows their scopes. Behind a repository
/// stands in parentheses the region of its rows, where they are cached.
///
/// ```text
/// store! {
///     pub struct Store of SCHEMA;
///     pub struct Session;
///     pub struct StoreTransaction;
///     cached { tenants: Tenant for 7200, users: User for 1800, }
///     free { tenants: TenantRepository(tenants), }
///     pub struct TenantScope;
///     pub struct AcrossTenants;
///     owned { users: UserRepository(users) UsersAcrossTenants(), }
///     active { sql::USER_ACTIVITY, }
///     partitioned { "messages" by "created_at" for Timestamp each Month(3) { keep(12), dropping() }, }
///     secured { "User" in "users", }
///     warmed { users by warm_of_tenants, }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __store {
    (
        $(#[$store_meta:meta])*
        pub struct $store:ident of $schema:ident;
        $(#[$session_meta:meta])*
        pub struct $session:ident;
        $(#[$transaction_meta:meta])*
        pub struct $transaction:ident;
        cached { $($cached:ident: $row:ident for $seconds:literal $({ $($option:ident($value:expr)),* $(,)? })?,)* }
        free { $($free:ident: $free_repository:ident($($free_region:ident)?),)* }
        $(
            $(#[$scope_meta:meta])*
            pub struct $scope:ident;
            $(#[$across_meta:meta])*
            pub struct $across:ident;
            owned { $($owned:ident: $repository:ident($($region:ident)?) $all:ident($($all_region:ident)?),)* }
        )?
        $(active { $($activity:path,)* })?
        $(partitioned { $(
            $divided:literal by $divided_by:literal for $time:ident each $period:ident($ahead:literal)
                $({ $($upkeep:ident($($kept:literal)?)),* $(,)? })?,
        )* })?
        $(secured { $($secured_entity:literal in $secured_table:literal $(by $secured_search:path)?,)* })?
        $(warmed { $($warm:ident by $begin_to_warm:ident,)* })?
    ) => {
        /// The cache region of every cached entity.
        struct Regions {
            $($cached: $crate::Region<$row>,)*
        }

        impl Regions {
            #[allow(unused_variables, reason = "there may be no cached entity")]
            fn open(cache: &$crate::CacheManager) -> Self {
                Self {
                    $($cached: cache.region(
                        $crate::cache::RegionSpec::new(<$row as $crate::support::Table>::REGION)
                            .ttl($crate::support::Duration::from_secs($seconds))
                            $($(.$option($value))*)?,
                    ),)*
                }
            }
        }

        $(#[$store_meta])*
        #[derive(::core::clone::Clone)]
        pub struct $store {
            runtime: $crate::Runtime,
            regions: ::std::sync::Arc<Regions>,
        }

        impl $store {
            /// Opens pool and cache and looks at the schema: applies pending migrations when `MIGRATION_ENABLED` is
            /// set, otherwise refuses a database behind them.
            ///
            /// # Errors
            /// `Config` for settings that cannot be used, `Migration` for a schema that does not fit, and what
            /// connecting meets.
            pub async fn open(config: $crate::Config) -> $crate::Result<Self> {
                let runtime = $crate::Runtime::open(config, &$schema).await?;
                $(let runtime = runtime.counting(const { &[$(&$activity,)*] });)?
                $(let runtime = runtime.partitioning(const {
                    &[$(
                        $crate::support::PartitionedTable::new(
                            $divided,
                            $divided_by,
                            $crate::support::PartitionTime::$time,
                            $crate::support::PartitionPeriod::$period,
                            $ahead,
                        )
                        $($(.$upkeep($($kept)?))*)?,
                    )*]
                });)?
                $(let runtime = runtime.securing(const {
                    &[$(
                        $crate::support::SecuredTable::new($secured_entity, $secured_table)
                            $(.searched_by(&$secured_search))?,
                    )*]
                });)?
                let regions = ::std::sync::Arc::new(Regions::open(runtime.cache()));
                runtime.regions_opened().await?;
                $($(runtime.$begin_to_warm(&regions.$warm);)*)?
                ::core::result::Result::Ok(Self { runtime, regions })
            }

            /// Returns the migrator of the database that `config` names, without opening anything.
            #[must_use]
            pub fn migrator_for(config: &$crate::Config) -> $crate::Migrator {
                $schema.migrator(&config.database)
            }

            /// Returns the migrator of the store's database.
            #[must_use]
            pub fn migrator(&self) -> $crate::Migrator {
                self.runtime.migrator()
            }

            /// Runs `work` in a transaction: all of it, or with an error none.
            ///
            /// # Errors
            /// That of `work`, or of beginning and committing.
            pub async fn transaction<T, E: ::core::convert::From<$crate::Error>>(
                &self,
                work: impl ::core::ops::AsyncFnOnce($session<'_>) -> ::core::result::Result<T, E>,
            ) -> ::core::result::Result<T, E> {
                self.transaction_with($crate::TransactionOptions::new(), work).await
            }

            /// Runs `work` in a transaction with options of its own.
            ///
            /// # Errors
            /// As [`transaction`](Self::transaction).
            pub async fn transaction_with<T, E: ::core::convert::From<$crate::Error>>(
                &self,
                options: $crate::TransactionOptions,
                work: impl ::core::ops::AsyncFnOnce($session<'_>) -> ::core::result::Result<T, E>,
            ) -> ::core::result::Result<T, E> {
                let run = async |executor: $crate::support::Executor<'_>| work($session { executor, regions: &self.regions }).await;
                self.runtime.db().transaction_with(options, run).await
            }

            /// Runs `work` in a transaction, and from the start again when it fails because of another transaction: a
            /// deadlock, a serialization failure, a row that was changed meanwhile. What `work` does outside the
            /// database is done again too.
            ///
            /// # Errors
            /// Those of the last attempt.
            pub async fn retry_transaction<T, E: ::core::convert::From<$crate::Error>>(
                &self,
                options: $crate::TransactionOptions,
                work: impl ::core::ops::AsyncFnOnce($session<'_>) -> ::core::result::Result<T, E> + ::core::clone::Clone,
            ) -> ::core::result::Result<T, E> {
                let regions = &*self.regions;
                let run = async move |executor: $crate::support::Executor<'_>| work($session { executor, regions }).await;
                self.runtime.db().retry_transaction(options, run).await
            }

            /// Begins a transaction that is an owned value, for code that cannot hand over a closure.
            ///
            /// # Errors
            /// `Timeout` when no connection is free, `Unavailable` when none can be made.
            pub async fn begin(&self) -> $crate::Result<$transaction> {
                let transaction = self.runtime.db().begin().await?;
                ::core::result::Result::Ok($transaction { transaction, regions: ::std::sync::Arc::clone(&self.regions) })
            }

            #[allow(dead_code, reason = "there may be no entities yet")]
            fn session(&self) -> $session<'_> {
                $session { executor: self.runtime.executor(), regions: &self.regions }
            }

            /// Returns the repositories with a limit of their own: each statement may take so long, a wait for a lock
            /// included.
            #[must_use]
            pub fn within(&self, limit: $crate::support::Duration) -> $session<'_> {
                self.session().within(limit)
            }

            /// Returns reads from replicas for somebody who has written nothing yet; see [`on`](Self::on). Clones share
            /// what is written through them.
            #[must_use]
            pub fn replica_reads(&self) -> $crate::ReplicaReads {
                self.runtime.replica_reads()
            }

            /// Returns reads from replicas that see what was written through those that gave the token. A text that is
            /// no token sends reads to the primary for a moment; it is no error.
            #[must_use]
            pub fn replica_reads_since(&self, token: &::core::primitive::str) -> $crate::ReplicaReads {
                self.runtime.replica_reads_since(token)
            }

            /// Returns the repositories whose reads go to a replica that has what was written through `reads`, or to
            /// the primary; writes go to the primary and are noted.
            #[must_use]
            pub fn on<'a>(&'a self, reads: &'a $crate::ReplicaReads) -> $session<'a> {
                $session { executor: self.runtime.on(reads), regions: &self.regions }
            }

            $(
                /// Returns the repository of these rows.
                #[must_use]
                pub fn $free(&self) -> $free_repository<'_> {
                    self.session().$free()
                }
            )*

            $(
                /// Returns what the tenant with this business id owns. Nothing is read: an unknown tenant owns nothing.
                #[must_use]
                pub fn tenant<'a>(&'a self, tenant_id: &'a ::core::primitive::str) -> $scope<'a> {
                    self.session().tenant(tenant_id)
                }

                /// Returns what all tenants own together; the one way round the scope, under a name to look for.
                #[must_use]
                pub fn across_tenants(&self) -> $across<'_> {
                    self.session().across_tenants()
                }
            )?

            /// Returns the database: the pool and its statistics.
            #[must_use]
            pub fn db(&self) -> &$crate::Db {
                self.runtime.db()
            }

            /// Returns the cache, its figures and the regions for values that are no rows.
            #[must_use]
            pub fn cache(&self) -> &$crate::CacheManager {
                self.runtime.cache()
            }

            /// Asks database and cache whether they answer.
            pub async fn health(&self) -> $crate::Health {
                self.runtime.health().await
            }

            /// Returns what the store did since it was opened: pool, statements, transactions, cache and migrations.
            #[must_use]
            pub fn statistics(&self) -> $crate::statistics::Statistics {
                self.runtime.statistics()
            }

            /// Asks the database and Redis what they know of themselves: sizes, waits for locks, slow statements.
            ///
            /// # Errors
            /// What reaching the database meets; what a role may not read is a part of the answer.
            pub async fn inspect(&self) -> $crate::Result<$crate::inspect::Inspection> {
                self.runtime.inspect().await
            }

            /// Makes the partitions ahead that the definition asks for, and takes those away that are too old: to be
            /// called once in a while, and by as many instances as there are. A database without partitions, and a
            /// definition without, has nothing to do.
            ///
            /// # Errors
            /// `Locked` while a migration runs for long or a table is busy, `Migration` for a role that may not change
            /// tables, and what reaching the database meets. What was done stays done; another call does the rest.
            pub async fn maintain_partitions(&self) -> $crate::Result<$crate::migrate::PartitionReport> {
                self.runtime.maintain_partitions(::core::option::Option::None).await
            }

            /// Does what [`maintain_partitions`](Self::maintain_partitions) will do at that time.
            ///
            /// # Errors
            /// As `maintain_partitions`.
            pub async fn maintain_partitions_at(
                &self,
                at: $crate::chrono::DateTime<$crate::chrono::Utc>,
            ) -> $crate::Result<$crate::migrate::PartitionReport> {
                self.runtime.maintain_partitions(::core::option::Option::Some(at)).await
            }

            /// Lets running statements end and closes every connection.
            pub async fn close(self) {
                self.runtime.close().await;
            }
        }

        impl $crate::testing::TestStore for $store {
            const SCHEMA: &'static $crate::support::Schema = &$schema;

            async fn open_for_test(config: $crate::Config) -> $crate::Result<Self> {
                Self::open(config).await
            }

            async fn close_after_test(self) {
                self.close().await;
            }
        }

        impl $crate::Runs for $store {
            fn executor(&self) -> $crate::support::Executor<'_> {
                self.runtime.executor()
            }
        }

        impl ::core::convert::AsRef<$crate::Runtime> for $store {
            fn as_ref(&self) -> &$crate::Runtime {
                &self.runtime
            }
        }

        $crate::__session! {
            $(#[$session_meta])*
            pub struct $session;
            $(#[$transaction_meta])*
            pub struct $transaction;
            free { $($free: $free_repository($($free_region)?),)* }
            $(scopes { $scope, $across })?
        }

        $(
            $crate::__tenant_scope! {
                $(#[$scope_meta])*
                pub struct $scope;
                $(#[$across_meta])*
                pub struct $across;
                owned { $($owned: $repository($($region)?) $all($($all_region)?),)* }
            }
        )?
    };
}
