//! Certificates for servers with TLS.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::identity::Identity;
use crate::{Result, install, process, programs};

const PROGRAM: &[&str] = &["openssl"];
const KEY: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
const DAYS: &str = "30";

/// A certificate for the host `localhost`, and the private authority that signed it.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    authority: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Certificate {
    /// Makes both in `folder`, with the program `openssl`.
    pub(super) fn create(folder: &Path) -> Result<Self> {
        install::missing(&[("openssl", PROGRAM)])?;
        let file = |name: &str| folder.join(name);
        let (authority, authority_key) = (file("authority.pem"), file("authority.key"));
        let (certificate, key, request) = (file("server.pem"), file("server.key"), file("server.csr"));
        let extensions = file("extensions");
        std::fs::write(&extensions, "basicConstraints = CA:FALSE\nsubjectAltName = DNS:localhost\n")?;
        let log = file("openssl.log");
        let run = |words: &[&str], files: &[(&str, &Path)]| {
            let mut command = Command::new(programs::find(PROGRAM).ok_or("openssl is not installed")?);
            command.args(words);
            for (option, path) in files {
                command.arg(option).arg(path);
            }
            process::prepare(&mut command, &log)
        };
        let own = [&["req", "-x509", "-nodes", "-days", DAYS, "-subj", "/CN=larder test authority"], &KEY[..]].concat();
        run(&own, &[("-keyout", &authority_key), ("-out", &authority)])?;
        let asked = [&["req", "-nodes", "-subj", "/CN=localhost"], &KEY[..]].concat();
        run(&asked, &[("-keyout", &key), ("-out", &request)])?;
        let signed = ["x509", "-req", "-days", DAYS, "-CAcreateserial"];
        let files: [(&str, &Path); 5] = [
            ("-in", &request),
            ("-CA", &authority),
            ("-CAkey", &authority_key),
            ("-extfile", &extensions),
            ("-out", &certificate),
        ];
        run(&signed, &files)?;
        Ok(Self { authority, certificate, key })
    }

    /// Returns the authority's own certificate, which clients are given.
    pub(super) fn authority(&self) -> &Path {
        &self.authority
    }

    /// Returns the certificate and its key, which a client shows as well.
    pub(super) fn pair(&self) -> (&Path, &Path) {
        (&self.certificate, &self.key)
    }

    /// Copies the authority's certificate, by which a server judges those of clients.
    pub(super) fn copy_authority(&self, folder: &Path, identity: Identity) -> Result<PathBuf> {
        copied(&self.authority, &folder.join("larder-authority.pem"), identity)
    }

    /// Copies the certificate and its key to where `identity` can read them and nobody else.
    pub(super) fn copy(&self, folder: &Path, identity: Identity) -> Result<(PathBuf, PathBuf)> {
        let certificate = copied(&self.certificate, &folder.join("larder-server.pem"), identity)?;
        Ok((certificate, copied(&self.key, &folder.join("larder-server.key"), identity)?))
    }
}

fn copied(from: &Path, to: &Path, identity: Identity) -> Result<PathBuf> {
    std::fs::copy(from, to)?;
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o600))?;
    identity.own(to)?;
    Ok(to.to_path_buf())
}
