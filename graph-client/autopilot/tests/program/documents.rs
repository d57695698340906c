//! The commands in the documents work.

use crate::harness::{Folder, list};
use std::thread;

const POWERSHELL: &str = include_str!("../../docs/powershell.md");

/// Returns the commands of a document: the lines of code, in a line of text or in a block, that begin with the program's name.
fn commands(document: &str) -> Vec<&str> {
    let code = document.lines().flat_map(|line| line.split('`').skip(1).step_by(2).chain([line]));
    let mut commands: Vec<_> = code.filter(|code| code.starts_with("autopilot ")).collect();
    commands.sort_unstable();
    commands.dedup();
    commands
}

#[test]
fn the_commands_for_those_who_know_powershell_can_be_rehearsed() {
    let folder = Folder::new();
    folder.write("devices.csv", list(2));
    folder.write("gone.txt", "SAMPLE-1001\nSAMPLE-1002\n");
    let mut commands = commands(POWERSHELL);
    // The name of the command in a sentence.
    commands.retain(|command| *command != "autopilot import");
    assert!(commands.len() > 15, "{commands:?}");
    thread::scope(|scope| {
        for command in commands {
            let folder = &folder;
            scope.spawn(move || {
                // The emulator of a rehearsal has other devices.
                let line = command.replace("PF2X8K1L", "SAMPLE-1001").replace("PF2X8K1M", "SAMPLE-1002");
                let arguments: Vec<_> = line.split(' ').skip(1).chain(["--emulator"]).collect();
                let ended = folder.run(&arguments);
                assert_eq!(ended.code, Some(0), "{command}: {ended:?}");
            });
        }
    });
}
