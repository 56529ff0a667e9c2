//! Repositories, their finders, and what an entity is to them.

/// Defines a repository: `repository! { /// doc \n pub struct UserRepository of User [region, tenant]; }`.
///
/// In the brackets stands what the entity has: a region of the cache, a tenant.
#[doc(hidden)]
#[macro_export]
macro_rules! __repository {
    ($(#[$meta:meta])* $vis:vis struct $name:ident of $entity:ident [$($has:ident),*];) => {
        $(#[$meta])*
        $vis struct $name<'a>($crate::Repository<'a, $entity>);

        impl $crate::support::Copy for $name<'_> {}

        #[automatically_derived]
        impl $crate::support::Clone for $name<'_> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl $crate::support::Debug for $name<'_> {
            fn fmt(&self, f: &mut $crate::support::Formatter<'_>) -> $crate::support::Formatted {
                self.0.fmt(f)
            }
        }

        impl<'a> $name<'a> {
            $crate::__repository! { @new $entity [$($has),*] }
        }

        impl<'a> $crate::support::Deref for $name<'a> {
            type Target = $crate::Repository<'a, $entity>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    };
    (@new $entity:ident [region, tenant]) => {
        /// Makes the repository of one tenant, which runs its statements on `executor`.
        #[must_use]
        pub fn new(
            executor: $crate::support::Executor<'a>,
            region: &'a $crate::Region<$entity>,
            tenant: &'a ::core::primitive::str,
        ) -> Self {
            Self($crate::Repository::new(
                executor,
                $crate::support::Some(region),
                $crate::support::Some(tenant),
            ))
        }
    };
    (@new $entity:ident [region]) => {
        /// Makes the repository, which runs its statements on `executor`.
        #[must_use]
        pub fn new(executor: $crate::support::Executor<'a>, region: &'a $crate::Region<$entity>) -> Self {
            Self($crate::Repository::new(executor, $crate::support::Some(region), $crate::support::None))
        }
    };
    (@new $entity:ident [tenant]) => {
        /// Makes the repository of one tenant, which runs its statements on `executor`.
        #[must_use]
        pub fn new(executor: $crate::support::Executor<'a>, tenant: &'a ::core::primitive::str) -> Self {
            Self($crate::Repository::new(executor, $crate::support::None, $crate::support::Some(tenant)))
        }
    };
    (@new $entity:ident []) => {
        /// Makes the repository, which runs its statements on `executor`.
        #[must_use]
        pub fn new(executor: $crate::support::Executor<'a>) -> Self {
            Self($crate::Repository::new(executor, $crate::support::None, $crate::support::None))
        }
    };
}

/// Defines the reads of every tenant's rows: `across! { /// doc \n pub struct UsersAcrossTenants of User [region]; }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __across {
    ($(#[$meta:meta])* $vis:vis struct $name:ident of $entity:ident [$($region:ident)?];) => {
        $(#[$meta])*
        $vis struct $name<'a>($crate::Across<'a, $entity>);

        impl $crate::support::Copy for $name<'_> {}

        #[automatically_derived]
        impl $crate::support::Clone for $name<'_> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<'a> $name<'a> {
            #[doc(hidden)]
            #[must_use]
            pub fn new(executor: $crate::support::Executor<'a> $(, $region: &'a $crate::Region<$entity>)?) -> Self {
                let known: $crate::support::Option<&'a $crate::Region<$entity>> = $crate::support::None;
                $(let known = known.or($crate::support::Some($region));)?
                Self($crate::Across::new(executor, known))
            }
        }

        impl<'a> $crate::support::Deref for $name<'a> {
            type Target = $crate::Across<'a, $entity>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    };
}

/// Implements [`Entity`](crate::support::Entity) and what follows from the columns alone:
/// `entity!(Note[revision: i32] in sql by id: NoteId, owned, soft_delete)`. The statements stand in the module `sql`.
/// `owned by tenant_id: String` is an entity whose primary key holds the tenant.
#[doc(hidden)]
#[macro_export]
macro_rules! __entity {
    (
        $entity:ident $([$version:ident: $number:ty])? in $sql:ident by $key:ident: $ty:ty
        $(, $ability:ident $(by $member:ident: $of:ty)?)*
    ) => {
        $crate::__entity! {
            @by $entity [$([$version: $number])?] $sql $ty [$([$ability $($member: $of)?])*]
            |row| $crate::support::Clone::clone(&row.$key)
        }
    };
    (
        $entity:ident $([$version:ident: $number:ty])? in $sql:ident by $ty:ident { $($key:ident),+ }
        $(, $ability:ident $(by $member:ident: $of:ty)?)*
    ) => {
        $crate::__entity! {
            @by $entity [$([$version: $number])?] $sql $ty [$([$ability $($member: $of)?])*]
            |row| $ty { $($key: $crate::support::Clone::clone(&row.$key)),+ }
        }
    };
    (
        @by $entity:ident [$([$version:ident: $number:ty])?] $sql:ident $ty:ty
        [$([$ability:ident $($member:ident: $of:ty)?])*] |$row:ident| $value:expr
    ) => {
        impl $crate::support::Entity for $entity {
            type Key = $ty;
            const BY_KEY: &'static $crate::support::KeySql = &$sql::BY_KEY;

            fn key(&self) -> $ty {
                let $row = self;
                $value
            }

            $(
                fn version(&self) -> $crate::support::Option<::core::primitive::i64> {
                    $crate::support::Some(::core::convert::Into::into(self.$version))
                }
            )?
        }

        $(
            impl $crate::support::Versioned for $entity {
                type Version = $number;
                const DELETE_IF: &'static $crate::support::Sql = &$sql::DELETE_IF;
            }
        )?

        $($crate::__entity! { @$ability $entity $sql $($member: $of)? })*
    };
    (@owned $entity:ident $sql:ident) => {
        impl $crate::support::Owned for $entity {
            type Place = (<$entity as $crate::support::Entity>::Key,);

            fn place(&self) -> Self::Place {
                ($crate::support::Entity::key(self),)
            }

            const ACROSS: &'static $crate::support::AcrossSql = &$sql::ACROSS;
        }
    };
    (@owned $entity:ident $sql:ident $tenant:ident: $ty:ty) => {
        impl $crate::support::Owned for $entity {
            type Place = ($ty, <$entity as $crate::support::Entity>::Key);

            fn place(&self) -> Self::Place {
                ($crate::support::Clone::clone(&self.$tenant), $crate::support::Entity::key(self))
            }

            const ACROSS: &'static $crate::support::AcrossSql = &$sql::ACROSS;
        }
    };
    (@soft_delete $entity:ident $sql:ident) => {
        impl $crate::support::SoftDelete for $entity {
            const RESTORE: &'static $crate::support::Sql = &$sql::RESTORE;
            const DELETE_PERMANENTLY: &'static $crate::support::Sql = &$sql::DELETE_PERMANENTLY;
            const PURGE: &'static $crate::support::PurgeSql = &$sql::PURGE;
        }
    };
}

/// Implements [`Change`](crate::support::Change) for an entity whose changes concern no other entry of the cache and no
/// search: `change!(Note in sql by NotePatch, updated_at)`, with the columns that every update sets to the time.
#[doc(hidden)]
#[macro_export]
macro_rules! __change {
    ($entity:ident in $sql:ident by $patch:ident $(, $time:ident)*) => {
        impl $crate::support::Change for $entity {
            type Patch = $patch;
            const UPDATE: &'static $crate::support::Sql = &$sql::UPDATE;
            const PATCH: &'static $crate::support::PatchSql = &$sql::PATCH;
            const TIMES: &'static [&'static ::core::primitive::str] =
                &[$($crate::support::column_name(::core::stringify!($time))),*];
        }
    };
}

/// Defines the look-ups by a unique key, inside the block of a repository:
/// `finders! { find_by_email | get_by_email(email: &str) -> User by sql::BY_EMAIL = (Keyed(email),); }`, and behind it,
/// where a new row tells the values of the key,
/// `get_or_create_by_email | upsert_by_email(new: NewUser, UserPatch) = (Keyed(new.email.clone()),);`.
#[doc(hidden)]
#[macro_export]
macro_rules! __finders {
    (
        $find:ident | $get:ident($($argument:ident: $ty:ty),*) -> $row:ident by $sql:ident::$key:ident = $values:expr;
        $($create:ident $(| $upsert:ident)?($new:ident: $new_ty:ty $(, $patch:ty)?) = $new_values:expr;)?
    ) => {
        /// Returns the row with this key, if there is one.
        pub fn $find(
            self,
            $($argument: $ty),*
        ) -> impl $crate::support::Future<
            Output = $crate::Result<$crate::support::Option<$crate::support::Arc<$row>>>,
        > {
            self.0.find_by(&$sql::$key, $values)
        }

        /// Returns the row with this key, or the error `NotFound`.
        pub fn $get(
            self,
            $($argument: $ty),*
        ) -> impl $crate::support::Future<Output = $crate::Result<$crate::support::Arc<$row>>> {
            self.0.get_by(&$sql::$key, $values)
        }

        $(
            /// Returns the row with the key of `new`, or stores `new`; the flag says whether it was stored. Of several
            /// callers at once, one stores and all get its row.
            ///
            /// # Errors
            /// As those of `create`.
            pub fn $create(
                self,
                $new: $new_ty,
            ) -> impl $crate::support::Future<Output = $crate::Result<($crate::support::Arc<$row>, ::core::primitive::bool)>>
            {
                self.0.get_or_create(&$sql::$key, $new_values, $new)
            }

            $(
                /// Changes the row with the key of `new` as `change` says, or stores `new`, and returns the row; the
                /// flag says whether it was stored.
                ///
                /// `change` is shown the row as it is, under its lock: what it makes of that is lost to no other
                /// writer. It may be asked again. A patch of nothing leaves the row alone.
                ///
                /// # Errors
                /// As those of `create` and `patch`; `UniqueViolation` where another key of `new` is taken, or a row
                /// that counts as deleted has this one.
                pub fn $upsert(
                    self,
                    $new: $new_ty,
                    change: impl ::core::ops::Fn(&$row) -> $patch + ::core::marker::Send + ::core::marker::Sync,
                ) -> impl $crate::support::Future<Output = $crate::Result<($row, ::core::primitive::bool)>> {
                    self.0.upsert(&$sql::$key, $new_values, $new, change)
                }
            )?
        )?
    };
}
