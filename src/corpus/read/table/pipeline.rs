//! Pieces of a file through threads: parted by one, coded by several, joined in order by the
//! caller.
//!
//! Only so many pieces are under way that every thread has work: memory does not grow with the
//! file.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::Fault;
use super::coded::Coded;

/// Where the pieces of a file come from, in order.
pub(super) trait Pieces: Send {
    /// What is coded by itself.
    type Piece: Default + Send;

    /// Makes the next piece of one that is done with; `false` at the end.
    fn fill(&mut self, piece: &mut Self::Piece) -> Result<bool, Fault>;
}

/// A piece and its rows.
#[derive(Debug, Default)]
struct Work<P> {
    number: usize,
    piece: P,
    coded: Coded,
}

/// Reads a piece's values.
type Read<'a, P> = &'a (dyn Fn(&P, &mut Coded) + Sync);

/// Takes a piece's rows, and says whether there shall be more.
pub(super) type Take<'a> = &'a mut dyn FnMut(&mut Coded) -> ControlFlow<()>;

/// Codes all pieces and hands them to `take` in their order, until it breaks off.
///
/// # Errors
/// Why the stream could not be read to its end; what stood before was taken.
pub(super) fn run<S: Pieces>(
    pieces: S,
    threads: NonZeroUsize,
    read: Read<'_, S::Piece>,
    take: Take<'_>,
) -> Result<(), Fault> {
    if threads.get() == 1 { alone(pieces, read, take) } else { together(pieces, threads.get(), read, take) }
}

fn alone<S: Pieces>(mut pieces: S, read: Read<'_, S::Piece>, take: Take<'_>) -> Result<(), Fault> {
    let mut work = Work::default();
    while pieces.fill(&mut work.piece)? {
        code(&mut work, read);
        if take(&mut work.coded).is_break() {
            break;
        }
    }
    Ok(())
}

fn code<P>(work: &mut Work<P>, read: Read<'_, P>) {
    work.coded.clear();
    read(&work.piece, &mut work.coded);
}

fn together<S: Pieces>(
    pieces: S,
    threads: usize,
    read: Read<'_, S::Piece>,
    take: Take<'_>,
) -> Result<(), Fault> {
    let (give_back, free) = channel();
    let (give, todo) = channel();
    let (finish, done) = channel();
    for _ in 0..threads * 2 {
        // Its receiver is there still.
        let _ = give_back.send(Work::default());
    }
    let todo = Mutex::new(todo);
    std::thread::scope(|scope| {
        let filling = scope.spawn(move || fill(pieces, &free, &give));
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
fn fill<S: Pieces>(
    mut pieces: S,
    free: &Receiver<Work<S::Piece>>,
    give: &Sender<Work<S::Piece>>,
) -> Result<(), Fault> {
    for (number, mut work) in free.iter().enumerate() {
        if !pieces.fill(&mut work.piece)? {
            break;
        }
        work.number = number;
        if give.send(work).is_err() {
            break;
        }
    }
    Ok(())
}

fn code_all<P>(todo: &Mutex<Receiver<Work<P>>>, finish: &Sender<Work<P>>, read: Read<'_, P>) {
    let next = || todo.lock().ok().and_then(|todo| todo.recv().ok());
    while let Some(mut work) = next() {
        code(&mut work, read);
        if finish.send(work).is_err() {
            return;
        }
    }
}

/// Both ends are let go when it returns, which ends all other threads.
fn in_order<P>(done: Receiver<Work<P>>, give_back: Sender<Work<P>>, take: Take<'_>) {
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
