//! What is promised holds: the worked examples to the second, and worst cases against a simulator
//! that does not know how they were computed.

mod brute;
mod losses;
mod orders;
mod recovery;
mod restores;
mod solver;
mod sums;
