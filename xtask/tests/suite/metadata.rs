//! The metadata of a rehearsal, and the chain of its changes.

use crate::step::Step;
use codegen::diff::Verdict;

/// The first slice of the chain: an early one of the workspace, which stays the same.
pub(crate) const SLICE: &str = include_str!("rehearsal/beta.csdl.xml");

/// Returns metadata to cut a slice from: the slice without its descriptions, and unrelated declarations.
pub(crate) fn metadata(slice: &str) -> String {
    let lines = slice.split_inclusive('\n').filter(|line| !line.contains("Org.OData.Core.V1.Description"));
    lines.collect::<String>().replace(
        "      <EntityContainer Name=\"GraphService\">\n",
        "      <EntityType Name=\"unrelated\" BaseType=\"microsoft.graph.entity\">
        <Property Name=\"size\" Type=\"Edm.Int32\" />
        <NavigationProperty Name=\"devices\" Type=\"Collection(microsoft.graph.windowsAutopilotDeviceIdentity)\" />
      </EntityType>
      <Action Name=\"unrelated\" IsBound=\"true\">
        <Parameter Name=\"bindingParameter\" Type=\"microsoft.graph.windowsAutopilotDeviceIdentity\" />
      </Action>
      <Annotations Target=\"microsoft.graph.unrelated\">
        <Annotation Term=\"Org.OData.Core.V1.Description\" String=\"Not part of the slice.\" />
      </Annotations>
      <!-- annotations -->
      <EntityContainer Name=\"GraphService\">
        <EntitySet Name=\"unrelated\" EntityType=\"microsoft.graph.unrelated\" />\n",
    )
}

/// Adds declarations to the metadata, and properties to a type.
pub(crate) fn with(text: &str, declarations: &str, owner: &str, properties: &str) -> String {
    let start = text.find(&format!("<EntityType Name=\"{owner}\"")).unwrap();
    let end = start + text[start..].find("</EntityType>").unwrap();
    let text = format!("{}{properties}{}", &text[..end], &text[end..]);
    text.replacen("<EntityContainer ", &format!("{declarations}<EntityContainer "), 1)
}

