//! The clouds that Microsoft runs, each with a Graph of its own.

/// One of Microsoft's [national clouds](https://learn.microsoft.com/graph/deployments). A token of one is not valid in
/// another.
///
/// ```
/// use graph_client::{Cloud, GraphClient, StaticToken};
///
/// let client = GraphClient::builder().cloud(Cloud::China).credential(StaticToken::new("t")).build()?;
/// assert_eq!(client.service_root(), "https://microsoftgraph.chinacloudapi.cn/beta");
/// assert_eq!(Cloud::China.scope(), "https://microsoftgraph.chinacloudapi.cn/.default");
/// # Ok::<(), graph_client::Error>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Cloud {
    /// The global cloud, with GCC in it.
    #[default]
    Global,
    /// The US government's, level 4 (GCC High).
    UsGovernment,
    /// The US government's, level 5 (Department of Defense).
    UsGovernmentDod,
    /// China's, operated by 21Vianet.
    China,
}

impl Cloud {
    /// Where its Graph is, with the version of the API that this client speaks.
    #[must_use]
    pub const fn service_root(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com/beta",
            Self::UsGovernment => "https://graph.microsoft.us/beta",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us/beta",
            Self::China => "https://microsoftgraph.chinacloudapi.cn/beta",
        }
    }

    /// The scope that a token for its Graph is asked for.
    #[must_use]
    pub const fn scope(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com/.default",
            Self::UsGovernment => "https://graph.microsoft.us/.default",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us/.default",
            Self::China => "https://microsoftgraph.chinacloudapi.cn/.default",
        }
    }

    /// Where its tokens come from: what a credential has to be told for a cloud other than the global one.
    #[must_use]
    pub const fn authority_host(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernment | Self::UsGovernmentDod => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }
}
