//! Certificates of authorities in PEM (RFC 7468), as Velero's plugins read them: blocks of other labels and
//! text between the blocks are skipped (Go `crypto/x509`, `AppendCertsFromPEM`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
/// The first byte of a certificate: a sequence of ASN.1.
const SEQUENCE: u8 = 0x30;

/// The certificates of a text alone, each a block of PEM; what else the text holds is left out, such as a
/// private key.
///
/// # Errors
/// Why it has none that can be used.
pub fn certificates(text: &str) -> Result<String, &'static str> {
    let mut blocks = String::new();
    let mut open: Option<String> = None;
    for line in text.lines().map(str::trim) {
        match (&mut open, line) {
            (None, BEGIN) => open = Some(String::new()),
            (Some(_), BEGIN) => return Err("a certificate in it has no end"),
            (Some(body), END) => {
                if !is_certificate(body) {
                    return Err("a certificate in it is damaged");
                }
                blocks.push_str(BEGIN);
                blocks.push('\n');
                for at in (0..body.len()).step_by(64) {
                    let end = body.len().min(at + 64);
                    blocks.push_str(body.get(at..end).unwrap_or_default());
                    blocks.push('\n');
                }
                blocks.push_str(END);
                blocks.push('\n');
                open = None;
            }
            (Some(body), line) => body.push_str(line),
            (None, _) => {}
        }
    }
    match (open, blocks.is_empty()) {
        (Some(_), _) => Err("a certificate in it has no end"),
        (None, true) => Err("no certificate in PEM is in it"),
        (None, false) => Ok(blocks),
    }
}

fn is_certificate(body: &str) -> bool {
    let bytes = STANDARD.decode(body).unwrap_or_default();
    bytes.first() == Some(&SEQUENCE) && bytes.len() > 64
}

/// A text as a field of bytes holds it.
pub fn encoded(text: &str) -> String {
    STANDARD.encode(text)
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, certificates};

    #[test]
    fn only_certificates_are_taken() {
        let body = format!("MIIB{}", "A".repeat(124));
        let one = format!("{BEGIN}\n{body}\n{END}\n");
        let key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
        let bag = format!("subject=/CN=ca\r\n{key}{one}{key}");
        let taken = certificates(&bag).unwrap_or_default();
        assert!(
            taken.contains("MIIB") && !taken.contains("PRIVATE"),
            "{taken}"
        );
        assert!(taken.lines().all(|line| line.len() <= 64));
        for (text, why) in [
            ("", "no certificate in PEM is in it"),
            (key, "no certificate in PEM is in it"),
            (
                "-----BEGIN CERTIFICATE-----\nMIIB\n",
                "a certificate in it has no end",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
                "a certificate in it is damaged",
            ),
        ] {
            assert_eq!(certificates(text), Err(why), "{text}");
        }
    }
}
