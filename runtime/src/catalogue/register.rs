/// Registers entities that no generated store knows: `larder::register!(Tenant, Plan);`.
///
/// Each entity has to be known to a store before its repository writes, since a write may have to update counters in other
/// tables, and a delete to drop cached rows of others. `cargo run -p codegen` registers every entity with all of that. This macro
/// registers them with none of it: it is for structs whose tables stand alone, and for programs without a generated store.
#[macro_export]
macro_rules! register {
    ($($entity:ty),+ $(,)?) => {
        $(impl $crate::Registered for $entity {})+
    };
}
