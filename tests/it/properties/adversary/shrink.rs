//! The smallest plan with the same fault: statements are taken away as long as it stays.

use super::judge::{Effort, judge};
use super::tree::Stmt;

fn fails(plan: &[Stmt], kind: &str) -> bool {
    judge(plan, Effort { tries: 3 })
        .faults
        .iter()
        .any(|fault| fault.kind == kind)
}

/// Every way to take one statement away, the largest first.
fn without(plan: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut all = Vec::new();
    for at in (0..plan.len()).rev() {
        let mut less = plan.to_vec();
        less.remove(at);
        all.push(less);
    }
    for (at, stmt) in plan.iter().enumerate() {
        for body in without(&stmt.body) {
            let mut less = plan.to_vec();
            less[at].body = body;
            all.push(less);
        }
    }
    all
}

/// The smallest plan that is found in so many tries.
pub fn shrink(plan: &[Stmt], kind: &str, tries: usize) -> Vec<Stmt> {
    let mut smallest = plan.to_vec();
    let mut left = tries;
    loop {
        let mut changed = false;
        let mut at = 0;
        while let Some(less) = without(&smallest).into_iter().nth(at) {
            if left == 0 {
                return smallest;
            }
            left -= 1;
            if fails(&less, kind) {
                smallest = less;
                changed = true;
            } else {
                at += 1;
            }
        }
        if !changed {
            return smallest;
        }
    }
}
