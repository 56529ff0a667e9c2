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
        cached { $($cached:ident: $row:ident for $seconds:literal,)* }
        free { $($free:ident: $free_repository:ident($($free_region:ident)?),)* }
        $(
            $(#[$scope_meta:meta])*
            pub struct $scope:ident;
            $(#[$across_meta:meta])*
            pub struct $across:ident;
            owned { $($owned:ident: $repository:ident($($region:ident)?) $all:ident($($all_region:ident)?),)* }
        )?
        $(active { $($activity:path,)* })?
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
                            .ttl($crate::support::Duration::from_secs($seconds)),
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
                let regions = ::std::sync::Arc::new(Regions::open(runtime.cache()));
                runtime.cache().check_modes()?;
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

        impl $crate::Runs for $session<'_> {
            fn executor(&self) -> $crate::support::Executor<'_> {
                self.executor
            }
        }

        impl $crate::Runs for $transaction {
            fn executor(&self) -> $crate::support::Executor<'_> {
                self.transaction.executor()
            }
        }

        impl ::core::convert::AsRef<$crate::Runtime> for $store {
            fn as_ref(&self) -> &$crate::Runtime {
                &self.runtime
            }
        }

        $(#[$session_meta])*
        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #[allow(dead_code, reason = "there may be no entities yet")]
        pub struct $session<'a> {
            executor: $crate::support::Executor<'a>,
            regions: &'a Regions,
        }

        impl<'a> $session<'a> {
            /// Gives each statement this long, a wait for a lock included, in place of the store's limits.
            #[must_use]
            pub fn within(self, limit: $crate::support::Duration) -> Self {
                Self { executor: self.executor.within(limit), ..self }
            }

            /// Reads from the primary, although a replica could answer.
            #[must_use]
            pub fn on_primary(self) -> Self {
                Self { executor: self.executor.on_primary(), ..self }
            }

            $(
                /// Returns the repository of these rows.
                #[must_use]
                pub fn $free(&self) -> $free_repository<'a> {
                    $free_repository::new(self.executor $(, &self.regions.$free_region)?)
                }
            )*

            $(
                /// Returns what the tenant with this business id owns.
                #[must_use]
                pub fn tenant(&self, tenant_id: &'a ::core::primitive::str) -> $scope<'a> {
                    $scope { executor: self.executor, regions: self.regions, tenant: tenant_id }
                }

                /// Returns what all tenants own together.
                #[must_use]
                pub fn across_tenants(&self) -> $across<'a> {
                    $across { executor: self.executor, regions: self.regions }
                }
            )?
        }

        $(#[$transaction_meta])*
        pub struct $transaction {
            transaction: $crate::support::Transaction,
            regions: ::std::sync::Arc<Regions>,
        }

        impl $transaction {
            /// Returns the repositories that run in this transaction.
            #[must_use]
            pub fn session(&self) -> $session<'_> {
                $session { executor: self.transaction.executor(), regions: &self.regions }
            }

            /// Commits.
            ///
            /// # Errors
            /// `UnknownOutcome` when the connection was lost while COMMIT was under way; any other error means nothing
            /// was applied.
            pub async fn commit(self) -> $crate::Result<()> {
                self.transaction.commit().await
            }

            /// Undoes everything.
            ///
            /// # Errors
            /// What ROLLBACK meets; the connection is closed then, and nothing was applied.
            pub async fn rollback(self) -> $crate::Result<()> {
                self.transaction.rollback().await
            }
        }

        $(
            $(#[$scope_meta])*
            #[derive(::core::clone::Clone, ::core::marker::Copy)]
            pub struct $scope<'a> {
                executor: $crate::support::Executor<'a>,
                #[allow(dead_code, reason = "there may be no cached entity")]
                regions: &'a Regions,
                tenant: &'a ::core::primitive::str,
            }

            impl<'a> $scope<'a> {
                /// Returns the tenant's business id.
                #[must_use]
                pub fn tenant_id(&self) -> &'a ::core::primitive::str {
                    self.tenant
                }

                $(
                    /// Returns the repository of these rows.
                    #[must_use]
                    pub fn $owned(&self) -> $repository<'a> {
                        $repository::new(self.executor, $(&self.regions.$region,)? self.tenant)
                    }
                )*

                /// Runs `work` in a transaction on this tenant's rows: all of it, or with an error none. Inside a
                /// transaction it is a part of that one.
                ///
                /// # Errors
                /// That of `work`, or of beginning and committing.
                pub async fn transaction<T, E: ::core::convert::From<$crate::Error>>(
                    &self,
                    work: impl ::core::ops::AsyncFnOnce($scope<'_>) -> ::core::result::Result<T, E>,
                ) -> ::core::result::Result<T, E> {
                    self.transaction_with($crate::TransactionOptions::new(), work).await
                }

                /// Runs `work` in a transaction with options of its own, which one inside a transaction has not.
                ///
                /// # Errors
                /// As [`transaction`](Self::transaction).
                pub async fn transaction_with<T, E: ::core::convert::From<$crate::Error>>(
                    &self,
                    options: $crate::TransactionOptions,
                    work: impl ::core::ops::AsyncFnOnce($scope<'_>) -> ::core::result::Result<T, E>,
                ) -> ::core::result::Result<T, E> {
                    let (regions, tenant) = (self.regions, self.tenant);
                    let run = async |executor: $crate::support::Executor<'_>| work($scope { executor, regions, tenant }).await;
                    self.executor.transaction_with(options, run).await
                }

                /// Runs `work` in a transaction, and from the start again when it fails because of another transaction.
                /// Inside a transaction it runs once.
                ///
                /// # Errors
                /// Those of the last attempt.
                pub async fn retry_transaction<T, E: ::core::convert::From<$crate::Error>>(
                    &self,
                    options: $crate::TransactionOptions,
                    work: impl ::core::ops::AsyncFnOnce($scope<'_>) -> ::core::result::Result<T, E> + ::core::clone::Clone,
                ) -> ::core::result::Result<T, E> {
                    let (regions, tenant) = (self.regions, self.tenant);
                    let run = async move |executor: $crate::support::Executor<'_>| work($scope { executor, regions, tenant }).await;
                    self.executor.retry_transaction(options, run).await
                }
            }

            impl $crate::Runs for $scope<'_> {
                fn executor(&self) -> $crate::support::Executor<'_> {
                    self.executor
                }
            }

            $(#[$across_meta])*
            #[derive(::core::clone::Clone, ::core::marker::Copy)]
            pub struct $across<'a> {
                executor: $crate::support::Executor<'a>,
                #[allow(dead_code, reason = "there may be no key over all tenants")]
                regions: &'a Regions,
            }

            impl<'a> $across<'a> {
                $(
                    /// Returns the reads of these rows of every tenant.
                    #[must_use]
                    pub fn $owned(&self) -> $all<'a> {
                        $all::new(self.executor $(, &self.regions.$all_region)?)
                    }
                )*
            }
        )?
    };
}

