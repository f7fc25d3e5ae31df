//! A hash that is the same in every build of the compiler.

use sha2::{Digest, Sha256};

/// The first eight bytes of the SHA-256 of a text.
pub fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The first hexadecimal digits of the hash of a text, at most 16.
pub fn hex(text: &str, digits: usize) -> String {
    let mut all = format!("{:016x}", hash(text));
    all.truncate(digits);
    all
}

/// A name of at most `limit` characters: the name itself, or its beginning and a hash.
pub fn shortened(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let head = name
        .get(..limit.saturating_sub(5))
        .unwrap_or(name)
        .trim_end_matches('-');
    format!("{head}-{}", hex(name, 4))
}

#[cfg(test)]
mod tests {
    use super::{hex, shortened};

    #[test]
    fn long_names_keep_their_head() {
        assert_eq!(shortened("short", 48), "short");
        let long = format!("shop-{}", "a".repeat(60));
        let short = shortened(&long, 48);
        assert_eq!(short.len(), 48);
        assert!(short.ends_with(&hex(&long, 4)));
    }
}
