//! Both doors from end to end: text or tokens in, a checked schema or every mistake out.

use crate::{
    check,
    diagnostic::Diagnostics,
    ir::{Entity, Schema},
    resolve,
    source::item,
};
#[cfg(feature = "files")]
use crate::{
    diagnostic::{FileId, Origin},
    draft::Text,
    ir::{Distribution, FieldType, shape},
    rust::{Derived, DerivedEntity, DerivedValue, unmade},
    source::{
        objects::{self, ObjectFiles},
        scan::{self, Found, Reader, Sources},
        toml::{self, CodegenSettings, Loaded},
    },
};

/// A definition that holds no mistake.
#[cfg(feature = "files")]
#[derive(Debug)]
pub struct Definition {
    pub schema: Schema,
    pub settings: CodegenSettings,
    /// What stands in Rust sources; its entities are the last ones of the schema.
    pub derived: Derived,
    /// What is worth saying all the same.
    pub notes: Diagnostics,
}

#[cfg(feature = "files")]
impl Definition {
    /// Returns a line for each entity with indexes or keys that no method is generated for, with the reasons.
    #[must_use]
    pub fn without_methods(&self) -> Vec<String> {
        let lines = self.schema.entities.iter().filter_map(|entity| {
            let unmade = unmade(entity);
            (!unmade.is_empty()).then(|| format!("{}: no method for {}", entity.name, unmade.join("; ")))
        });
        lines.collect()
    }

    /// Returns what asks every server once tables are spread, a line for the tenants' own rows and one for all others;
    /// nothing where no table is spread.
    #[must_use]
    pub fn on_every_server(&self) -> Vec<String> {
        let is_spread = |entity: &&Entity| self.schema.distributed.get(&entity.name) == Some(&Distribution::Tenant);
        let spread = || self.schema.entities.iter().filter(is_spread);
        let root = spread().filter(|entity| entity.tenant.is_none()).filter_map(|root| {
            let id = &root.field(*self.schema.scaled.get(&root.name)?).name;
            Some(format!(
                "{}: only `find_by_{id}` and `get_by_{id}` ask one server; what goes by the primary key, lists and counts \
                 ask all of them, and rows cannot be locked",
                root.name
            ))
        });
        let owned: Vec<&str> =
            spread().filter(|entity| entity.tenant.is_some()).map(|entity| entity.name.as_str()).collect();
        let active = spread().filter(|entity| self.schema.activities.contains_key(&entity.name)).count();
        let counted = if active == 0 { "" } else { ", and so does the count of recent rows for metrics" };
        let across =
            (!owned.is_empty()).then(|| format!("{}: `across_tenants()` asks all servers{counted}", owned.join(", ")));
        root.chain(across).collect()
    }
}

/// Reads a `models.toml` that stands alone. The name of the file is for messages only; nothing is opened.
///
/// # Errors
///
/// Everything that is wrong with the definition, in the order of the text.
#[cfg(feature = "files")]
pub fn read(text: &str, file_name: &str) -> Result<Definition, Diagnostics> {
    read_with_sources(text, file_name, &[], &|_| None)
}

/// Reads a `models.toml` together with the Rust sources that it names, or that `more` names, whose structs derive
/// `Repository`. Their entities follow those of the file in the order of their paths, and each knows all others.
///
/// # Errors
///
/// Everything that is wrong with the definition, in the order of the texts.
#[cfg(feature = "files")]
pub fn read_with_sources(
    text: &str,
    file_name: &str,
    more: &[String],
    read: &Reader<'_>,
) -> Result<Definition, Diagnostics> {
    Parsed::new(text, file_name).define(more, read)
}

/// A `models.toml` as it was written, which may hold mistakes.
#[cfg(feature = "files")]
#[derive(Debug, Default)]
pub struct Parsed {
    loaded: Loaded,
    objects: ObjectFiles,
    diagnostics: Diagnostics,
}

#[cfg(feature = "files")]
impl Parsed {
    /// Parses the text. The name of the file is for messages only; nothing is opened.
    #[must_use]
    pub fn new(text: &str, file_name: &str) -> Self {
        let mut diagnostics = Diagnostics::default();
        let loaded = toml::load(&larder_format::text::normal(text), file_name, &mut diagnostics);
        Self { loaded, objects: ObjectFiles::new(), diagnostics }
    }

    /// Takes the files of the objects beside tables, by their paths.
    #[must_use]
    pub fn with_objects(self, objects: ObjectFiles) -> Self {
        Self { objects, ..self }
    }

