//! The terms that lead to the recovery of a namespace, one after another.

use super::{Node, Recovery};
use crate::analyze::backup::restore::SPREAD;
use crate::analyze::breakdown::{Breakdown, Input, Term, TermKind};
use crate::analyze::effective::MemberId;
use crate::analyze::quantities::Seconds;

impl Node {
    /// The spread of volumes over nodes that its time assumes.
    pub(super) fn spread(&self) -> Option<&Input> {
        let mut inputs = self.inputs.iter();
        inputs.find(|input| input.quantity.name() == SPREAD)
    }
}

impl Recovery {
    /// The spread of volumes over nodes that the other stages which one waits for assume. Those that were not waited for
    /// last are waited for last where the volumes do not spread.
    fn spread(&self, at: usize, node: &Node) -> Option<Input> {
        if node.waited > Seconds::ZERO {
            return self.nodes.iter().find_map(Node::spread).cloned();
        }
        let assumed = |at: usize| self.nodes.get(at)?.assumes;
        let known = node.after.and_then(assumed).is_some();
        let beside = node.assumes.filter(|stage| !known && *stage != at);
        self.nodes.get(beside?)?.spread().cloned()
    }

    /// The terms that lead to it, one after another.
    pub fn path(&self, member: MemberId) -> Option<Breakdown> {
        let last = self.last.get(&member)?;
        let mut sum = self.before.clone();
        for at in self.chain(Some(last.stage)) {
            let Some(node) = self.nodes.get(at) else {
                continue;
            };
            let between = node.edge.plus(node.waited);
            let how = if node.waited > Seconds::ZERO {
                format!(
                    "{} {}, and {} for a free worker",
                    self.edge.how, node.edge, node.waited
                )
            } else {
                self.edge.how.to_owned()
            };
            let mut inputs = Vec::new();
            if node.waited > Seconds::ZERO {
                inputs.extend(self.beside.inputs());
            }
            inputs.extend(self.spread(at, node));
            sum.push(TermKind::Edge, between, how, inputs);
            if node.time > Seconds::ZERO {
                sum.terms.push(Term {
                    kind: TermKind::Stage,
                    value: node.time,
                    how: format!("{}: {}", node.name, node.how),
                    inputs: node.inputs.clone(),
                });
            }
        }
        sum.terms.extend(last.terms());
        Some(sum)
    }
}
