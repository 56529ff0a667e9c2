//! Renders diagnostics with the line of the source and a caret under the token.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Origin, Severity, SourceFile};

/// Whether the text may carry terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    Plain,
    Coloured,
}

impl Diagnostics {
    /// Returns every diagnostic with `file:line:column`, the line and a caret under the token, then a line of totals.
    pub fn render(&self, paint: Paint) -> String {
        let renderer = match paint {
            Paint::Plain => Renderer::plain(),
            Paint::Coloured => Renderer::styled(),
        };
        let mut text = String::new();
        for diagnostic in &self.list {
            text.push_str(&renderer.render(&[self.group(diagnostic)]));
            text.push_str("\n\n");
        }
        let errors = self.list.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        match errors {
            0 => {}
            1 => text.push_str("1 error\n"),
            more => text.push_str(&format!("{more} errors\n")),
        }
        text
    }

    fn group<'a>(&'a self, diagnostic: &'a Diagnostic) -> Group<'a> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Note => Level::NOTE,
        };
        let mut group = Group::with_title(level.primary_title(&*diagnostic.message).id(diagnostic.code.as_str()));
        if let Some((file, range)) = self.place(&diagnostic.origin) {
            let source = |file: &'a SourceFile| Snippet::source(&*file.text).path(&*file.name);
            let mut snippet = source(file).annotation(AnnotationKind::Primary.span(range));
            let mut elsewhere = None;
            if let Some((origin, label)) = &diagnostic.related
                && let Some((other, range)) = self.place(origin)
            {
                let related = AnnotationKind::Context.span(range).label(&**label);
                if std::ptr::eq(file, other) {
                    snippet = snippet.annotation(related);
                } else {
                    elsewhere = Some(source(other).annotation(related));
                }
            }
            group = group.element(snippet).elements(elsewhere);
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(&**help));
        }
        group
    }

    fn place(&self, origin: &Origin) -> Option<(&SourceFile, std::ops::Range<usize>)> {
        match *origin {
            Origin::Text { file, start, end } => {
                let file = self.file(file);
                Some((file, start.min(file.text.len())..end.min(file.text.len())))
            }
            Origin::Tokens(_) => None,
        }
    }
}