/// The changes, in order.
pub(crate) const CHAIN: &[Step] = &[
    Step {
        name: "added property and enumeration",
        edits: &[(
            "      <EnumType Name=\"windowsAutopilotDeviceRemediationState\">",
            "      <EnumType Name=\"windowsAutopilotUserlessEnrollmentStatus\">
        <Member Name=\"unknown\" Value=\"0\" />
        <Member Name=\"allowed\" Value=\"1\" />
        <Member Name=\"unknownFutureValue\" Value=\"2\" />
      </EnumType>
      <EnumType Name=\"windowsAutopilotDeviceRemediationState\">",
        ), (
            "        <NavigationProperty Name=\"deploymentProfile\"",
            "        <Property Name=\"userlessEnrollmentStatus\" Type=\"microsoft.graph.windowsAutopilotUserlessEnrollmentStatus\" />
        <NavigationProperty Name=\"deploymentProfile\"",
        )],
        entries: &[
            "property added microsoft.graph.windowsAutopilotDeviceIdentity/userlessEnrollmentStatus",
            "type added microsoft.graph.windowsAutopilotUserlessEnrollmentStatus",
        ],
        verdict: Some(Verdict::Minor),
        slice: &["<EnumType Name=\"windowsAutopilotUserlessEnrollmentStatus\">", "Name=\"userlessEnrollmentStatus\""],
    },
    Step {
        name: "unrelated change",
        edits: &[("<Property Name=\"size\" Type=\"Edm.Int32\" />", "<Property Name=\"size\" Type=\"Edm.Int64\" />")],
        entries: &[],
        verdict: None,
        slice: &[],
    },
    Step {
        name: "added member before the sentinel",
        edits: &[(
            "        <Member Name=\"unknownFutureValue\" Value=\"4\">",
            "        <Member Name=\"repaired\" Value=\"5\" />\n        <Member Name=\"unknownFutureValue\" Value=\"4\">",
        )],
        entries: &["member added microsoft.graph.windowsAutopilotDeviceRemediationState/repaired"],
        verdict: Some(Verdict::Minor),
        slice: &["<Member Name=\"repaired\" Value=\"5\" />\n        <Member Name=\"unknownFutureValue\" Value=\"4\">"],
    },
    Step {
        name: "added member after the sentinel",
        edits: &[(
            "        <Member Name=\"unknownFutureValue\" Value=\"99\">\n        </Member>",
            "        <Member Name=\"unknownFutureValue\" Value=\"99\">\n        </Member>\n        <Member Name=\"hololensTooOld\" Value=\"100\" />",
        )],
        entries: &["member added microsoft.graph.windowsAutopilotProfileAssignmentDetailedStatus/hololensTooOld"],
        verdict: Some(Verdict::Minor),
        slice: &["</Member>\n        <Member Name=\"hololensTooOld\" Value=\"100\" />"],
    },
    Step {
        name: "new base type",
        edits: &[(
            "<EntityType Name=\"windowsAutopilotDeviceIdentity\" BaseType=\"microsoft.graph.entity\">",
            "<EntityType Name=\"registeredDevice\" BaseType=\"microsoft.graph.entity\" Abstract=\"true\">
        <Property Name=\"registeredDateTime\" Type=\"Edm.DateTimeOffset\" />
      </EntityType>
      <EntityType Name=\"windowsAutopilotDeviceIdentity\" BaseType=\"microsoft.graph.registeredDevice\">",
        )],
        entries: &[
            "type added microsoft.graph.registeredDevice",
            "base type changed microsoft.graph.windowsAutopilotDeviceIdentity",
        ],
        verdict: Some(Verdict::Minor),
        slice: &["BaseType=\"microsoft.graph.registeredDevice\"", "Name=\"registeredDateTime\""],
    },
    Step {
        name: "changed nullability",
        edits: &[(
            "<Property Name=\"serialNumber\" Type=\"Edm.String\">",
            "<Property Name=\"serialNumber\" Type=\"Edm.String\" Nullable=\"false\">",
        )],
        entries: &["nullability changed microsoft.graph.windowsAutopilotDeviceIdentity/serialNumber"],
        verdict: Some(Verdict::Patch),
        slice: &["<Property Name=\"serialNumber\" Type=\"Edm.String\" Nullable=\"false\">"],
    },
    Step {
        name: "description only",
        edits: &[(
            "      <!-- annotations -->\n",
            "      <Annotations Target=\"microsoft.graph.windowsAutopilotDeviceIdentity/groupTag\">
        <Annotation Term=\"Org.OData.Core.V1.Description\" String=\"The service describes it now.\" />
      </Annotations>\n",
        )],
        entries: &["documentation changed microsoft.graph.windowsAutopilotDeviceIdentity/groupTag"],
        verdict: Some(Verdict::Patch),
        slice: &["String=\"The service describes it now.\""],
    },
    Step {
        name: "removed property",
        edits: &[("        <Property Name=\"resourceName\" Type=\"Edm.String\">\n        </Property>\n", "")],
        entries: &["property removed microsoft.graph.windowsAutopilotDeviceIdentity/resourceName"],
        verdict: Some(Verdict::Major),
        slice: &[],
    },
    Step {
        name: "changed type",
        edits: &[(
            "<Property Name=\"skuNumber\" Type=\"Edm.String\">",
            "<Property Name=\"skuNumber\" Type=\"Edm.Int64\">",
        )],
        entries: &["property changed microsoft.graph.windowsAutopilotDeviceIdentity/skuNumber"],
        verdict: Some(Verdict::Major),
        slice: &["<Property Name=\"skuNumber\" Type=\"Edm.Int64\">"],
    },
    Step {
        name: "renamed member",
        edits: &[("<Member Name=\"assignedUnkownSyncState\"", "<Member Name=\"assignedUnknownSyncState\"")],
        entries: &[
            "member added microsoft.graph.windowsAutopilotProfileAssignmentStatus/assignedUnknownSyncState",
            "member removed microsoft.graph.windowsAutopilotProfileAssignmentStatus/assignedUnkownSyncState",
        ],
        verdict: Some(Verdict::Major),
        slice: &["<Member Name=\"assignedUnknownSyncState\" Value=\"3\" />"],
    },
];
