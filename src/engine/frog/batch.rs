//! Batches of bindings, column by column.
//!
//! In and out: values of variables. Steps of a pipeline read one batch and fill the next.

use crate::fact::Symbol;
use crate::plan::Variable;
use crate::plan::join::Operand;

/// About how many bindings a batch holds: enough to spread the cost of a step's dispatch, few
/// enough to stay in the cache.
pub const CHUNK: usize = 4096;

/// Bindings; every column in use has `len` values.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    len: usize,
    columns: Vec<Vec<Symbol>>,
}

impl Batch {
    /// A batch with room for this many variables and no bindings.
    pub fn new(variables: usize) -> Self {
        Self { len: 0, columns: vec![Vec::new(); variables] }
    }

    /// The batch with one binding that binds nothing.
    pub fn unit() -> Self {
        Self { len: 1, columns: Vec::new() }
    }

    /// Number of bindings.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Removes all bindings, keeping the memory.
    pub fn clear(&mut self) {
        self.len = 0;
        self.columns.iter_mut().for_each(Vec::clear);
    }

    /// The values of a variable.
    pub fn column(&self, variable: Variable) -> &[Symbol] {
        &self.columns[usize::from(variable)]
    }

    /// The values of a variable, to append to; `grow` must follow.
    pub fn column_mut(&mut self, variable: Variable) -> &mut Vec<Symbol> {
        let place = usize::from(variable);
        if place >= self.columns.len() {
            self.columns.resize(place + 1, Vec::new());
        }
        &mut self.columns[place]
    }

    /// Says that this many bindings have been appended to every column in use.
    pub fn grow(&mut self, by: usize) {
        self.len += by;
    }

    /// The value of an operand in one binding.
    #[inline]
    pub fn value(&self, operand: Operand, row: usize) -> Symbol {
        match operand {
            Operand::Const(symbol) => symbol,
            Operand::Var(variable) => self.columns[usize::from(variable)][row],
        }
    }

    /// Appends the values of some variables in some bindings of another batch.
    pub fn gather(&mut self, from: &Batch, variables: &[Variable], rows: &[u32]) {
        for &variable in variables {
            let source = from.column(variable);
            self.column_mut(variable).extend(rows.iter().map(|&row| source[row as usize]));
        }
        self.len += rows.len();
    }

    /// Some of the bindings, with all their variables.
    pub fn retained(self, rows: &[u32]) -> Self {
        if rows.len() == self.len {
            return self;
        }
        let kept = |column: &Vec<Symbol>| match column.is_empty() {
            true => Vec::new(),
            false => rows.iter().map(|&row| column[row as usize]).collect(),
        };
        Self { len: rows.len(), columns: self.columns.iter().map(kept).collect() }
    }
}
