//! Microsoft's national clouds.

/// A [national cloud](https://learn.microsoft.com/graph/deployments). Each has its own Graph; a token of one is not valid in
/// another.
///
/// ```
/// use graph_client::{Cloud, GraphClient, StaticToken};
///
/// let client = GraphClient::builder().cloud(Cloud::China).credential(StaticToken::new("t")).build()?;
/// assert_eq!(client.endpoint(), "https://microsoftgraph.chinacloudapi.cn");
/// assert_eq!(Cloud::China.scope(), "https://microsoftgraph.chinacloudapi.cn/.default");
/// # Ok::<(), graph_client::Error>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Cloud {
    /// The global cloud, including GCC.
    #[default]
    Global,
    /// The cloud of the US government, level 4 (GCC High).
    UsGovernment,
    /// The cloud of the US government, level 5 (Department of Defense).
    UsGovernmentDod,
    /// The cloud of China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// Returns the endpoint of Graph: the URL of its host, without a version.
    #[must_use]
    pub const fn endpoint(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGovernment => "https://graph.microsoft.us",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// Returns the scope of tokens for Graph.
    #[must_use]
    pub const fn scope(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com/.default",
            Self::UsGovernment => "https://graph.microsoft.us/.default",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us/.default",
            Self::China => "https://microsoftgraph.chinacloudapi.cn/.default",
        }
    }

    /// Returns the authority that issues tokens. Configure it in the credential for every cloud but the global one.
    #[must_use]
    pub const fn authority_host(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernment | Self::UsGovernmentDod => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }
}
