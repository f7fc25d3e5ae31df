//! A namespace under a tier that gives it a second Schedule.

use super::Member;
use crate::analyze::origin::Sourced;
use crate::model::{Model, Tier, TierId};
use crate::source::{Span, Spanned};
use std::sync::Arc;

/// What a namespace is copied under beside its own promise.
#[derive(Debug, Clone)]
pub struct Second {
    /// Its own tier.
    pub first: Option<Arc<Tier>>,
    /// Whether the method is that of the other tier.
    pub(super) overrides: bool,
    /// The statement that asks for it.
    pub stated: Span,
}

impl Member {
    /// The tiers that give a second Schedule.
    pub fn also(&self) -> &[Spanned<TierId>] {
        let own = &self.block.values.also;
        match self.tier_values() {
            Some(tier) if own.is_empty() => &tier.also,
            Some(_) | None => own,
        }
    }

    /// Under another tier: its rhythm, retention and store, and its method where it states one and volumes are copied at
    /// all. Its times, its smaller losses and an `also` of its own are not for this namespace.
    pub fn under(&self, model: &Model, also: &Spanned<TierId>) -> Option<Self> {
        let tier = model.tiers.get(also.value)?;
        let values = &tier.values;
        let stated = values.recover.as_ref();
        let stated = stated.filter(|_| self.method.value.copies_volumes());
        let own_store = values.store.as_ref();
        let own_store = own_store.and_then(|id| {
            let store = model.stores.get(id.value)?;
            Some(Sourced::from(Spanned::new(store.clone(), id.span)))
        });
        Some(Self {
            tier: Some(tier.clone()),
            rpo: values.rpo.map(Sourced::from),
            rto: None,
            keep: values.keep.map(Sourced::from),
            store: own_store.or_else(|| self.store.clone()),
            method: stated.map_or(self.method, |recover| {
                Sourced::from(Spanned::new(recover.value.method(), recover.span))
            }),
            every: values.every.clone(),
            detect: None,
            tolerate: values.tolerate.map_or(0, |tolerate| tolerate.value),
            objects: values.objects.map(Sourced::from),
            second: Some(Second {
                first: self.tier.clone(),
                overrides: stated.is_some(),
                stated: also.span,
            }),
            ..self.clone()
        })
    }
}
