//! Finds modules that import each other.
//!
//! Every path in a file is resolved to the module that defines its item, through re-exports. A module may use what its
//! ancestors define, and an ancestor what its descendants define: that is one concept in several files. Any other circle of
//! imports is an error. Inline tests and generated files are not looked at.

use anyhow::{Context, Result, ensure};
use codegen::MARKER;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

/// The packages of this workspace.
pub const PACKAGES: &[&str] = &["codegen", "graph-client", "graph-models", "xtask", "xtask/measure"];

/// The path of a module from the root of its crate, which has none.
type ModulePath = Vec<String>;

/// Checks every crate of a workspace.
///
/// # Errors
///
/// Modules import each other, or a file cannot be read.
pub fn check(root: &Path, packages: &[&str]) -> Result<()> {
    let mut circles = Vec::new();
    for package in packages {
        for main in ["lib.rs", "main.rs"] {
            let file = root.join(package).join("src").join(main);
            if file.exists() {
                let circles_of_crate = Crate::read(&file)?.circles();
                circles.extend(circles_of_crate.iter().map(|circle| format!("{package}: {}", circle.join(" -> "))));
            }
        }
    }
    ensure!(
        circles.is_empty(),
        "modules import each other; move what both need into a third one, or merge them:\n  {}",
        circles.join("\n  ")
    );
    Ok(())
}

/// The modules of a crate.
#[derive(Default)]
struct Crate {
    modules: BTreeMap<ModulePath, Module>,
}

#[derive(Default)]
struct Module {
    children: BTreeSet<String>,
    /// The names that `use` brings into the module, and the paths of what they name.
    imports: BTreeMap<String, Vec<String>>,
    /// Every path that begins with `crate`, `self`, `super` or the name of a child.
    paths: Vec<Vec<String>>,
}

impl Crate {
    fn read(main: &Path) -> Result<Self> {
        let mut found = Self::default();
        let folder = main.parent().unwrap_or(main);
        let mut open = vec![(Vec::new(), main.to_owned(), folder.to_owned())];
        while let Some((path, file, folder)) = open.pop() {
            let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            if text.lines().next().is_some_and(|line| line.contains(MARKER)) {
                continue;
            }
            let tokens: TokenStream =
                text.parse().map_err(|error| anyhow::anyhow!("{} is not Rust: {error}", file.display()))?;
            let module = Module::of(tokens);
            for child in &module.children {
                let below = folder.join(child);
                let files: [PathBuf; 2] = [folder.join(format!("{child}.rs")), below.join("mod.rs")];
                if let Some(file) = files.into_iter().find(|file| file.exists()) {
                    open.push(([path.as_slice(), std::slice::from_ref(child)].concat(), file, below));
                }
            }
            found.modules.insert(path, module);
        }
        Ok(found)
    }

    /// Returns one circle for every module that is part of any, each module in one circle at most.
    fn circles(&self) -> Vec<Vec<String>> {
        let edges: BTreeMap<_, _> = self.modules.keys().map(|path| (path, self.imported(path))).collect();
        let mut reported: BTreeSet<&ModulePath> = BTreeSet::new();
        let mut circles = Vec::new();
        for start in self.modules.keys() {
            if reported.contains(start) {
                continue;
            }
            // The shortest way back, breadth first.
            let mut before: BTreeMap<&ModulePath, &ModulePath> = BTreeMap::new();
            let mut open = VecDeque::from([start]);
            while let Some(current) = open.pop_front() {
                for next in edges.get(current).into_iter().flatten() {
                    if !before.contains_key(next) {
                        before.insert(next, current);
                        open.push_back(next);
                    }
                }
            }
            let mut circle = vec![start];
            while let Some(module) =
                circle.last().and_then(|module| before.get(module)).filter(|_| before.contains_key(start))
            {
                circle.push(module);
                if *module == start {
                    break;
                }
            }
            if circle.len() > 1 {
                circle.reverse();
                circles.push(circle.iter().map(|module| format!("crate::{}", module.join("::"))).collect());
                reported.extend(circle);
            }
        }
        circles
    }

