//! The least an entity can be: no serde, a bare key; the cache asks for no more.

#![allow(dead_code, reason = "compiled only")]

use larder::{Repository, Uuid};

#[derive(Clone, Repository)]
#[repository(cache = "short")]
struct Note {
    #[field(primary)]
    id: Uuid,
    #[field(text)]
    body: String,
}

larder::register!(Note);

async fn use_it(notes: NoteRepository<'_>) -> larder::Result<()> {
    let note = notes.create(NewNote::new("a note")).await?;
    notes.patch(note.id, NotePatch::new().body("another")).await?;
    notes.delete(&note).await
}
