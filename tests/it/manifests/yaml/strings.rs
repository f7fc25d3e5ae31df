//! Strings that YAML readers are known to take for something else, and their relatives.

use crate::support::rng::Rng;

/// Short strings: words, numbers, dates, indicators, white space and characters of all kinds.
#[rustfmt::skip]
const SHORT: &[&str] = &[
    // Words of YAML 1.1, in the cases that some reader knows and in some that none should.
    "yes", "Yes", "YES", "yEs", "no", "No", "NO", "nO", "on", "On", "ON", "oN", "off", "Off",
    "OFF", "oFF", "y", "Y", "n", "N", "true", "True", "TRUE", "tRue", "false", "False", "FALSE",
    "fAlse", "null", "Null", "NULL", "nUll", "~", "nan", "NaN", ".nan", ".NaN", ".NAN", "inf",
    ".inf", ".Inf", "-.inf", "+.inf", "infinity", "Infinity", "-Infinity", "none", "None", "nil",
    "undefined", "yes ", " yes", "yes!", "yesterday", "note", "only", "offset", "nullable",
    "truest",
    // Numbers and what looks like one.
    "0", "1", "-1", "+1", "007", "0755", "-017", "08", "09", "0o755", "0O17", "0x1F", "0X1f",
    "0xG", "-0x1F", "0b11", "0B10", "-0b1", "1_000", "1__0", "_1", "1_", "-1_0.5", "685_230.15",
    "1.2", "1.", ".5", "-.5", "+.5", "1.2.3", "1e3", "1E3", "1e400", "1.5e-7", "1e+21", "-1e3",
    "12e03", "+12e3", "6.8523015e+5", "12:30", "12:30:00", "190:20:30", "190:20:30.15", "1:2",
    "-1:30", "20:60", "0.0", "-0", "+0", "1,000", "1,5", "9223372036854775808",
    "18446744073709551616", "1d", "15m", "30d", "60s", "720h0m0s", "1h30m", "10Gi", "10Mi",
    "1Ti", "100m", "1n", "2f", "3L", "0d", "1k", "1e", "1x", "0o", "0b", "0z", "1.18.2",
    "v1.18.2", "1.2.3a", "1..2m", "1.m", "12.5h", "1p5", "deadbeef", "0deadbeef", "1234567e1",
    "12345678", "0e0", "0E1234",
    // Dates, as plain text and as timestamps.
    "2026-01-01", "2026-1-1", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5",
    "2026-01-01T00:00:00Z", "2026-01-01 00:00:00", "20260101", "2026-01", "26-01-01",
    // Indicators.
    "<<", "=", "<", ">", "|", "|-", ">-", "-", "--", "---", "...", "--- a", "... a", "-x", "- x",
    "?", "? x", "?x", ":", ": x", ":x", "x:", "x: ", "x :", "a: b", "a:b", "a:\tb", "a #b",
    "a#b", "#a", "# a", "a\t#b", "&a", "& a", "*a", "*", "* a", "!a", "!", "!!str",
    "!!binary aGk=", "%a", "%YAML 1.1", "@a", "`a", "[", "]", "{", "}", "[]", "{}", "[a", "{a",
    "a]", "a}", "[a, b]", "{a: b}", ",", ", a", "a, b", "a,b", "a - b", "a ? b", "a & b",
    "a * b", "a | b", "a > b", "a % b", "a @ b", "a ` b", "a \\ b", "\\", "\\n", "a=b", "a~b",
    "/", "/bin/bash", "_", "_x", "$(date)", "${HOME}", "(a)", "^a$", ";", "+", ".", "..", "./a",
    "://", "s3://bucket/path", "http://a.b:80/?q=1#top", "user@host.example", "a:", "a::b",
    "a: ", "a ::",
    // Quotes.
    "'", "\"", "''", "\"\"", "'a'", "\"a\"", "it's", "don't stop", "'a", "a'", "\"a", "a\"",
    "a'b\"c", "say \"hi\"", "-'", "-'\"", "\\'", "\\\"", "'' ''", "%'", "it's: so", "a 'b' #c",
    // White space and line breaks.
    "", " ", "  ", "\t", "\n", "\r", "\r\n", "\n\n", " a", "a ", "  a  ", "\ta", "a\t", "a\tb",
    "\n a", "\na", "a\n", "a\n\n", "a\n\n\n", "a\nb", "a\nb\n", "a\nb\n\n", "a\n\nb",
    "a\n\n\nb\n", "a\n b", "a\n  b\n c\n", " a\nb", "a \nb", "a\nb ", "a\n \nb", "a\n \n",
    "a\n ", "\ta\nb", "a\n\tb", "a\tb\nc", "\n\ta\n", "a\rb", "a\r\nb\r\n", "a\n\rb",
    "a\n---\nb", "a\n...\nb", "---\na", "# a\nb", "a\n# b\n", "- a\n- b\n", "a: b\nc: d\n",
    "[a,\nb]", "'a\nb'", "\"a\nb\"", "%a\nb", "? a\n: b\n", "|\n  a", "~\n", "yes\n", "1\n",
    "<<\n", "&a\n*a\n", "a\n\n  b\n\n", "a:\nb:\n", "\u{a0}a\nb",
    // Control characters and characters beyond ASCII.
    "\0", "a\0b", "\u{1}", "\u{7}", "\u{8}", "\u{b}", "\u{c}", "\u{1b}[31m", "\u{1f}", "\u{7f}",
    "\u{80}", "\u{85}", "a\u{85}b", "\u{9f}", "\u{a0}", "a\u{a0}", "a\u{a0}b", "\u{ad}",
    "\u{2028}", "a\u{2028}b", "\u{2029}", "a\u{2029}b\n", "\u{feff}", "\u{feff}a", "a\u{feff}b",
    "\u{fffd}", "\u{fffe}", "\u{ffff}", "\u{200b}", "a\u{200d}b", "\u{202e}abc",
    "\u{2066}abc\u{2069}", "\u{e000}", "\u{d7ff}", "\u{10000}", "\u{10ffff}", "\u{1fffe}", "é",
    "café", "ß: ü", "naïve #x", "ｙｅｓ", "日本語", "日本語\n二行目\n", "🚀", "🚀 go\n", "👩‍👩‍👧‍👦", "e\u{301}",
    "٣", "１２", "−1", "½", "\u{3000}", "\u{3000}a", "a\u{3000}", "a\n\u{2003}b", "\u{1680}x",
    // What plans are made of.
    "0 * * * *", "*/15 * * * *", "@daily", "CRON_TZ=Europe/Berlin 0 2 * * *", "0 2 * * 1-5",
    "5/15 * * * *", "[\"/bin/bash\", \"-c\", \"pg_dump | gzip\"]",
    "[\"/bin/sh\",\"-c\",\"echo 'x'\"]", "{\"a\": [1, 2]}", "[]\n",
    "status.phase == 'Completed'",
    "has(status.phase) && status.phase in ['Completed', 'PartiallyFailed']",
    "!has(status.errors) || status.errors == 0",
    "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')",
    "app=payments,tier in (db, cache)", "app.kubernetes.io/name", "payments/db", "pvc-data-0",
    "*.example.com",
    "#!/bin/bash\nset -euo pipefail\n\nif [ -f /x ]; then\n  echo \"yes: no\" # why\nfi\n",
    "set -e\n\techo a\n", "SELECT 'a' AS \"b\";\n-- done\n", "key=value\nother=#1\n",
    "-----BEGIN X-----\nMIIB+/=\n-----END X-----\n", "aGVsbG8=", "bm8=", "sha256:0123abcd",
    "registry:5000/a/b:1.2@sha256:00", "100%", "50%-75%", "~/.kube/config", "C:\\Users\\x",
    "a\\nb", "{{ .Values.x }}", "${var:=default}", "$$", "<no value>", "<a@b>", "a -> b", "=> x",
    "=1+1",
];

