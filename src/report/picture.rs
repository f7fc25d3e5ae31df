//! Pictures of things that happen in time: rows of bars over an axis, as views for one template.
//!
//! Places are shares of the width, so that a picture fills a phone and a sheet of paper alike while
//! its texts keep their size.

mod day;
mod recovery;
mod slots;

pub(super) use day::day;
pub(super) use recovery::recovery;

use crate::analyze::quantities::Seconds;
use serde::Serialize;

/// More rows than this are drawn together.
const ROWS: usize = 40;
/// The height of a row, and of what is above the first.
const ROW: usize = 30;
const HEAD: usize = 20;
/// The height of a line of labels of marks, and how many lines there are at most.
const MARK: usize = 13;
const MARKS: usize = 5;
/// What a character takes of the width, in hundredths of its height: no text is cut off.
const LETTER: usize = 56;
/// Labels along the axis, at most.
const TICKS: u64 = 7;
/// The distances between them, in seconds.
const STEPS: [u64; 15] = [
    60, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
    2_592_000, 31_536_000,
];

/// A picture.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    /// What it is, for style sheets: `day` or `recovery`.
    pub(super) kind: &'static str,
    /// What it shows, for those who do not see it.
    pub(super) title: String,
    /// Its height in pixels.
    pub(super) height: usize,
    /// The width that its texts need, in heights of a letter.
    pub(super) least: usize,
    /// Where its first bar begins.
    pub(super) top: usize,
    /// Where its rows end.
    pub(super) bottom: usize,
    /// The labels of the axis.
    pub(super) ticks: Vec<Tick>,
    /// Moments that matter.
    pub(super) marks: Vec<Mark>,
    /// The rows.
    pub(super) rows: Vec<Row>,
}

/// A moment on the axis.
#[derive(Debug, Serialize)]
pub(super) struct Tick {
    x: String,
    label: String,
    /// Whether its text ends there instead of beginning.
    ends: bool,
}

/// A moment with a line of its own for its label.
#[derive(Debug, Serialize)]
pub(super) struct Mark {
    #[serde(flatten)]
    at: Tick,
    /// Where its label is; none where there are too many.
    y: Option<usize>,
}

/// A row: its text above its bars.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    label: String,
    note: String,
    text_y: usize,
    bar_y: usize,
    bars: Vec<Bar>,
}

/// Something that lasts.
#[derive(Debug, Serialize)]
pub(super) struct Bar {
    x: String,
    width: String,
    kind: &'static str,
}

impl Picture {
    fn new(kind: &'static str, title: String, axis: Axis, clock: bool) -> Self {
        Self {
            kind,
            title,
            height: 0,
            least: 0,
            top: 0,
            bottom: 0,
            ticks: axis.ticks(clock),
            marks: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; all marks are there before.
    fn row(&mut self, label: String, note: String, bars: Vec<Bar>) {
        let top = HEAD + self.marks.len().min(MARKS) * MARK + self.rows.len() * ROW;
        let letters = label.chars().count() + note.chars().count() + 2;
        self.least = self.least.max((letters * LETTER).div_ceil(100));
        self.rows.push(Row {
            label,
            note,
            text_y: top + 11,
            bar_y: top + 15,
            bars,
        });
        if self.rows.len() == 1 {
            self.top = top + 15;
        }
        self.bottom = top + ROW;
        self.height = self.bottom + 4;
    }

    fn mark(&mut self, axis: Axis, at: Seconds, label: String) {
        let mut tick = axis.tick(at, label);
        // It stands on the side of its line where there is more room.
        tick.ends = at.times(2) > axis.0;
        let line = self.marks.len();
        let y = (line < MARKS).then_some(HEAD + 7 + line * MARK);
        self.marks.push(Mark { at: tick, y });
    }
}

/// The time that a picture shows, from nothing on.
#[derive(Debug, Clone, Copy)]
struct Axis(Seconds);

impl Axis {
    /// A moment as a share of the width.
    fn share(self, at: Seconds) -> String {
        let whole = u128::from(self.0.get().max(1));
        let hundredths = u128::from(at.min(self.0).get()) * 10_000 / whole;
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    }

    fn tick(self, at: Seconds, label: String) -> Tick {
        Tick {
            x: self.share(at),
            label,
            // A text that begins close to the right edge would be cut off.
            ends: at.times(10) > self.0.times(9),
        }
    }

    /// What lasts, from one moment to another; none outside of the axis.
    fn bar(self, from: Seconds, to: Seconds, kind: &'static str) -> Option<Bar> {
        (from < self.0 && to > from).then(|| Bar {
            x: self.share(from),
            width: self.share(to.min(self.0).less(from)),
            kind,
        })
    }

    fn ticks(self, clock: bool) -> Vec<Tick> {
        let whole = self.0.get();
        let step = STEPS.into_iter().find(|step| whole / step < TICKS);
        let step = step.unwrap_or(whole / TICKS + 1);
        (0..)
            .map(|n: u64| n.saturating_mul(step))
            .take_while(|at| *at < whole.max(1))
            .map(|at| {
                let label = if clock {
                    format!("{:02}:{:02}", at / 3_600, at / 60 % 60)
                } else {
                    Seconds::new(at).to_string()
                };
                self.tick(Seconds::new(at), label)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Seconds};

    #[test]
    fn axes() {
        let axis = Axis(Seconds::new(7_200));
        assert_eq!(axis.share(Seconds::new(900)), "12.50%");
        assert_eq!(axis.share(Seconds::new(9_999)), "100.00%");
        let labels: Vec<String> = axis.ticks(false).into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["0s", "30m", "1h", "1h30m"]);
        assert!(
            axis.bar(Seconds::new(7_200), Seconds::new(7_300), "x")
                .is_none()
        );
        let cut = axis
            .bar(Seconds::new(3_600), Seconds::new(9_999), "x")
            .unwrap();
        assert_eq!((cut.x.as_str(), cut.width.as_str()), ("50.00%", "50.00%"));
        assert_eq!(Axis(Seconds::ZERO).ticks(false).len(), 1);
        assert!(Axis(Seconds::new(u64::MAX)).ticks(false).len() < 9);
    }
}
