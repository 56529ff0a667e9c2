//! Bytes as keys: by themselves, as references, in keys of several columns, in the cache, in cursors and in JSON.

use integration::keys::models::{
    Chunk, ChunkId, ChunkMark, ChunkPatch, ChunkUseKey, NewChunk, NewChunkMark, NewChunkUse, Store,
};
use integration::{Backend, Client, Engine, on_every_engine};
use larder::Page;

use super::keys;

on_every_engine!(a_row_is_known_by_its_bytes, pages_go_on_behind_bytes, references_hold_bytes, a_bound_is_kept,);

/// Bytes that no text could hold.
const FIRST: [u8; 4] = [0, 255, 32, 0];

async fn chunks(store: &Store) -> Vec<Chunk> {
    let new = [&FIRST[..], &[], &[0], &[0, 0], &[1; 16]].map(|hash| NewChunk::new(hash, [hash, &b"+"[..]].concat()));
    store.chunks().create_many(new.to_vec()).await.unwrap()
}

async fn a_row_is_known_by_its_bytes(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let made = chunks(&store).await;
    for _ in 0..2 {
        for chunk in &made {
            assert_eq!(*store.chunks().get(chunk).await.unwrap(), *chunk);
            assert_eq!(*store.chunks().get_by_digest(&chunk.digest).await.unwrap(), *chunk);
        }
        assert!(store.chunks().find(ChunkId::from([0, 0, 0])).await.unwrap().is_none());
        assert_eq!(store.chunks().find_many([ChunkId::from([0]), FIRST.into()]).await.unwrap().len(), 2);
    }
    let taken = store.chunks().create(NewChunk::new(FIRST, b"other".to_vec())).await.unwrap_err();
    assert!(taken.is_unique_violation_of("Chunk.hash"), "{taken}");
    store.chunks().patch(FIRST, ChunkPatch::new().note(vec![7, 0])).await.unwrap();
    assert_eq!(store.chunks().get(FIRST).await.unwrap().note.as_deref(), Some(&[7, 0][..]));
    let text = serde_json::to_string(&made[2].hash).unwrap();
    assert_eq!((text.as_str(), serde_json::from_str::<ChunkId>(&text).unwrap()), ("[0]", made[2].hash.clone()));
    store.chunks().delete(FIRST).await.unwrap();
    assert!(store.chunks().find(FIRST).await.unwrap().is_none());
}

async fn pages_go_on_behind_bytes(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    chunks(&store).await;
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut page = Page::first(2);
    loop {
        let chunks = store.chunks().list(page).await.unwrap();
        found.extend(chunks.items.into_iter().map(|chunk| chunk.hash.0));
        let Some(next) = chunks.next else { break };
        page = Page::after(&next, 2);
    }
    let expected: [&[u8]; 5] = [&[], &[0], &[0, 0], &FIRST, &[1; 16]];
    assert_eq!(found, expected);
    for part in [&[2][..], &[0, 9], &[]] {
        store.chunk_uses().create(NewChunkUse::new(FIRST, part.to_vec())).await.unwrap();
    }
    let first = store.chunk_uses().list_by_chunk_hash(FIRST, Page::first(2)).await.unwrap();
    let rest = store.chunk_uses().list_by_chunk_hash(FIRST, Page::after(&first.next.unwrap(), 2)).await.unwrap();
    assert_eq!((first.items[1].part.as_slice(), rest.items[0].part.as_slice()), (&[0, 9][..], &[2][..]));
}

async fn references_hold_bytes(backend: Backend) {
    let (store, _database) = keys(&backend).await;
    let made = chunks(&store).await;
    store.chunks().patch(&made[1], ChunkPatch::new().before(&made[0])).await.unwrap();
    let used = store.chunk_uses().create(NewChunkUse::new(FIRST, vec![0]).digest(b"+".to_vec())).await.unwrap();
    let mark: ChunkMark = store.chunk_marks().create(NewChunkMark::of_chunk_use(&used)).await.unwrap();
    assert_eq!(mark.chunk_use_key(), ChunkUseKey::new(FIRST, vec![0]));
    assert_eq!(store.chunk_marks().list_by_chunk_use(&used, Page::first(3)).await.unwrap().items, [mark]);
    for _ in 0..2 {
        assert_eq!(store.chunks().get(FIRST).await.unwrap().uses, 1);
        assert_eq!(store.chunk_uses().get(&used).await.unwrap().digest.as_deref(), Some(&b"+"[..]));
    }
    assert!(store.chunk_uses().create(NewChunkUse::new([9], vec![0])).await.unwrap_err().is_foreign_key_violation());
    store.chunks().get(&made[1]).await.unwrap();
    store.chunks().delete(FIRST).await.unwrap();
    assert_eq!(store.chunks().get(&made[1]).await.unwrap().before, None);
    assert!(store.chunk_uses().find(&used).await.unwrap().is_none(), "the cached row went with its chunk");
    assert_eq!(store.chunk_marks().count().await.unwrap(), 0);
}

async fn a_bound_is_kept(backend: Backend) {
    let (store, database) = keys(&backend).await;
    assert!(NewChunk::new([0; 17], vec![1]).validate().is_err());
    assert!(NewChunk::new([0; 16], vec![0; 33]).validate().is_err());
    let long = store.chunks().create(NewChunk::new([0; 16], vec![1]).note(vec![0; 5])).await.unwrap_err();
    assert!(long.to_string().contains("at most 4 bytes"), "{long}");
    let mut client = Client::connect(backend.engine, database.url()).await.unwrap();
    let long = match backend.engine {
        Engine::Postgres => "'\\x0000000000000000000000000000000000'",
        _ => "X'0000000000000000000000000000000000'",
    };
    let insert = format!("INSERT INTO chunks (hash, digest, uses) VALUES ({long}, {long}, 0)");
    assert!(client.execute(&insert).await.is_err(), "the database keeps the bound too");
}
