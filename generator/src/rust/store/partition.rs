//! The tables whose partitions come and go.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::Whole;
use crate::ir::{Partition, PartitionLayout, TimeOf};
use crate::rust::model::{Model, tokens};

// Expands to: partitioned { "messages" by "created_at" for Timestamp each Month(3) { keep(12), dropping() }, }
pub(super) fn tables(whole: &Whole<'_>) -> Option<TokenStream> {
    let models = whole.models.iter();
    let tables: Vec<_> =
        models.filter_map(|model| table(model, whole.schema.partitioned.get(&model.entity.name)?)).collect();
    (!tables.is_empty()).then(|| quote!(partitioned { #(#tables)* }))
}

fn table(model: &Model<'_>, partition: &Partition) -> Option<TokenStream> {
    let PartitionLayout::Range(ranges) = partition.layout else { return None };
    let table = &model.entity.table;
    let by = model.entity.field(partition.by);
    let (column, ahead) = (by.column(), Literal::u32_unsuffixed(ranges.ahead));
    let time = format_ident!("{}", TimeOf::field(by)?.variant());
    let every = format_ident!("{}", ranges.every.variant());
    let keep = ranges.keep.map(Literal::u32_unsuffixed).map(|keep| quote!(keep(#keep)));
    let drops = ranges.drops.then(|| quote!(dropping()));
    let region = model.is_cached().then(|| tokens::snake(&model.entity.name)).map(|region| quote!(cached_in(#region)));
    let options: Vec<TokenStream> = keep.into_iter().chain(drops).chain(region).collect();
    let options = (!options.is_empty()).then(|| quote!({ #(#options),* }));
    Some(quote!(#table by #column for #time each #every(#ahead) #options,))
}
