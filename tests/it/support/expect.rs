//! What a run of the binary came to, and what a test says that it must come to.

use super::test::ran;
use regex_lite::Regex;
use std::process::Command;

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Both outputs.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Asserts an exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.text());
        self
    }

    /// Asserts that one of the outputs has some words.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        let text = self.text();
        assert!(text.contains(words), "not said: {words}\n{text}");
        self
    }

    /// Asserts that no output has some words.
    #[track_caller]
    pub fn never_says(self, words: &str) -> Self {
        let text = self.text();
        assert!(!text.contains(words), "said: {words}\n{text}");
        self
    }

    /// File, line and name of every finding that `--format concise` printed, in order.
    pub fn findings(&self) -> Vec<(String, u32, String)> {
        let line =
            Regex::new(r"(?m)^(.+?):(\d+):\d+: (?:error|warning|info)\[([a-z0-9-]+)\]: ").unwrap();
        line.captures_iter(&self.stdout)
            .map(|found| {
                let part = |n: usize| found.get(n).unwrap().as_str().to_owned();
                (part(1), part(2).parse().unwrap(), part(3))
            })
            .collect()
    }
}

/// What one output must be.
enum Output {
    /// These bytes, and no other.
    Exactly(String),
    /// These words, among others.
    Has(Vec<String>),
    Anything,
}

/// A run of the binary, and what it must come to. What is not named must be empty.
#[must_use = "`status` runs it"]
pub struct Expect {
    command: Command,
    args: Vec<String>,
    stdout: Output,
    stderr: Output,
    findings: Option<Vec<(String, u32, String)>>,
}

impl Expect {
    pub fn new(command: Command, args: &[&str]) -> Self {
        Self {
            command,
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            stdout: Output::Exactly(String::new()),
            stderr: Output::Exactly(String::new()),
            findings: None,
        }
    }

    /// Standard output, byte for byte.
    pub fn stdout(mut self, text: impl Into<String>) -> Self {
        self.stdout = Output::Exactly(text.into());
        self
    }

    /// Standard error, byte for byte.
    pub fn stderr(mut self, text: impl Into<String>) -> Self {
        self.stderr = Output::Exactly(text.into());
        self
    }

    /// Words of standard output, where the whole is a snapshot elsewhere.
    pub fn stdout_has(mut self, words: &str) -> Self {
        self.stdout.has(words);
        self
    }

    /// Words of standard error.
    pub fn stderr_has(mut self, words: &str) -> Self {
        self.stderr.has(words);
        self
    }

    /// File, line and name of every finding on standard output, in order: what one says is compared
    /// in `snapshots/diag`. Takes `--format concise`.
    pub fn findings(mut self, list: &[(&str, u32, &str)]) -> Self {
        let own = |(file, line, name): &(&str, u32, &str)| {
            ((*file).to_owned(), *line, (*name).to_owned())
        };
        self.findings = Some(list.iter().map(own).collect());
        self.stdout = Output::Anything;
        self.stderr = Output::Anything;
        self
    }

    /// Both outputs are not the matter of this run.
    pub fn any_output(mut self) -> Self {
        self.stdout = Output::Anything;
        self.stderr = Output::Anything;
        self
    }

    /// An environment variable.
    pub fn env(mut self, key: &str, value: &str) -> Self {
        self.command.env(key, value);
        self
    }

    /// Runs the binary, and asserts its exit code and both outputs.
    #[track_caller]
    pub fn status(mut self, code: i32) -> Ran {
        let ran = ran(&self.command.output().unwrap());
        let mut faults = String::new();
        if ran.code != Some(code) {
            faults += &format!("exit code {:?}, expected {code}\n", ran.code);
        }
        faults += &self.stdout.fault("stdout", &ran.stdout);
        faults += &self.stderr.fault("stderr", &ran.stderr);
        if let Some(expected) = &self.findings
            && *expected != ran.findings()
        {
            faults += &format!("findings {:?}, expected {expected:?}\n", ran.findings());
        }
        assert!(
            faults.is_empty(),
            "drplan {}\n{faults}stdout:\n{}stderr:\n{}",
            self.args.join(" "),
            ran.stdout,
            ran.stderr
        );
        ran
    }
}

impl Output {
    fn has(&mut self, words: &str) {
        match self {
            Self::Has(list) => list.push(words.to_owned()),
            Self::Exactly(_) | Self::Anything => *self = Self::Has(vec![words.to_owned()]),
        }
    }

    /// What is wrong with a text, or nothing.
    fn fault(&self, name: &str, text: &str) -> String {
        match self {
            Self::Exactly(expected) if expected != text => {
                let diff = similar::TextDiff::from_lines(&**expected, text);
                let diff = diff.unified_diff().header("expected", name).to_string();
                format!("{name} differs:\n{diff}")
            }
            Self::Has(words) => words
                .iter()
                .filter(|words| !text.contains(&**words))
                .map(|words| format!("{name} does not say: {words}\n"))
                .collect(),
            Self::Exactly(_) | Self::Anything => String::new(),
        }
    }
}
