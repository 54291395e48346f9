using Microsoft.CodeAnalysis.CodeActions;

namespace TypedJobs.CodeFixes;

/// <summary>Makes one mend everywhere: all diagnostics of the scope become one set of edits.</summary>
internal sealed class EveryFix(Fix fix) : FixAllProvider
{
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var edits = new Edits(fixAllContext.Solution);
        foreach (var project in fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project])
        {
            var diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            await fix.AddAsync(project, diagnostics, edits, fixAllContext.CancellationToken).ConfigureAwait(false);
        }

        return CodeAction.Create("Fix all", edits.ApplyAsync, fixAllContext.CodeActionEquivalenceKey);
    }
}
