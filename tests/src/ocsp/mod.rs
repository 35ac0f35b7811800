//! Random OCSP scenes, what a naive model says of them, and what the library says.
//!
//! A [`Scene`] is plain data. [`library`] makes certificates, responses and CRLs of it and asks the library; [`model`] reads the
//! description alone, and never a byte. [`agree`] compares the two.
//!
//! # Examples
//!
//! ```
//! use ucpki_tests::ocsp::{Dice, agree, draw};
//!
//! let scene = draw(&mut Dice::from_seed(7));
//! agree(&scene).unwrap_or_else(|differ| panic!("{differ}\n{scene}"));
//! ```

mod compare;
mod dice;
mod draw;
mod hints;
pub mod library;
pub mod model;
mod parties;
mod scene;
mod show;
mod world;

pub use compare::{agree, agree_on};
pub use dice::Dice;
pub use draw::draw;
pub use scene::*;
