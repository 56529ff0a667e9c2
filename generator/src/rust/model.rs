//! An entity with the names of everything generated for it.

pub(super) mod column;
pub(crate) mod finder;
pub(super) mod hygiene;
pub(super) mod literal;
#[cfg(feature = "files")]
mod settings;
mod site;
pub(super) mod tokens;

#[cfg(feature = "files")]
pub use settings::{Derived, DerivedEntity, DerivedValue, Settings};
pub use site::{Door, Site};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::ir::{Default, Entity, Field, FieldId, FieldType, JsonShape, Scalar};

/// An entity with the names of everything made for it.
pub(super) struct Model<'a> {
    pub(super) entity: &'a Entity,
    pub(super) site: &'a Site,
    /// `Message`
    pub(super) name: Ident,
    /// `NewMessage`
    pub(super) new: Ident,
    /// `MessagePatch`
    pub(super) patch: Ident,
    /// `MessageRepository`
    pub(super) repository: Ident,
    /// `MessagesAcrossTenants`
    pub(super) across: Ident,
    /// `message`, as variables are called.
    #[cfg(feature = "files")]
    pub(super) variable: Ident,
    pub(super) sql: Ident,
    pub(super) rules: Ident,
    /// `StoredMessage`, the private struct of a row with its secrets.
    pub(super) stored: Ident,
}

impl<'a> Model<'a> {
    pub(super) fn new(entity: &'a Entity, site: &'a Site) -> Self {
        let name = tokens::ident(&entity.name);
        Self {
            new: format_ident!("New{name}"),
            patch: format_ident!("{name}Patch"),
            repository: format_ident!("{name}Repository"),
            across: across(entity),
            #[cfg(feature = "files")]
            variable: variable(entity),
            sql: site.module(&entity.name, "sql"),
            rules: site.module(&entity.name, "rules"),
            stored: format_ident!("Stored{name}"),
            name,
            entity,
            site,
        }
    }

    /// Returns the exception from a lint that generated files make once, in `mod.rs`.
    pub(super) fn errors_lint(&self) -> Option<TokenStream> {
        (self.site.door == Door::Derive).then(|| {
            quote!(#[allow(clippy::missing_errors_doc, reason = "what can go wrong is listed once, in `larder::ErrorKind`")])
        })
    }

    /// Returns the path of the runtime crate.
    pub(super) fn runtime(&self) -> &'a TokenStream {
        &self.site.runtime
    }

