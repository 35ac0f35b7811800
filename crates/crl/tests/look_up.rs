//! Looking up a serial number costs nothing but time: no allocation, whatever the size of the CRL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::hint::black_box;
use std::alloc::System;
use support::Ca;
use ucpki_crl::{IndexKey, IndexedCrl};
use ucpki_crypto::RUSTCRYPTO;
use ucpki_x509::Crl;
use ucpki_x509::der::Integer;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, which counts for each thread.
struct Counting;

// SAFETY: every call is handed to the system's allocator as it came; counting touches a cell of this thread only, which
// needs neither an allocation nor a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer comes from `System`, by the caller's contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

#[test]
fn a_look_up_allocates_nothing() {
    let ca = Ca::new("CN=CA", 7, None);
    let mut list = ca.list();
    list.entries = (1..=20_000_u32)
        .map(|number| support::entry(&[&[1], &number.to_be_bytes()[..]].concat(), "2026-01-01", &[support::reason(1)]))
        .collect();
    let list = list.indexed();
    assert_eq!(list.crl().entry_count(), 20_000);
    let mut found = 0;
    let count = allocations(|| {
        for number in 1..=40_000_u32 {
            let [a, b, c, d] = number.to_be_bytes();
            let bytes = [1, a, b, c, d];
            let entry = list.find(Integer::new(&bytes).unwrap());
            found += u32::from(entry.is_some_and(|entry| entry.reason().number() == 1));
        }
    });
    assert_eq!((found, count), (20_000, 0));
    assert_ne!(allocations(|| drop(black_box(Box::new(1)))), 0, "nothing is counted");
}

#[test]
fn an_index_is_some_allocations_beyond_the_list() {
    let ca = Ca::new("CN=CA", 7, None);
    let mut list = ca.list();
    list.entries = (1..=1_000_u32)
        .map(|number| support::entry(&[&[1], &number.to_be_bytes()[..]].concat(), "2026-01-01", &[]))
        .collect();
    let crl = Crl::parse(&list.der()).unwrap();
    let again = crl.clone();
    let mut lists = vec![];
    // The table; the list of tables, growing and fixed; memory to fill tables in; what clones share.
    assert_eq!(allocations(|| drop(black_box(IndexedCrl::new(crl, &RUSTCRYPTO)))), 5);
    assert_eq!(allocations(|| drop(IndexedCrl::with_key(again.clone(), &RUSTCRYPTO, IndexKey::new([3; 16])))), 5);
    lists.push(IndexedCrl::with_key(again, &RUSTCRYPTO, IndexKey::new([3; 16])));
    let bytes = [1, 0, 0, 2, 4];
    assert!(lists.iter().all(|list| list.find(Integer::new(&bytes).unwrap()).is_some()));
}
