//! Random secrets, of which the database keeps only a digest: of sessions, tokens and one-time links.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// SHA-256 of a secret, as the database keeps it.
pub type SecretHash = [u8; 32];

/// A secret of 256 random bits as it is given away: 43 letters of base64url after a prefix.
pub struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// Where the system has no randomness to give.
    pub fn new(prefix: &str) -> Result<Self, getrandom::Error> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits)?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bits))))
    }

    /// What the database keeps of it.
    pub fn hash(&self) -> SecretHash {
        hash(&self.0)
    }

    /// The secret itself, for whoever it is for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Secrets are not told by accident.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What the database keeps of a secret that somebody shows.
pub fn hash(shown: &str) -> SecretHash {
    Sha256::digest(shown.as_bytes()).into()
}