    /// Returns who may name the types made for the entity.
    pub(super) fn visibility(&self) -> &'a TokenStream {
        &self.site.visibility
    }

    /// Returns the fields that tell rows apart, within the tenant.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        self.entity.keys()
    }

    /// Returns the primary key's field, the first of several.
    pub(super) fn key(&self) -> &'a Field {
        self.entity.field(self.entity.key_ids().next().unwrap_or(self.entity.primary[0]))
    }

    /// Returns the Rust type of the primary key.
    pub(super) fn key_type(&self) -> TokenStream {
        if self.is_composite() {
            return format_ident!("{}Key", self.name).into_token_stream();
        }
        column::base_type(self.key(), self.site)
    }

    /// Returns whether the key has several columns.
    pub(super) fn is_composite(&self) -> bool {
        self.keys().nth(1).is_some()
    }

    /// Returns what a method calls the primary key that it is given.
    pub(super) fn key_name(&self) -> Ident {
        if self.is_composite() { format_ident!("key") } else { tokens::ident(&self.key().name) }
    }

    /// Returns whether the database makes the primary key.
    pub(super) fn is_numbered(&self) -> bool {
        self.entity.has_key() && self.key().default == Some(Default::Identity)
    }

    pub(super) fn tenant(&self) -> Option<&'a Field> {
        self.entity.tenant.map(|id| self.entity.field(id))
    }

    pub(super) fn is_tenant(&self, field: &Field) -> bool {
        self.tenant().is_some_and(|tenant| tenant.name == field.name)
    }

    pub(super) fn is_primary(&self, field: &Field) -> bool {
        self.entity.primary.iter().any(|id| self.entity.field(*id).name == field.name)
    }

    /// Returns whether the column holds the key of another row.
    pub(super) fn is_reference(&self, field: &Field) -> bool {
        let relations = &self.entity.relations;
        matches!(field.ty, FieldType::Key(_))
            && relations.iter().any(|relation| self.entity.field(relation.field).name == field.name)
    }

    /// Returns whether the column identifies rows.
    pub(super) fn is_in_key(&self, field: &Field) -> bool {
        self.entity.is_in_key(field)
    }

    /// Returns whether the column is a text of a key.
    pub(super) fn is_keyed_text(&self, field: &Field) -> bool {
        column::is_text(field, self.site) && self.is_in_key(field)
    }

    /// Returns whether the database may make other values of those that are inserted.
    pub(super) fn is_read_back(&self) -> bool {
        self.row_fields().any(|field| field.is_foreign() || is_cut_array(field) || field.is_made())
    }

    /// Returns whether the column is compared to the byte beyond what its own comparison tells: a text that is no part
    /// of a key, where the database has no type of its own for it.
    pub(super) fn is_compared_exactly(&self, field: &Field) -> bool {
        column::is_text(field, self.site) && !self.is_in_key(field) && field.native.is_none()
    }

    // Expands to: `&message.role`, and for a text of a key `&Keyed(&user.email)`
    pub(super) fn bind(&self, field: &Field, place: &TokenStream) -> TokenStream {
        let runtime = self.runtime();
        if self.is_keyed_text(field) {
            return quote!(&#runtime::support::Keyed(&#place));
        }
        column::bind(field, place, self.site)
    }

    /// Returns a compared value as a key of the cache and a statement take it: `Keyed(openid)`, `Hidden(key_hash)`,
    /// `user_id`.
    pub(super) fn key_value(&self, field: &Field, place: &TokenStream) -> TokenStream {
        let runtime = self.runtime();
        if field.secret {
            quote!(#runtime::support::Hidden(#place))
        } else if column::is_text(field, self.site) {
            quote!(#runtime::support::Keyed(#place))
        } else {
            column::scaled(field, place, self.site).unwrap_or_else(|| place.clone())
        }
    }

    pub(super) fn is_soft_delete(&self, field: &Field) -> bool {
        self.names(self.entity.soft_delete, field)
    }

    pub(super) fn is_version(&self, field: &Field) -> bool {
        self.names(self.entity.version, field)
    }

    /// Returns whether writes of another entity keep this column.
    pub(super) fn is_counter(&self, field: &Field) -> bool {
        self.entity.counters.iter().any(|counter| self.entity.field(counter.field).name == field.name)
    }

    /// Returns the columns of the row struct.
    pub(super) fn row_fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        self.entity.fields.iter().filter(|field| !field.volatile && !field.secret && !field.deprecated)
    }

    pub(super) fn secret_fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        self.entity.fields.iter().filter(|field| field.secret && !field.deprecated)
    }

    pub(super) fn volatile_fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        self.entity.fields.iter().filter(|field| field.volatile && !field.deprecated)
    }

    /// Returns the columns that the caller of a create may give.
    pub(super) fn new_fields(&self) -> Vec<&'a Field> {
        let is_made = |field: &Field| self.is_numbered() && self.is_primary(field);
        self.settable().filter(|field| !field.on_update_now && !is_made(field)).collect()
    }

    /// Returns the columns that an update or a patch may change.
    pub(super) fn changeable_fields(&self) -> Vec<&'a Field> {
        if self.entity.view || !self.entity.has_key() {
            return Vec::new();
        }
        self.settable().filter(|field| !field.immutable && !field.on_update_now && !self.is_primary(field)).collect()
    }

    /// Returns the columns of the row struct that an insert writes as the row has them: all but a key that the database
    /// makes, and what it computes or may have a default for.
    pub(super) fn inserted_fields(&self) -> impl Iterator<Item = &'a Field> {
        self.row_fields().filter(|field| !(field.is_made() || self.is_numbered() && self.is_primary(field)))
    }

    /// Returns the columns whose values a new row brings beside the row: secrets, and those that the database has a
    /// default for, as they are before that.
    pub(super) fn stored_fields(&self) -> Vec<Field> {
        let by_default = self.row_fields().filter(|field| field.engine_default().is_some());
        let by_default = by_default.map(|field| Field { nullable: true, ..field.clone() });
        self.secret_fields().cloned().chain(by_default).collect()
    }

    /// Returns the columns set to the time of every update.
    pub(super) fn updated_fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        self.row_fields().filter(|field| field.on_update_now)
    }

    /// Returns the timestamp that says when a row was made: set by default and never changed.
    pub(super) fn created(&self) -> Option<&'a Field> {
        let is_time =
            |field: &&Field| field.ty == FieldType::Scalar(Scalar::Timestamp) && !field.nullable && !field.secret;
        let is_set_once = |field: &&Field| field.immutable && field.default == Some(Default::Now);
        self.entity.fields.iter().filter(is_time).find(is_set_once)
    }

    /// Returns the text columns of the full-text index, in its order.
    pub(super) fn searched_fields(&self) -> Vec<&'a Field> {
        let columns = self.entity.search().map_or(&[][..], |index| &index.columns);
        columns.iter().map(|column| self.entity.field(column.field)).collect()
    }

    pub(super) fn is_cached(&self) -> bool {
        self.entity.cache.is_some()
    }

    fn settable(&self) -> impl Iterator<Item = &'a Field> {
        self.entity.fields.iter().filter(|field| {
            !field.volatile
                && !field.deprecated
                && field.generated.is_none()
                && !self.is_tenant(field)
                && !self.is_counter(field)
                && !self.is_soft_delete(field)
                && !self.is_version(field)
        })
    }

    fn names(&self, id: Option<FieldId>, field: &Field) -> bool {
        id.is_some_and(|id| self.entity.field(id).name == field.name)
    }

    /// Returns the fields, of a definition with a mistake each name once and none of the names that methods have.
    pub(super) fn once<'f>(&self, fields: &'f [&'a Field]) -> impl Iterator<Item = &'a Field> + use<'a, 'f> {
        let is_hollow = self.site.is_hollow;
        let is_first = move |(at, field): &(usize, &&'a Field)| {
            let is_free = !is_hollow || !["new", "validate"].contains(&field.name.as_str());
            is_free && fields[..*at].iter().all(|known| known.name != field.name)
        };
        fields.iter().enumerate().filter(is_first).map(|(_, field)| *field)
    }
}

