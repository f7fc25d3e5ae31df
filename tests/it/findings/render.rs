//! What a finding looks like, whatever the plan, the file name or the message holds.

use crate::support::harness::compile;
use crate::support::rng::Rng;
use drplan::diag::Diag;
use drplan::diag::findings;
use drplan::diag::render::{Style, concise, printable, render};
use drplan::source::{SourceMap, Span};

/// The widest line that any renderer may print, in characters: a message of full length beside its
/// place.
const WIDEST: usize = 1_400;
/// The widest line of a drawing.
const WIDEST_DRAWN: usize = 1_000;

const STYLES: [Style; 2] = [
    Style::Graphical {
        colour: false,
        width: drplan::diag::render::WIDTH,
    },
    Style::Plain,
];

/// Draws a finding in every form and looks at every line of it.
fn drawn(sources: &SourceMap, diag: &Diag) -> [String; 3] {
    let [full, plain] = STYLES.map(|style| render(sources, diag, style));
    let line = concise(sources, diag);
    assert_eq!(line.lines().count(), 1, "{line:?} is one line");
    for (form, text, widest) in [
        ("full", &full, WIDEST_DRAWN),
        ("plain", &plain, WIDEST_DRAWN),
        ("concise", &line, WIDEST),
    ] {
        for line in text.lines() {
            let width = line.chars().count();
            assert!(width <= widest, "{form}: a line of {width} characters");
            let begins = line.trim_start();
            let command = ["::", "##[", "##vso["]
                .iter()
                .any(|c| begins.starts_with(c));
            assert!(!command, "{form}: {line:?} is a command of a CI runner");
            let hidden = |c: char| {
                (c.is_control() && c != '\t')
                    || "\u{202e}\u{2066}\u{2028}\u{200b}\u{feff}".contains(c)
            };
            assert!(!line.contains(hidden), "{form}: {line:?} hides something");
        }
        assert!(text.lines().count() < 400, "{form}: too many lines");
    }
    let colour = render(
        sources,
        diag,
        Style::Graphical {
            colour: true,
            width: drplan::diag::render::WIDTH,
        },
    );
    assert!(colour.len() >= full.len());
    [full, plain, line]
}

fn one(
    path: &str,
    text: &str,
    make: impl Fn(&dyn Fn(usize, usize) -> Span) -> Diag,
) -> [String; 3] {
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let span = |start, end| Span::new(file, start, end);
    drawn(&sources, &make(&span))
}

/// Columns beyond 65,535 once ended the program in the middle of its report.
#[test]
fn long_lines_are_cut_around_their_labels() {
    let text = format!(
        "{}bad{}worse{}",
        "ä ".repeat(40_000),
        "\tx".repeat(50_000),
        " é".repeat(300_000)
    );
    let (bad, worse) = (text.find("bad").unwrap(), text.find("worse").unwrap());
    let [full, plain, line] = one("p.drplan", &text, |span| {
        Diag::new(
            &findings::UNKNOWN_NAME,
            span(worse, worse + 5),
            "far to the right",
        )
        .label("here")
        .related(span(bad, bad + 3), "and here")
        .related(span(text.len(), text.len()), "at its end")
    });
    for shows in ["bad", "worse", "here", "and here", "at its end"] {
        assert!(
            full.contains(shows) && plain.contains(shows),
            "{shows}: {full}\n{plain}"
        );
    }
    assert!(line.starts_with("p.drplan:1:180004: error"), "{line}");
    assert!(full.contains("p.drplan:1:180004]"), "{full}");
}

/// A mebibyte on one line, with mistakes from its start to its end.
#[test]
fn a_plan_of_one_long_line() {
    let word = "w".repeat(1 << 18);
    for text in [
        format!("plan p; {}zzz", " ".repeat(70_000)),
        format!("plan p; tier t {{ rpo {word}; keep 7d }}; {word} é"),
        format!("plan p; {}", "zzz é;".repeat(20_000)),
        format!(
            "plan p; namespace {} {{ tier t }}",
            "A,".repeat(20_000) + "a"
        ),
        format!("plan p\u{a0}\"{word}"),
        format!("plan p; {}", "\u{1b}[31m".repeat(10_000)),
        "x".repeat(1 << 20),
    ] {
        let done = compile(&[("p.drplan".to_owned(), text)]);
        assert!(!done.diags.is_empty());
        for diag in done.diags.iter().take(4) {
            drawn(&done.sources, diag);
        }
    }
}