    /// Returns the modules that define what a module imports, without its ancestors.
    fn imported(&self, from: &ModulePath) -> BTreeSet<&ModulePath> {
        let module = &self.modules[from];
        let defined = module.paths.iter().flat_map(|path| self.resolve(from, path, 0));
        defined.filter(|definer| !from.starts_with(definer)).collect()
    }

    /// Returns the module that a path leads to, and the one that defines its item if that is re-exported from elsewhere.
    fn resolve(&self, from: &ModulePath, path: &[String], depth: usize) -> Vec<&ModulePath> {
        let mut current = from.clone();
        let mut segments = path.iter().peekable();
        while let Some(segment) = segments.peek() {
            match segment.as_str() {
                "crate" => current = Vec::new(),
                "self" => {}
                "super" => {
                    current.pop();
                }
                child if self.modules.get(&current).is_some_and(|module| module.children.contains(child)) => {
                    current.push(child.to_owned());
                }
                _ => break,
            }
            segments.next();
        }
        let Some((module, Module { imports, .. })) = self.modules.get_key_value(&current) else { return Vec::new() };
        let mut found = vec![module];
        // Re-exports may refer to each other in a circle.
        if let Some(import) = segments.next().and_then(|item| imports.get(item)).filter(|_| depth < 8) {
            found.extend(self.resolve(&current, import, depth + 1));
        }
        found
    }
}

impl Module {
    fn of(tokens: TokenStream) -> Self {
        let mut module = Self::default();
        module.declarations(tokens.clone());
        module.scan(tokens, 0);
        module
    }

    /// Finds `mod name;`.
    fn declarations(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for window in tokens.windows(3) {
            if let [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Punct(end)] = window
                && keyword == "mod"
                && end.as_char() == ';'
            {
                self.children.insert(name.to_string());
            }
        }
    }

    /// Finds the paths in code. `depth` counts the inline modules around it.
    fn scan(&mut self, tokens: TokenStream, depth: usize) {
        let mut tokens = tokens.into_iter().peekable();
        let mut last = String::new();
        while let Some(token) = tokens.next() {
            let text = token.to_string();
            match token {
                TokenTree::Group(group) => self.scan(group.stream(), depth),
                TokenTree::Ident(_) if last == "mod" => {
                    if let Some(TokenTree::Group(group)) = tokens.peek().cloned() {
                        tokens.next();
                        if text != "tests" {
                            self.scan(group.stream(), depth + 1);
                        }
                    }
                }
                TokenTree::Ident(_) if last == "use" => self.tree(&mut tokens, vec![text.clone()], depth),
                TokenTree::Ident(_) if last != ":" && last != "." && self.begins_path(&text) => {
                    self.tree(&mut tokens, vec![text.clone()], depth);
                }
                _ => {}
            }
            last = text;
        }
    }

    fn begins_path(&self, text: &str) -> bool {
        ["crate", "self", "super"].contains(&text) || self.children.contains(text)
    }

    /// Reads the rest of a path, which may branch at its end.
    fn tree(
        &mut self,
        tokens: &mut std::iter::Peekable<proc_macro2::token_stream::IntoIter>,
        mut path: Vec<String>,
        depth: usize,
    ) {
        while tokens.next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')).is_some() {
            if tokens.next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')).is_none() {
                break;
            }
            match tokens.peek().cloned() {
                Some(TokenTree::Ident(segment)) => {
                    tokens.next();
                    path.push(segment.to_string());
                }
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    tokens.next();
                    let mut branches = group.stream().into_iter().peekable();
                    while let Some(branch) = branches.next() {
                        if let TokenTree::Ident(first) = branch {
                            self.tree(&mut branches, [path.clone(), vec![first.to_string()]].concat(), depth);
                        }
                    }
                    return;
                }
                _ => break,
            }
        }
        let mut name = path.last().cloned().unwrap_or_default();
        if tokens.next_if(|token| matches!(token, TokenTree::Ident(keyword) if keyword == "as")).is_some() {
            name = tokens.next().map(|token| token.to_string()).unwrap_or_default();
        }
        if path.first().is_none_or(|first| !self.begins_path(first)) {
            return;
        }
        // What an inline module calls `super` is the module of the file.
        let inline = path.iter().take_while(|segment| *segment == "super").count().min(depth);
        path.drain(..inline);
        self.imports.insert(name, path.clone());
        self.paths.push(path);
    }
}
