//! The entries of a list or map, as serde hands them in: items, keys and values come one after the
//! other, and each is written at once.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::entries::Entries;
use super::error::EmitError;
use super::key::{Key, write_key};
use super::node::Node;
use super::place::Place;

impl Entries<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        self.begin();
        self.out.push('-');
        value.serialize(Node::new(self.out, Place::AfterDash, self.indent))
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        value.serialize(Node::new(self.out, Place::AfterKey, self.indent))
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), EmitError> {
        self.begin();
        write_key(self.out, name, self.indent);
        self.value(value)
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EmitError> {
        self.begin();
        key.serialize(Key {
            out: self.out,
            indent: self.indent,
        })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        self.value(value)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

/// Lists, tuples and their kin differ in the name of the trait and the method only.
macro_rules! lists {
    ($($trait:ident::$method:ident),* $(,)?) => {
        $(impl $trait for Entries<'_> {
            type Ok = ();
            type Error = EmitError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
                self.item(value)
            }

            fn end(self) -> Result<(), EmitError> {
                self.finish();
                Ok(())
            }
        })*
    };
}

lists! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

/// Structs and struct variants have the same fields.
macro_rules! structs {
    ($($trait:ident),* $(,)?) => {
        $(impl $trait for Entries<'_> {
            type Ok = ();
            type Error = EmitError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), EmitError> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), EmitError> {
                self.finish();
                Ok(())
            }
        })*
    };
}

structs! { SerializeStruct, SerializeStructVariant }