    /// Returns where files go; mistakes in entities do not matter to it.
    #[must_use]
    pub fn settings(&self) -> &CodegenSettings {
        &self.loaded.settings
    }

    /// Reads the Rust sources as well, and checks the whole.
    ///
    /// # Errors
    ///
    /// Those of [`read_with_sources`].
    pub fn define(self, more: &[String], read: &Reader<'_>) -> Result<Definition, Diagnostics> {
        let Self { loaded: Loaded { mut drafts, settings, mut sources }, objects, mut diagnostics } = self;
        let top = Origin::Text { file: FileId(0), start: 0, end: 0 };
        sources.extend(more.iter().map(|path| Text::whole(path.clone(), top)));
        let found = scan::scan(&Sources { paths: &sources, models: &settings.models, read }, &mut diagnostics);
        if found.torn {
            // Whatever refers to the file would be reported as well.
            diagnostics.locate();
            diagnostics.sort();
            return Err(diagnostics);
        }
        let own = drafts.entities.len();
        drafts.entities.extend(found.entities.iter().map(|one| one.draft.clone()));
        let joins = resolve::joins(&drafts);
        drafts.entities.splice(own..own, joins);
        drafts.values.extend(found.values.iter().map(|one| one.draft.clone()));
        let mut resolved = resolve::schema(&drafts, &mut diagnostics);
        objects::read(&objects, &drafts, &mut resolved.schema, &mut diagnostics);
        check::schema(&resolved, &drafts, &mut diagnostics);
        scan::check_members(&found.entities, &resolved.schema, &mut diagnostics);
        if !diagnostics.has_errors() {
            check::made(&resolved, &drafts, &mut diagnostics);
            check::empty(&drafts, &sources, FileId(0), &mut diagnostics);
        }
        diagnostics.locate();
        diagnostics.sort();
        match diagnostics.has_errors() {
            true => Err(diagnostics),
            false => {
                let derived = derived(&found, &resolved.schema);
                Ok(Definition { schema: resolved.schema, settings, derived, notes: diagnostics })
            }
        }
    }
}

/// Returns what the generated files must know of the sources.
#[cfg(feature = "files")]
fn derived(found: &Found, schema: &Schema) -> Derived {
    let entities = found.entities.iter().map(|one| {
        // What the derive, which sees nothing else, makes of it.
        let (_, alone) = resolve::entity(one.draft.clone(), &mut Diagnostics::default());
        let name = one.draft.name.value.clone();
        let keys = schema.entity(&name).map(|entity| entity.fields.as_slice()).unwrap_or_default().iter().filter_map(
            |field| match &field.ty {
                FieldType::Key(key) => Some((&field.name, &key.entity)),
                _ => None,
            },
        );
        let is_bare = |name: &str| one.members.iter().any(|member| member.bare && member.name == name);
        let bare = keys.filter(|(name, _)| is_bare(name)).map(|(_, entity)| entity.clone()).collect();
        let shape = alone.schema.entities.first().map_or(0, shape);
        DerivedEntity { name, module: one.module.clone(), bare, shape }
    });
    let values = found.values.iter().map(|one| {
        let (drafts, alone) = resolve::value_alone(one.draft.clone(), &mut Diagnostics::default());
        let shape = one.visible.then(|| resolve::shape_of(&drafts.values[0], &alone));
        DerivedValue { name: one.draft.name.value.clone(), module: one.module.clone(), shape }
    });
    Derived { entities: entities.collect(), values: values.collect(), restricted: found.restricted }
}

/// Reads the input of `#[derive(Repository)]`, believing what it says of other entities and types.
///
/// # Errors
///
/// Everything that is wrong with the one entity, each at its tokens. [`syn::Error`] combines them.
pub fn read_item(input: &syn::DeriveInput) -> Result<Entity, syn::Error> {
    let mut diagnostics = Diagnostics::default();
    let draft = item::read(input, &mut diagnostics);
    let (drafts, resolved) = resolve::entity(draft, &mut diagnostics);
    // What is missing from anything else follows from its shape.
    if item::has_named_fields(input) {
        check::entity(&resolved, &drafts, &mut diagnostics);
    }
    if let Some(error) = Option::from(diagnostics) {
        return Err(error);
    }
    let Schema { mut entities, .. } = resolved.schema;
    Ok(entities.swap_remove(0))
}
