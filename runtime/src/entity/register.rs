//! Registers entities that no generated store knows.

/// Registers entities that no generated store knows: `larder::register!(Tenant, Plan);`.
///
/// Each entity has to be known to a store before its repository writes, since a write may have to update counters in
/// other tables, and a delete to drop cached rows of others. `codegen` registers every entity with all of that. This
/// macro registers them with none of it: it is for structs whose tables stand alone, and for programs without a
/// generated store.
#[macro_export]
macro_rules! register {
    ($($entity:ty),+ $(,)?) => {
        $(impl $crate::Registered for $entity {})+
    };
}

/// Refuses, in a generated store, an entity whose definition is another than the one that the store was generated for.
#[doc(hidden)]
#[macro_export]
macro_rules! __same_shape {
    ($($entity:ident = $seen:literal),+ $(,)?) => {
        $($crate::__same_shape! { $entity, Table, $seen })+
    };
    ($name:ident, $of:ident, $seen:literal) => {
        // A definition with a mistake has no number; the mistake is reported in its place.
        const _: () = ::core::assert!(
            <$name as $crate::support::$of>::SHAPE == 0 || <$name as $crate::support::$of>::SHAPE == $seen,
            ::core::concat!(
                "`",
                ::core::stringify!($name),
                "` has changed since its store was generated: run `codegen`"
            )
        );
    };
}

/// The same for an enum, a newtype or a struct kept as JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! __same_value {
    ($value:ident, $seen:literal) => {
        $crate::__same_shape! { $value, UserType, $seen }
    };
}
