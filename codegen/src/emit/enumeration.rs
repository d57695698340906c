//! Enumerations.

use super::{Emitter, doc};
use crate::name::Identifier;
use crate::schema::EnumerationType;
use heck::ToUpperCamelCase;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) fn enumeration(emitter: &Emitter<'_>, enumeration: &EnumerationType) -> TokenStream {
    let names = emitter.names.of(&enumeration.name);
    let rust = &names.rust;
    let kind = if enumeration.is_flags { "Flags enumeration" } else { "Enumeration" };
    let type_doc = doc::lines(&enumeration.documentation, &format!("{kind} {}.", doc::code(&enumeration.name)));

    let variants: Vec<_> = enumeration.members.iter().map(|member| names.part(&member.name)).collect();
    let wire_names: Vec<_> = enumeration.members.iter().map(|member| &member.name).collect();
    let member_docs = enumeration.members.iter().map(|member| {
        let is_telling = names.part(&member.name).as_str().trim_matches('_') == member.name.to_upper_camel_case();
        let is_told = is_telling && member.documentation.description.is_some();
        let fact = if is_told { String::new() } else { doc::code(&member.name) };
        let lines = doc::lines(&member.documentation, &fact);
        let deprecated = doc::deprecated(&member.documentation);
        quote!(#lines #deprecated)
    });
    let deprecated = doc::deprecated(&enumeration.documentation);
    let flag = enumeration.is_flags.then(|| {
        let (with_value, values): (Vec<&Identifier>, Vec<Literal>) = variants
            .iter()
            .zip(&enumeration.members)
            .filter_map(|(variant, member)| Some((*variant, Literal::i64_unsuffixed(member.value?))))
            .unzip();
        let others = if with_value.len() == variants.len() { quote!(Self::Unrecognized(_)) } else { quote!(_) };
        let body = if with_value.is_empty() {
            quote!(None)
        } else {
            quote!(match self { #(Self::#with_value => Some(#values),)* #others => None, })
        };
        quote! {
            impl support::Flag for #rust {
                fn value(&self) -> Option<i64> {
                    #body
                }
            }
        }
    });

    quote! {
        use ::graph_models::support;

        #type_doc
        #deprecated
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
