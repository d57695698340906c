//! The command that checks files offline.

use crate::Exit;
use crate::arguments::CheckArguments;
use crate::failure::Failure;
use crate::input::Files;
use crate::outcome::Outcome;
use crate::screen::{count, note, print_line};
use crate::summary::line;
use graph_client::autopilot::Checker;

pub(crate) fn run(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let (files, input) = Files::open(&arguments.files)?;
    let mut checker = Checker::default();
    let (mut rows, mut failed) = (0_u64, 0_u64);
    for row in input {
        rows += 1;
        let outcome = match row {
            Err(problem) => Outcome::of_problem(&files, problem),
            Ok(row) => match checker.check(&row) {
                Ok(()) => continue,
                Err(verdict) => Outcome::of_verdict(&files, row.number, row.serial_number.trim().to_owned(), &verdict),
            },
        };
        failed += 1;
        print_line(line(&outcome))?;
    }
    let (rows, problems) = (count(rows, "row"), count(failed, "problem"));
    note(format_args!("{rows}, {problems}"));
    Ok(if failed == 0 { Exit::Done } else { Exit::SomeFailed })
}
