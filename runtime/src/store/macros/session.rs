//! The repositories of a store, on any connection or in a transaction.

/// Defines the session and the transaction of a store: `Session` hands out repositories, and a transaction a session.
#[doc(hidden)]
#[macro_export]
macro_rules! __session {
    (
        $(#[$session_meta:meta])*
        pub struct $session:ident;
        $(#[$transaction_meta:meta])*
        pub struct $transaction:ident;
        free { $($free:ident: $free_repository:ident($($free_region:ident)?),)* }
        $(scopes { $scope:ident, $across:ident })?
    ) => {
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
                    let executor = self.executor.of_tenant(::core::option::Option::Some(tenant_id));
                    $scope { executor, regions: self.regions, tenant: tenant_id }
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
    };
}
