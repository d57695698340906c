//! The man page and the completion of commands in shells.

use crate::Exit;
use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::screen::print;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::{self, Write};

/// Prints a script that completes commands.
pub(crate) fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "autopilot", &mut script);
    print(&script)?;
    Ok(Exit::Done)
}

/// Prints the man page: that of the program, then those of its commands.
pub(crate) fn man() -> Result<Exit, Failure> {
    let mut command = Arguments::command();
    command.build();
    let mut page = Vec::new();
    render(command, &mut page).map_err(|error| Failure::new(error.to_string()))?;
    print(&page)?;
    Ok(Exit::Done)
}

fn render(command: clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let subcommands: Vec<_> =
        command.get_subcommands().filter(|command| command.get_name() != "help").cloned().collect();
    Man::new(command).render(page)?;
    for subcommand in subcommands {
        // The page has the global options once.
        let subcommand = subcommand.mut_args(|argument| {
            let is_global = argument.is_global_set();
            argument.hide(is_global)
        });
        let name = subcommand.get_display_name().unwrap_or_default().replace('-', " ");
        writeln!(page, ".SH \"{}\"", name.to_uppercase())?;
        let man = Man::new(subcommand);
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
    }
    Ok(())
}
