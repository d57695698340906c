//! The file in which the objects outlive the emulator.

use graph_client::emulator::{Emulator, ObjectKind};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// The names of the collections in the file.
pub(crate) const COLLECTIONS: [(&str, ObjectKind); 7] = [
    ("windowsAutopilotDeviceIdentities", ObjectKind::Device),
    ("importedWindowsAutopilotDeviceIdentities", ObjectKind::ImportedDevice),
    ("windowsAutopilotDeploymentProfiles", ObjectKind::DeploymentProfile),
    ("assignments", ObjectKind::ProfileAssignment),
    ("windowsAutopilotSettings", ObjectKind::Settings),
    ("tenantAssociatedDevices", ObjectKind::AssociatedDevice),
    ("autopilotEvents", ObjectKind::AutopilotEvent),
];

/// The objects of each collection.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct State(BTreeMap<String, Vec<Map<String, Value>>>);

impl State {
    /// Reads a file. One that does not exist has no objects.
    pub(crate) fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        match fs::read(path) {
            Ok(json) => match serde_json::from_slice(&json) {
                Ok(collections) => Ok(Self(collections)),
                Err(error) => Err(format!("{} is not a state file: {error}", path.display()).into()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("cannot read {}: {error}", path.display()).into()),
        }
    }

    /// Writes a file, which only its owner can read. At any time, it has either the earlier content or the new one.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        self.replace(path).map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // A file can be replaced only by one of the same file system.
        let mut file = NamedTempFile::new_in(directory)?;
        let mut writer = BufWriter::new(&mut file);
        serde_json::to_writer_pretty(&mut writer, &self.0)?;
        writer.write_all(b"\n")?;
        writer.flush()?;
        drop(writer);
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }

    /// Returns the objects of an emulator.
    pub(crate) fn of(emulator: &Emulator) -> Self {
        Self(COLLECTIONS.into_iter().map(|(name, kind)| (name.to_owned(), emulator.objects(kind))).collect())
    }

    /// Inserts the objects into an emulator. They keep their ids.
    pub(crate) fn restore(&self, emulator: &Emulator) -> Result<(), Box<dyn Error>> {
        for (name, objects) in &self.0 {
            let (_, kind) = COLLECTIONS
                .into_iter()
                .find(|(known, _)| known == name)
                .ok_or_else(|| format!("the state file has the unknown collection `{name}`"))?;
            for object in objects {
                emulator.seed(kind, object)?;
            }
        }
        Ok(())
    }
}
