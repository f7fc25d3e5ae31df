//! Advice in words, written into a plan: one statement a line.

use crate::properties::adversary;
use regex_lite::Regex;

/// A plan whose statements stand on a line each.
#[derive(Clone)]
pub struct Page {
    lines: Vec<String>,
}

/// What came of an advice.
pub struct Advised {
    pub page: Page,
    /// What was written.
    pub what: String,
    /// The line of a statement whose value was replaced.
    pub replaced: Option<usize>,
}

/// What is written into the block of a cluster, a store or a bucket that the words name.
const NAMED: [(&str, &str); 8] = [
    (
        r"write `(concurrent-backups \d+)` in cluster `([^`]+)`",
        "cluster",
    ),
    (
        r"write it in cluster `(?<name>[^`]+)`: `(?<what>read [^`]+)` is enough",
        "cluster",
    ),
    (
        r"(?<what>read) volumes at (?<value>\S+) in cluster `(?<name>[^`]+)`",
        "cluster",
    ),
    (
        r"(?<what>upload) to store `(?<name>[^`]+)` at (?<value>\S+)",
        "store",
    ),
    (r"write `(requeue [^`]+)` in cluster `([^`]+)`", "cluster"),
    (
        r"keep cluster `(?<name>[^`]+)` warm \(`(?<what>standby warm)`\)",
        "cluster",
    ),
    (
        r"write `(lag [^`]+)` in bucket `([^`]+)`",
        "s3|gcs|azure|replica",
    ),
    (r"write `(brings velero)` in cluster `([^`]+)`", "cluster"),
];

impl Page {
    /// The plan of a text.
    pub fn of(text: &str) -> Self {
        let text = adversary::lined(text);
        Self {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// The text again.
    pub fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    fn depth(line: &str) -> usize {
        line.len() - line.trim_start().len()
    }

    /// The lines of a block's own statements.
    fn inside(&self, header: usize) -> Vec<usize> {
        let own = Self::depth(&self.lines[header]);
        let inner = self.lines[header + 1..]
            .iter()
            .take_while(|line| Self::depth(line) > own)
            .count();
        let all = header + 1..header + 1 + inner;
        all.filter(|at| Self::depth(&self.lines[*at]) == own + 2)
            .collect()
    }

    /// With a statement in a block, in place of one of its kind.
    fn with(&self, header: usize, statement: &str) -> Self {
        let mut page = self.clone();
        let keyword = statement.split(' ').next().unwrap();
        let pad = " ".repeat(Self::depth(&self.lines[header]) + 2);
        let inside = self.inside(header);
        let known = inside
            .iter()
            .find(|at| self.lines[**at].trim_start().split(' ').next() == Some(keyword));
        if let Some(at) = known {
            page.lines[*at] = format!("{pad}{statement}");
        } else if self.lines[header].ends_with('{') {
            page.lines.insert(header + 1, format!("{pad}{statement}"));
        } else {
            let close = format!("{}}}", " ".repeat(Self::depth(&self.lines[header])));
            page.lines[header].push_str(" {");
            page.lines.insert(header + 1, format!("{pad}{statement}"));
            page.lines.insert(header + 2, close);
        }
        page
    }

    fn header(&self, kinds: &str, name: &str) -> Option<usize> {
        let is = |line: &&String| {
            let mut words = line.split_whitespace();
            kinds
                .split('|')
                .any(|kind| words.clone().next() == Some(kind))
                && words.nth(1) == Some(name)
        };
        self.lines.iter().position(|line| is(&line))
    }

    /// What an advice makes of the plan, each way that it names apart.
    pub fn write(&self, way: &str, places: &[usize]) -> Vec<Advised> {
        let mut all = Vec::new();
        for (pattern, kinds) in NAMED {
            let Some(found) = Regex::new(pattern).unwrap().captures(way) else {
                continue;
            };
            let get = |name: &str, at: usize| {
                found
                    .name(name)
                    .or_else(|| found.get(at))
                    .map(|one| one.as_str())
            };
            let (Some(mut what), Some(name)) = (get("what", 1).map(str::to_owned), get("name", 2))
            else {
                continue;
            };
            if let Some(value) = found.name("value") {
                what = format!("{what} {}", value.as_str());
            }
            if let Some(header) = self.header(kinds, name) {
                let page = self.with(header, &what);
                all.push(Advised {
                    page,
                    what: format!("{what} in {name}"),
                    replaced: None,
                });
            }
        }
        let value = Regex::new(r"`(keep|rpo|rto|objects|timeout|mover-start|size|ready) ([^` ]+)`( or more| or less|, or remove)?").unwrap();
        if let Some(found) = value
            .captures(way)
            .filter(|_| !way.contains("measure and write `size"))
        {
            let (keyword, statement) = (&found[1], format!("{} {}", &found[1], &found[2]));
            let at = places
                .iter()
                .copied()
                .find(|at| self.lines[*at].trim_start().split(' ').next() == Some(keyword));
            if let Some(at) = at {
                let mut page = self.clone();
                let pad = " ".repeat(Self::depth(&self.lines[at]));
                let block = if self.lines[at].ends_with('{') {
                    " {"
                } else {
                    ""
                };
                page.lines[at] = format!("{pad}{statement}{block}");
                all.push(Advised {
                    page,
                    what: statement,
                    replaced: Some(at),
                });
            } else if let Some(at) = places
                .first()
                .filter(|_| ["timeout", "size"].contains(&keyword))
            {
                let at = if keyword == "timeout" {
                    (*at..self.lines.len())
                        .find(|at| self.lines[*at].trim_start().starts_with("recover dump"))
                } else {
                    Some(*at)
                };
                if let Some(at) = at {
                    all.push(Advised {
                        page: self.with(at, &statement),
                        what: statement,
                        replaced: None,
                    });
                }
            }
        }
        for keyword in ["every", "touched", "lag", "size", "avoid"] {
            let removes = way.contains(&format!("emove `{keyword}`"))
                || keyword == "avoid" && way.contains("or remove them");
            if removes {
                let mut page = self.clone();
                let is = |line: &String| line.trim_start().split(' ').next() == Some(keyword);
                let at = places.iter().copied().find(|at| is(&self.lines[*at]));
                match at {
                    Some(at) => page.lines[at] = String::new(),
                    None => page.lines.retain(|line| !is(line)),
                }
                if keyword == "avoid" {
                    page.lines.retain(|line| !is(line));
                }
                all.push(Advised {
                    page,
                    what: format!("no {keyword}"),
                    replaced: None,
                });
            }
        }
        if let Some(found) = Regex::new(r"write `(touched \d+%)` in the volume")
            .unwrap()
            .captures(way)
        {
            let mut page = self.clone();
            let mut at = 0;
            while at < page.lines.len() {
                let line = page.lines[at].trim_start();
                let known = page
                    .inside(at)
                    .iter()
                    .any(|at| page.lines[*at].trim_start().starts_with("touched"));
                if line.starts_with("volume ") && !known {
                    page = page.with(at, &found[1]);
                }
                at += 1;
            }
            all.push(Advised {
                page,
                what: found[1].to_owned(),
                replaced: None,
            });
        }
        all
    }
}
