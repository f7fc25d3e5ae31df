//! What is wired by hand: the closing lines of `check` and `build`.

use super::build::step;
use crate::driver::Wiring;
use crate::operate::Step;

const OPEN: &str = "to wire, in this order, in one commit with the output of `drplan build`:";
const UNSEEN: &str = "to do by hand, if it is not done: the repository does not show it";

/// What the repository shows to be missing, a paragraph a step; nothing where nothing is.
pub fn open(wiring: &Wiring) -> Vec<String> {
    if wiring.open.is_empty() {
        return Vec::new();
    }
    let steps = wiring.open.iter().enumerate();
    let steps = steps.map(|(at, step)| numbered(at + 1, step));
    [OPEN.to_owned()].into_iter().chain(steps).collect()
}

/// The same, and what it does not show.
pub fn all(wiring: &Wiring) -> Vec<String> {
    let mut lines = open(wiring);
    if !wiring.unseen.is_empty() {
        lines.push(UNSEEN.to_owned());
        lines.extend(wiring.unseen.iter().map(step));
    }
    lines
}

/// A step with its lines: each behind a bar, so that its blanks can be counted.
fn numbered(number: usize, step: &Step) -> String {
    let mut text = format!("{number}. {}", step.action);
    let lines = step.edit.iter().flat_map(|edit| &edit.lines);
    for line in lines {
        text.push_str(&format!("\n   |{line}"));
    }
    for command in &step.commands {
        text.push_str(&format!("\n   run: {command}"));
    }
    if !step.why.is_empty() {
        text.push_str(&format!("\n   why: {}", step.why));
    }
    text
}
