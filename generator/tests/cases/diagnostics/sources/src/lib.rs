mod domain;
mod lost;

#[derive(larder::Repository)]
pub struct Shelf {
    #[field(primary)]
    pub id: ShelfId,
}

#[cfg(feature = "lids")]
#[derive(larder::Repository)]
pub struct Lid {
    #[field(primary)]
    pub id: LidId,
}
