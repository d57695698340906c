//! Finds modules that import each other.
//!
//! Each path in the code is resolved to the module that defines its item, through imports and re-exports. An ancestor and a
//! descendant may use each other: they are one concept in several files. Any other cycle of imports is an error. Generated
//! files, inline tests and the use of `macro_rules!` by textual scope are not examined.

use crate::tree::is_generated;
use anyhow::{Context, Result, anyhow, bail, ensure};
use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::iter::Peekable;
use std::path::Path;

/// The path of a module. The root of the crate has the empty path.
type ModulePath = Vec<String>;

/// The limit of imports that lead to other imports, which may refer to each other.
const MAX_IMPORTS: usize = 8;

/// Checks every crate of a workspace.
///
/// # Errors
///
/// Modules import each other, or a file cannot be read.
pub fn check(root: &Path) -> Result<()> {
    let mut cycles = Vec::new();
    for package in members(root)? {
        let mains = ["lib.rs", "main.rs"].map(|main| root.join(&package).join("src").join(main));
        ensure!(mains.iter().any(|main| main.exists()), "{package} has neither src/lib.rs nor src/main.rs");
        for main in mains.iter().filter(|main| main.exists()) {
            let of_crate = Crate::read(main)?.cycles();
            cycles.extend(of_crate.into_iter().map(|cycle| format!("{package}: {}", cycle.join(" -> "))));
        }
    }
    ensure!(
        cycles.is_empty(),
        "modules import each other; move the shared items into a third module, or merge the modules:\n  {}",
        cycles.join("\n  ")
    );
    Ok(())
}

/// Returns the members of a workspace.
fn members(root: &Path) -> Result<Vec<String>> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: toml::Table = text.parse().with_context(|| format!("cannot parse {}", path.display()))?;
    let members = manifest.get("workspace").and_then(|workspace| workspace.get("members")?.as_array());
    let members = members.with_context(|| format!("no workspace members in {}", path.display()))?;
    Ok(members.iter().filter_map(|member| member.as_str().map(str::to_owned)).collect())
}

/// The modules of a crate.
#[derive(Default)]
struct Crate {
    modules: BTreeMap<ModulePath, Module>,
}

#[derive(Default)]
struct Module {
    children: BTreeSet<String>,
    /// The paths of imported items, by the name of the import.
    imports: BTreeMap<String, Vec<String>>,
    /// The paths of glob imports.
    globs: Vec<Vec<String>>,
    /// All paths that lead into the crate.
    paths: Vec<Vec<String>>,
}

impl Crate {
    fn read(main: &Path) -> Result<Self> {
        let mut found = Self::default();
        let folder = main.parent().unwrap_or(main);
        let mut open = vec![(ModulePath::new(), main.to_owned(), folder.to_owned())];
        while let Some((path, file, folder)) = open.pop() {
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            if is_generated(text.as_bytes()) {
                continue;
            }
            let tokens = text.parse().map_err(|error| anyhow!("{} is not Rust: {error}", file.display()))?;
            let module = Module::read(tokens);
            for child in &module.children {
                let below = folder.join(child);
                let files = [folder.join(format!("{child}.rs")), below.join("mod.rs")];
                let Some(file) = files.into_iter().find(|file| file.exists()) else {
                    bail!("no file for the module `{child}` of {}", file.display());
                };
                open.push(([path.as_slice(), std::slice::from_ref(child)].concat(), file, below));
            }
            found.modules.insert(path, module);
        }
        Ok(found)
    }

    /// Returns cycles of imports. Every module that is part of a cycle is in one of them.
    fn cycles(&self) -> Vec<Vec<String>> {
        let imports: BTreeMap<_, _> = self.modules.keys().map(|path| (path, self.imported(path))).collect();
        let mut reported: BTreeSet<&ModulePath> = BTreeSet::new();
        let mut cycles = Vec::new();
        for start in self.modules.keys() {
            if reported.contains(start) {
                continue;
            }
            // Breadth first, to find the shortest way back.
            let mut importers: BTreeMap<&ModulePath, &ModulePath> = BTreeMap::new();
            let mut open = VecDeque::from([start]);
            while let Some(current) = open.pop_front() {
                for next in imports.get(current).into_iter().flatten() {
                    if !importers.contains_key(next) {
                        importers.insert(next, current);
                        open.push_back(next);
                    }
                }
            }
            let Some(mut importer) = importers.get(start) else { continue };
            let mut cycle = vec![start, importer];
            while *importer != start
                && let Some(next) = importers.get(importer)
            {
                importer = next;
                cycle.push(importer);
            }
            cycle.reverse();
            cycles.push(cycle.iter().map(|module| format!("crate::{}", module.join("::"))).collect());
            reported.extend(cycle);
        }
        cycles
    }

    /// Returns the modules that a module imports from, except for its ancestors.
    fn imported(&self, from: &ModulePath) -> BTreeSet<&ModulePath> {
        let mut found = BTreeSet::new();
        for path in &self.modules[from].paths {
            self.resolve(from, path, 0, &mut found);
        }
        found.retain(|definer| !from.starts_with(definer));
        found
    }

