//! Blocks through threads: read by one, coded by several, joined in order by the caller.
//!
//! Only so many blocks are under way that every thread has work: memory does not grow with the
//! file.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::Fault;
use super::block::{Block, Blocks};
use super::coded::Coded;

/// A block and its rows.
#[derive(Debug, Default)]
struct Work {
    number: usize,
    block: Block,
    coded: Coded,
}

/// Reads a block's values.
type Read<'a> = &'a (dyn Fn(&Block, &mut Coded) + Sync);

/// Takes a block's rows, and says whether there shall be more.
type Take<'a> = &'a mut dyn FnMut(&mut Coded) -> ControlFlow<()>;

/// Codes all blocks and hands them to `take` in their order, until it breaks off.
///
/// # Errors
/// Why the stream could not be read to its end; what stood before was taken.
pub(super) fn run(
    blocks: Blocks,
    threads: NonZeroUsize,
    read: Read<'_>,
    take: Take<'_>,
) -> Result<(), Fault> {
    if threads.get() == 1 { alone(blocks, read, take) } else { together(blocks, threads.get(), read, take) }
}

fn alone(mut blocks: Blocks, read: Read<'_>, take: Take<'_>) -> Result<(), Fault> {
    let mut work = Work::default();
    while blocks.fill(&mut work.block)? {
        code(&mut work, read);
        if take(&mut work.coded).is_break() {
            break;
        }
    }
    Ok(())
}

fn code(work: &mut Work, read: Read<'_>) {
    work.coded.clear();
    read(&work.block, &mut work.coded);
}

fn together(blocks: Blocks, threads: usize, read: Read<'_>, take: Take<'_>) -> Result<(), Fault> {
    let (give_back, free) = channel();
    let (give, todo) = channel();
    let (finish, done) = channel();
    for _ in 0..threads * 2 {
        // Its receiver is there still.
        let _ = give_back.send(Work::default());
    }
    let todo = Mutex::new(todo);
    std::thread::scope(|scope| {
        let filling = scope.spawn(move || fill(blocks, &free, &give));
        for _ in 0..threads {
            let (finish, todo) = (finish.clone(), &todo);
            scope.spawn(move || code_all(todo, &finish, read));
        }
        drop(finish);
        in_order(done, give_back, take);
        filling.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Fills what is free until the stream ends or nobody wants more.
fn fill(mut blocks: Blocks, free: &Receiver<Work>, give: &Sender<Work>) -> Result<(), Fault> {
    for (number, mut work) in free.iter().enumerate() {
        if !blocks.fill(&mut work.block)? {
            break;
        }
        work.number = number;
        if give.send(work).is_err() {
            break;
        }
    }
    Ok(())
}

fn code_all(todo: &Mutex<Receiver<Work>>, finish: &Sender<Work>, read: Read<'_>) {
    let next = || todo.lock().ok().and_then(|todo| todo.recv().ok());
    while let Some(mut work) = next() {
        code(&mut work, read);
        if finish.send(work).is_err() {
            return;
        }
    }
}

/// Both ends are let go when it returns, which ends all other threads.
fn in_order(done: Receiver<Work>, give_back: Sender<Work>, take: Take<'_>) {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for work in done {
        waiting.insert(work.number, work);
        while let Some(mut work) = waiting.remove(&next) {
            if take(&mut work.coded).is_break() {
                return;
            }
            next += 1;
            // At the end of the stream nobody takes it back.
            let _ = give_back.send(work);
        }
    }
}