/// Makes the list of constraints of a [`Schema`](crate::support::Schema):
/// `constraints! { "users" { primary_key "users_pkey" [id] "User.id"; } }`; columns with other names than their fields
/// stand in quotes.
#[doc(hidden)]
#[macro_export]
macro_rules! __constraints {
    ($($table:literal { $($kind:ident $name:literal [$($column:ident),* $($quoted:literal),*] $field:literal;)* })*) => {
        &[$($(
            $crate::support::ConstraintInfo::$kind(
                $name,
                $table,
                &[$($crate::support::column_name(::core::stringify!($column)),)* $($quoted),*],
                $field,
            ),
        )*)*]
    };
}

/// Defines a struct of figures, read by their place: `figures! { pub struct TenantStats { users: i64, } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __figures {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$figure_meta:meta])* $figure:ident: $ty:ty,)* }) => {
        $(#[$meta])*
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq)]
        $vis struct $name {
            $(
                #[doc = ::core::concat!("The figure `", ::core::stringify!($figure), "`.")]
                $(#[$figure_meta])*
                pub $figure: $ty,
            )*
        }

        impl $name {
            fn decode(row: &$crate::support::Row) -> $crate::Result<Self> {
                let mut places = 0..;
                let mut next = || ::core::iter::Iterator::next(&mut places).unwrap_or_default();
                ::core::result::Result::Ok(Self { $($figure: row.get(next())?,)* })
            }
        }
    };
}