    /// Finds the module that a path leads to, and those that its imports lead to.
    fn resolve<'a>(&'a self, from: &ModulePath, path: &[String], imports: usize, found: &mut BTreeSet<&'a ModulePath>) {
        let mut current = from.clone();
        let mut rest = path;
        while let Some((segment, after)) = rest.split_first() {
            match segment.as_str() {
                "crate" => current.clear(),
                "self" => {}
                "super" => {
                    current.pop();
                }
                child if self.modules.get(&current).is_some_and(|module| module.children.contains(child)) => {
                    current.push(child.to_owned());
                }
                _ => break,
            }
            rest = after;
        }
        let Some((path, module)) = self.modules.get_key_value(&current) else { return };
        found.insert(path);
        if let Some((item, after)) = rest.split_first().filter(|_| imports < MAX_IMPORTS) {
            if let Some(import) = module.imports.get(item) {
                self.resolve(path, &[import, after].concat(), imports + 1, found);
            } else {
                for glob in &module.globs {
                    self.resolve(path, &[glob, rest].concat(), imports + 1, found);
                }
            }
        }
    }
}

impl Module {
    fn read(tokens: TokenStream) -> Self {
        let mut module = Self::default();
        let all: Vec<_> = tokens.clone().into_iter().collect();
        for window in all.windows(3) {
            if let [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Punct(end)] = window
                && keyword == "mod"
                && end.as_char() == ';'
            {
                module.children.insert(name.to_string().trim_start_matches("r#").to_owned());
            }
        }
        // An import may follow the code that uses it.
        module.scan(tokens.clone(), 0, true);
        module.scan(tokens, 0, false);
        module
    }

    /// Collects either the imports or the other paths. `depth` is the number of inline modules around the code.
    fn scan(&mut self, tokens: TokenStream, depth: usize, is_import: bool) {
        let mut tokens = tokens.into_iter().peekable();
        let mut last = String::new();
        while let Some(token) = tokens.next() {
            let mut text = token.to_string();
            match token {
                TokenTree::Group(group) => self.scan(group.stream(), depth, is_import),
                TokenTree::Ident(_) if last == "mod" => {
                    if let Some(TokenTree::Group(group)) = tokens.peek().cloned() {
                        tokens.next();
                        if text != "tests" {
                            self.scan(group.stream(), depth + 1, is_import);
                        }
                    }
                }
                TokenTree::Ident(_) if last == "use" && is_import => {
                    self.path(&mut tokens, vec![text.clone()], depth, true);
                }
                TokenTree::Ident(_) if last != "use" && last != "::" && last != "." && !is_import => {
                    self.path(&mut tokens, vec![text.clone()], depth, false);
                }
                TokenTree::Punct(_) if last == ":" && text == ":" => "::".clone_into(&mut text),
                _ => {}
            }
            last = text;
        }
    }

    /// Reads the rest of a path, which branches at the braces of an import.
    fn path(&mut self, tokens: &mut Peekable<IntoIter>, mut path: Vec<String>, depth: usize, is_import: bool) {
        let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
        let mut is_glob = false;
        // A single colon ends a path: it begins a type.
        while tokens.next_if(is_colon).is_some() && tokens.next_if(is_colon).is_some() {
            match tokens.peek().cloned() {
                Some(TokenTree::Ident(segment)) => path.push(segment.to_string()),
                Some(TokenTree::Punct(star)) if star.as_char() == '*' => is_glob = true,
                Some(TokenTree::Group(group)) if is_import && group.delimiter() == Delimiter::Brace => {
                    let mut branches = group.stream().into_iter().peekable();
                    while let Some(branch) = branches.next() {
                        if let TokenTree::Ident(first) = branch {
                            self.path(&mut branches, [path.clone(), vec![first.to_string()]].concat(), depth, true);
                        }
                    }
                    break;
                }
                _ => break,
            }
            tokens.next();
        }
        let Some(first) = path.first() else { return };
        let leads_inside = ["crate", "self", "super"].contains(&first.as_str()) || self.children.contains(first);
        if !leads_inside && (is_import || path.len() == 1 || !self.imports.contains_key(first)) {
            return;
        }
        // In an inline module, `super` is the module of the file.
        let inline = path.iter().take_while(|segment| *segment == "super").count().min(depth);
        path.drain(..inline);
        if is_import {
            let mut name = path.last().cloned().unwrap_or_default();
            if tokens.next_if(|token| matches!(token, TokenTree::Ident(keyword) if keyword == "as")).is_some() {
                name = tokens.next().map(|token| token.to_string()).unwrap_or_default();
            }
            if is_glob {
                self.globs.push(path.clone());
            } else {
                self.imports.insert(name, path.clone());
            }
        }
        if is_import || path.len() > 1 {
            self.paths.push(path);
        }
    }
}
