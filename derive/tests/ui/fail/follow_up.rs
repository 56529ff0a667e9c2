//! One mistake in the struct; what is called on its repository is not found fault with.

use larder::Repository;

#[derive(Clone, Repository)]
struct Jar {
    #[field(primary)]
    id: JarId,
    #[field(lenght = 20)]
    label: String,
}

larder::register!(Jar);

async fn use_it(jars: JarRepository<'_>) -> larder::Result<()> {
    let jar = jars.create(NewJar::new("plum")).await?;
    jars.patch(&jar, JarPatch::new().label("apricot")).await?;
    Ok(())
}

fn main() {}
