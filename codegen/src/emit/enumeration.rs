//! Enumerations.

use super::{Emitter, doc};
use crate::schema::EnumerationType;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn enumeration(emitter: &Emitter<'_>, enumeration: &EnumerationType) -> TokenStream {
    let names = emitter.names.of(&enumeration.name);
    let rust = &names.rust;
    let kind = if enumeration.is_flags { "Flags enumeration" } else { "Enumeration" };
    let type_doc = doc::lines(enumeration.description.as_deref(), &format!("{kind} `{}`.", enumeration.name));

    let variants: Vec<_> = enumeration.members.iter().map(|member| names.part(&member.name)).collect();
    let wire_names: Vec<_> = enumeration.members.iter().map(|member| &member.name).collect();
    let member_docs = enumeration.members.iter().map(|member| match &member.description {
        Some(description) => doc::lines(Some(description), ""),
        None => doc::lines(None, &format!("`{}`", member.name)),
    });
    let flag = enumeration.is_flags.then(|| {
        let values = enumeration.members.iter().map(|member| Literal::i64_unsuffixed(member.value));
        quote! {
            impl support::Flag for #rust {
                fn value(&self) -> Option<i64> {
                    match self {
                        #(Self::#variants => Some(#values),)*
                        Self::Unrecognized(_) => None,
                    }
                }
            }
        }
    });

    quote! {
        use ::graph_models::support;

        #type_doc
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum #rust {
            #(#member_docs #variants,)*
            #[doc = " A member that the schema does not know, kept as received."]
            Unrecognized(support::UnrecognizedMember<Self>),
        }

        impl support::Enumeration for #rust {
            const MEMBERS: &'static [Self] = &[#(Self::#variants,)*];

            fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #wire_names,)*
                    Self::Unrecognized(member) => member.as_str(),
                }
            }

            fn unrecognized(member: support::UnrecognizedMember<Self>) -> Self {
                Self::Unrecognized(member)
            }
        }

        #flag

        support::enumeration!(#rust);
    }
}
