//! The file in which the objects outlive the emulator.

use graph_client::emulator::Emulator;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tempfile::NamedTempFile;

const DEVICES: &str = "windowsAutopilotDeviceIdentities";

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
    pub(crate) fn of(emulator: &Emulator) -> Result<Self, serde_json::Error> {
        let devices =
            emulator.devices().into_iter().map(|device| serde_json::from_value(serde_json::to_value(device)?));
        Ok(Self(BTreeMap::from([(DEVICES.to_owned(), devices.collect::<Result<_, _>>()?)])))
    }

    /// Creates the objects in an emulator.
    pub(crate) async fn restore(&self, emulator: &Emulator) -> Result<(), Box<dyn Error>> {
        let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
        for device in self.0.get(DEVICES).into_iter().flatten() {
            let device: WindowsAutopilotDeviceIdentity = serde_json::from_value(Value::Object(device.clone()))?;
            devices.create(&device).await?;
        }
        Ok(())
    }
}
