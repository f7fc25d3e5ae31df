//! Times of day, in UTC.

use std::fmt;
use std::str::FromStr;

/// A window of the day, in minutes since midnight UTC; it may run over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// First minute.
    pub from: u32,
    /// Minute after the last.
    pub to: u32,
}

impl Window {
    /// Whether a minute of the day lies in it.
    pub fn contains(self, minute: u32) -> bool {
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

impl FromStr for Window {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a window is two times of the day in UTC, as 09:00-11:00";
        let minute = |time: &str| -> Option<u32> {
            let (hour, minute) = time.split_once(':')?;
            let two = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
            let (hour, minute) = (
                hour.parse::<u32>()
                    .ok()
                    .filter(|h| two(time.get(..2).unwrap_or("")) && *h < 24)?,
                minute
                    .parse::<u32>()
                    .ok()
                    .filter(|m| two(minute) && *m < 60)?,
            );
            Some(hour * 60 + minute)
        };
        let (from, to) = text.split_once('-').ok_or(SHAPE)?;
        let (from, to) = (minute(from).ok_or(SHAPE)?, minute(to).ok_or(SHAPE)?);
        if from == to {
            Err(SHAPE)
        } else {
            Ok(Self { from, to })
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            from / 60,
            from % 60,
            to / 60,
            to % 60
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn windows() {
        let night: Window = "23:00-01:30".parse().unwrap();
        assert!(night.contains(30) && !night.contains(90) && night.contains(1380));
        for wrong in [
            "9:00-11:00",
            "09:00",
            "09:00-09:00",
            "24:00-01:00",
            "09:60-10:00",
        ] {
            assert!(wrong.parse::<Window>().is_err(), "{wrong}");
        }
    }
}