/// All strings of the table, the long ones included.
pub(super) fn all() -> Vec<String> {
    let mut strings: Vec<String> = SHORT.iter().map(ToString::to_string).collect();
    strings.extend([
        "x".repeat(999),
        "x".repeat(1000),
        "x".repeat(1001),
        "x".repeat(1024),
        "x".repeat(1025),
        "x".repeat(10_000),
        "word ".repeat(400),
        "status.phase == 'Completed' && ".repeat(60),
        "\"".repeat(600),
        "é".repeat(600),
        "\u{2028}".repeat(300),
        "日".repeat(1100),
        "a line of text\n".repeat(100),
        format!("{}\n{}\n", "y".repeat(1500), "n ".repeat(600)),
        format!("- {}", "x".repeat(2000)),
        format!("{}: {}", "k".repeat(1500), "v".repeat(1500)),
        " ".repeat(1500),
        "\n".repeat(50),
        "1".repeat(1200),
    ]);
    strings
}

/// So many strings more: pieces of those of the table, put together, cut and doubled.
pub(super) fn more(count: usize) -> Vec<String> {
    let mut rng = Rng::new(23);
    let more = (0..count).map(|_| {
        let mut text = String::new();
        for _ in 0..=rng.below(4) {
            let piece = rng.pick(SHORT);
            let chars = piece.chars().count() as u64;
            let skipped = if rng.one_in(3) { rng.below(chars) } else { 0 };
            text.extend(piece.chars().skip(usize::try_from(skipped).unwrap()));
            if rng.one_in(4) {
                text.push_str(rng.pick(&[" ", "\n", ": ", " #", "\t", "\\", "\"", "'", "\r"]));
            }
        }
        text
    });
    more.collect()
}
