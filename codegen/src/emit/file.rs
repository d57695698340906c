//! A generated file.

use super::table::Table;

/// The paragraphs of a file, which blank lines separate.
pub(crate) type File<'a> = Vec<Paragraph<'a>>;

/// Items on adjacent lines.
pub(crate) enum Paragraph<'a> {
    Code(syn::File),
    Table(Table<'a>),
}

impl From<Vec<syn::Item>> for Paragraph<'_> {
    fn from(items: Vec<syn::Item>) -> Self {
        Self::Code(syn::File { frontmatter: None, shebang: None, attrs: Vec::new(), items })
    }
}

impl From<syn::Item> for Paragraph<'_> {
    fn from(item: syn::Item) -> Self {
        Self::from(vec![item])
    }
}

impl<'a> From<Table<'a>> for Paragraph<'a> {
    fn from(table: Table<'a>) -> Self {
        Self::Table(table)
    }
}

impl From<Vec<syn::Attribute>> for Paragraph<'_> {
    fn from(attrs: Vec<syn::Attribute>) -> Self {
        Self::Code(syn::File { frontmatter: None, shebang: None, attrs, items: Vec::new() })
    }
}
