//! The repositories of what tenants own.

/// Defines the scope of one tenant and that of all together.
#[doc(hidden)]
#[macro_export]
macro_rules! __tenant_scope {
    (
        $(#[$scope_meta:meta])*
        pub struct $scope:ident;
        $(#[$across_meta:meta])*
        pub struct $across:ident;
        owned { $($owned:ident: $repository:ident($($region:ident)?) $all:ident($($all_region:ident)?),)* }
    ) => {
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
    };
}
