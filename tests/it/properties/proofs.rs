//! What is promised holds: the worked examples to the second, and worst cases against a simulator
//! that knows nothing of how they were reckoned.

mod brute;
mod losses;
mod recovery;
mod solver;
mod sums;