/// Whatever stands where: a finding is drawn, and what is drawn is fit for a terminal and a log.
#[test]
fn any_text_is_drawn() {
    let pieces = [
        "a",
        "word ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "é",
        "日本",
        "👩‍💻",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{2028}",
        "\u{feff}",
        "\u{0}",
        "::error file=x::y",
        "\n::warning::",
        " ##[group]",
        "\"",
        "{ }",
        "\u{a0}",
        "\u{200b}",
        "e\u{301}",
        "                                                            ",
    ];
    for seed in 0..600 {
        let mut rng = Rng::new(seed + 1);
        let text: String = (0..rng.below(60)).map(|_| rng.pick(&pieces)).collect();
        let text = match rng.below(6) {
            0 => text.repeat(200),
            _ => text,
        };
        let words: String = (0..1 + rng.below(12)).map(|_| rng.pick(&pieces)).collect();
        let at = |rng: &mut Rng| {
            let mut at = rng.below(text.len() as u64 + 1) as usize;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let places: Vec<(usize, usize)> = (0..4)
            .map(|_| {
                let (a, b) = (at(&mut rng), at(&mut rng));
                if rng.one_in(3) {
                    (a, a)
                } else {
                    (a.min(b), a.max(b))
                }
            })
            .collect();
        one(&format!("dr/{words}.drplan"), &text, |span| {
            let mut diag = Diag::new(
                &findings::BAD_NAME,
                span(places[0].0, places[0].1),
                words.clone(),
            )
            .label(words.clone())
            .help(format!("write `{words}`"))
            .because(words.clone())
            .because("second")
            .alternative(words.clone());
            for (start, end) in &places[1..] {
                diag = diag.related(span(*start, *end), words.clone());
            }
            diag
        });
    }
}

/// Line ends of Windows, a last line without an end, and an empty text.
#[test]
fn line_ends() {
    let at = |text: &str, from: &str| {
        let start = text.find(from).unwrap();
        let [full, plain, line] = one("p.drplan", text, |span| {
            Diag::new(
                &findings::BAD_NAME,
                span(start, start + from.len()),
                "message",
            )
            .label("here")
        });
        assert!(
            plain.contains(&format!("snippet line 2: tier {from}\n")),
            "{plain}"
        );
        assert!(full.contains(&format!(" 2 │ tier {from}\n")), "{full}");
        let mark = full.lines().find(|line| line.contains('┬')).unwrap();
        assert_eq!(mark.chars().position(|c| c == '─'), Some(10), "{full}");
        line
    };
    for text in [
        "plan p\ntier bad\n",
        "plan p\r\ntier bad\r\n",
        "plan p\r\ntier bad",
        "plan p\ntier bad",
    ] {
        assert!(at(text, "bad").starts_with("p.drplan:2:6: "));
    }
    // What is missing at the end of a text has a place too.
    for text in ["", "\n", "plan p", "plan p\n", "plan p\r\n", "\u{feff}"] {
        let [full, plain, _] = one("p.drplan", text, |span| {
            Diag::new(
                &findings::NO_PLAN_BLOCK,
                span(text.len(), text.len()),
                "message",
            )
            .label("here")
        });
        assert!(full.contains("message") && plain.contains("message"));
        assert!(
            text.trim().is_empty() || full.contains("here"),
            "{text:?}: {full}"
        );
    }
    // A carriage return alone is shown as what it is, and ends no line.
    let [full, plain, line] = one("p.drplan", "a\rb", |span| {
        Diag::new(&findings::ODD_CHARACTER, span(1, 2), "m")
    });
    assert!(
        full.contains("a\\rb") && plain.contains("a\\rb") && line.starts_with("p.drplan:1:2: ")
    );
}

/// A place in another text is named with its path, which may hold anything.
#[test]
fn paths_are_printable() {
    let mut sources = SourceMap::default();
    let first = sources.add("dr/a\n::error::x\n.drplan", "plan p\n");
    let second = sources.add("::error file=b::x\u{1b}]0;t\u{7}", "plan q\n");
    let diag = Diag::new(&findings::TWO_PLANS, Span::new(first, 0, 4), "two")
        .related(Span::new(second, 0, 4), "the other");
    let [full, plain, line] = drawn(&sources, &diag);
    assert!(
        line.starts_with("dr/a\\n::error::x\\n.drplan:1:1: "),
        "{line}"
    );
    let other = "\\u{3a}:error file=b::x\\u{1b}]0;t\\u{7}:1:1: the other";
    assert!(full.contains(other) && plain.contains(other), "{full}");
    let back = Diag::new(&findings::TWO_PLANS, Span::new(second, 0, 4), "two");
    assert!(concise(&sources, &back).starts_with("\\u{3a}:error"));
    assert_eq!(printable("no change"), "no change");
}

/// Reasons and other ways are lists of their own.
#[test]
fn reasons_and_other_ways() {
    let [full, plain, line] = one("p.drplan", "tier t\n", |span| {
        Diag::new(&findings::RPO_NOT_MET, span(0, 4), "too late")
            .because("gap 1h > 30m")
            .because("lag 15m is assumed")
            .help("write `rpo 2h`")
            .alternative("leave `every` out")
            .alternative("write `tolerate 0`")
    });
    let end = "  why:\n    - gap 1h > 30m\n    - lag 15m is assumed\n  help: write `rpo 2h`\n  other ways:\n    - leave `every` out\n    - write `tolerate 0`\n";
    assert!(full.ends_with(end), "{full}");
    assert!(plain.contains("diagnostic reason: gap 1h > 30m\ndiagnostic reason: lag 15m is assumed\ndiagnostic help: write `rpo 2h`\ndiagnostic other way: leave `every` out\n"), "{plain}");
    assert!(
        line.ends_with("too late; write `rpo 2h`; or leave `every` out; or write `tolerate 0`")
    );
}