/// Letters beyond which a variable makes a line harder to read than a name that says less.
#[cfg(feature = "files")]
const LONG: usize = 40;

/// Returns what a row is called in the code: the entity's name, unless it is long or a field has it too.
#[cfg(feature = "files")]
fn variable(entity: &Entity) -> Ident {
    let name = tokens::snake(&entity.name);
    if name.len() > LONG && entity.field_id("row").is_none() {
        return format_ident!("row");
    }
    if entity.field_id(&name).is_some() { format_ident!("{name}_row") } else { tokens::ident(&name) }
}

/// Returns the name of the repository over all tenants: what its rows are called in camel case and `AcrossTenants`.
pub(super) fn across(entity: &Entity) -> Ident {
    format_ident!("{}AcrossTenants", upper_camel(&entity.rows()))
}

fn upper_camel(name: &str) -> String {
    name.split('_').map(tokens::sentence).collect()
}

/// Tells whether PostgreSQL's array keeps less of a member than JSON does, such as a time of nanoseconds.
fn is_cut_array(field: &Field) -> bool {
    match &field.ty {
        FieldType::Json(JsonShape::ScalarList(member)) if field.is_array() => {
            matches!(**member, FieldType::Scalar(scalar) if scalar.info().is_cut)
        }
        _ => false,
    }
}
