mod jar {
    #[derive(larder::Repository)]
    pub struct Jar {
        #[field(primary)]
        id: JarId,
        #[field(length(..=20), colour = "red")]
        pub label: String,
    }
}
