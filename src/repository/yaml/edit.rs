//! Changing a tree: what is shared is copied when it is changed, along the way to the change alone.

use super::{Node, Position, Value};
use std::rc::Rc;

impl Node {
    /// A text, as if it stood in quotes.
    pub fn string(text: &str, at: Position) -> Self {
        Self {
            value: Value::Scalar(Rc::from(text), false),
            at,
        }
    }

    /// A scalar without quotes.
    pub fn plain(text: &str, at: Position) -> Self {
        Self {
            value: Value::Scalar(Rc::from(text), true),
            at,
        }
    }

    /// A mapping.
    pub fn map(entries: Vec<(Self, Self)>, at: Position) -> Self {
        Self {
            value: Value::Map(entries.into()),
            at,
        }
    }

    /// A sequence.
    pub fn list(items: Vec<Self>, at: Position) -> Self {
        Self {
            value: Value::List(items.into()),
            at,
        }
    }

    /// Whether it is a mapping.
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Whether it is a sequence.
    pub fn is_list(&self) -> bool {
        matches!(self.value, Value::List(_))
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Value::Map(entries) = &mut self.value else {
            return None;
        };
        let at = entries.iter().position(|(k, _)| k.text() == Some(key))?;
        Rc::make_mut(entries).get_mut(at).map(|(_, value)| value)
    }

    /// The value of a key, which becomes an empty mapping where there is none.
    pub fn get_or_map(&mut self, key: &str, at: Position) -> Option<&mut Self> {
        if self.get(key).is_none_or(Self::is_null) {
            self.set(key, Self::map(Vec::new(), at));
        }
        self.get_mut(key)
    }

    /// The value at the end of a path of keys, to change it.
    pub fn at_mut(&mut self, path: &[&str]) -> Option<&mut Self> {
        path.iter().try_fold(self, |node, key| node.get_mut(key))
    }

    /// The items of a sequence, to change them.
    pub fn items_mut(&mut self) -> &mut [Self] {
        match &mut self.value {
            Value::List(items) => Rc::make_mut(items),
            Value::Scalar(..) | Value::Map(_) => &mut [],
        }
    }

    /// The entries of a mapping, to change them.
    pub fn entries_mut(&mut self) -> &mut [(Self, Self)] {
        match &mut self.value {
            Value::Map(entries) => Rc::make_mut(entries),
            Value::Scalar(..) | Value::List(_) => &mut [],
        }
    }

    /// Sets the value of a key; a node that is no mapping becomes one.
    pub fn set(&mut self, key: &str, value: Self) {
        if let Some(old) = self.get_mut(key) {
            *old = value;
            return;
        }
        let mut entries = self.entries().to_vec();
        let name = Self::plain(key, value.at);
        entries.push((name, value));
        self.value = Value::Map(entries.into());
    }

    /// Removes a key, and gives its value.
    pub fn remove(&mut self, key: &str) -> Option<Self> {
        let at = self
            .entries()
            .iter()
            .position(|(k, _)| k.text() == Some(key))?;
        let mut entries = self.entries().to_vec();
        let (_, value) = entries.remove(at);
        self.value = Value::Map(entries.into());
        Some(value)
    }

    /// Changes the items of a sequence; a node that is none becomes one.
    pub fn change_items<T>(&mut self, change: impl FnOnce(&mut Vec<Self>) -> T) -> T {
        let mut items = self.items().to_vec();
        let result = change(&mut items);
        self.value = Value::List(items.into());
        result
    }

    /// The same tree, all of it at one place.
    pub fn placed(mut self, at: Position) -> Self {
        self.at = at;
        for item in self.items_mut() {
            *item = item.clone().placed(at);
        }
        for (key, value) in self.entries_mut() {
            *key = key.clone().placed(at);
            *value = value.clone().placed(at);
        }
        self
    }

    /// Whether a merge key (`<<`) stands anywhere in it.
    fn merges(&self) -> bool {
        let keys = |(key, value): &(Self, Self)| key.text() == Some("<<") || value.merges();
        self.items().iter().any(Self::merges) || self.entries().iter().any(keys)
    }

    /// The same tree with what merge keys (`<<`) bring written out.
    pub fn expanded(mut self) -> Self {
        if !self.merges() {
            return self;
        }
        for item in self.items_mut() {
            *item = item.clone().expanded();
        }
        for (_, value) in self.entries_mut() {
            *value = value.clone().expanded();
        }
        if let Some(merged) = self.remove("<<") {
            let maps = match merged.is_list() {
                true => merged.items().to_vec(),
                false => vec![merged],
            };
            for (key, value) in maps.iter().flat_map(Self::entries) {
                let name = key.text().unwrap_or_default();
                if self.get(name).is_none() {
                    self.set(name, value.clone());
                }
            }
        }
        self
    }
}
