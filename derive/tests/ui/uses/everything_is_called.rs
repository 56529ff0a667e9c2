use larder::{Page, Repository, Timestamp};

#[derive(Clone, Repository)]
#[repository(index("size, made_at desc"), index(search = "label"), tabel = "jars")]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(unique, length = 20)]
    label: String,
    #[field(rang(0..))]
    size: i32,
    #[field(default = now, immutable)]
    made_at: Timestamp,
}

larder::register!(Jar);

async fn use_it(jars: JarRepository<'_>) -> larder::Result<()> {
    let jar = jars.create(NewJar::new("plum", 5)).await?;
    let same = jars.get_by_label("plum").await?;
    let page = jars.list_by_size(same.size, Page::first(10)).await?;
    let found = jars.search("plum", Page::first(10)).await?;
    jars.patch(&jar, JarPatch::new().label("pear")).await?;
    drop((page, found, jars.count().await?, JarId::new()));
    jars.delete(&jar).await
}

fn main() {}
