using Microsoft.CodeAnalysis.CodeActions;

namespace TypedJobs.CodeFixes;

/// <summary>A mend of one kind, for one diagnostic or for all of a document, a project or a solution.</summary>
/// <param name="ids">The diagnostics for which it is offered.</param>
public abstract class Fix(params string[] ids) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    /// <summary>Whether the mend can be made for many diagnostics in one step.</summary>
    private protected virtual bool FixesAll => true;

    /// <inheritdoc/>
    public sealed override FixAllProvider? GetFixAllProvider() => FixesAll ? new EveryFix(this) : null;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            // Only what would change something is offered.
            var edits = new Edits(context.Document.Project.Solution);
            await AddAsync(context.Document.Project, [diagnostic], edits, context.CancellationToken).ConfigureAwait(false);
            if (!edits.IsEmpty && await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } place && TitleFor(place) is { } title)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, cancellationToken => FixAsync(context.Document.Project, [diagnostic], cancellationToken), GetType().Name),
                    diagnostic);
            }
        }
    }

    /// <summary>What the editor offers; null if there is nothing to offer here.</summary>
    private protected abstract string? TitleFor(FixPlace place);

    /// <summary>Adds what has to change.</summary>
    private protected abstract Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken);

    internal async Task<Solution> FixAsync(Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var edits = new Edits(project.Solution);
        await AddAsync(project, diagnostics, edits, cancellationToken).ConfigureAwait(false);
        return await FollowAsync(await edits.ApplyAsync(cancellationToken).ConfigureAwait(false), project.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes what follows from the mend, once the code is as it shall be.</summary>
    private protected virtual Task<Solution> FollowAsync(Solution mended, ProjectId project, CancellationToken cancellationToken) => Task.FromResult(mended);

    internal async Task AddAsync(Project project, IEnumerable<Diagnostic> diagnostics, Edits edits, CancellationToken cancellationToken)
    {
        foreach (var diagnostic in diagnostics)
        {
            if (project.GetDocument(diagnostic.Location.SourceTree) is { } document
                && await FindAsync(document, diagnostic, cancellationToken).ConfigureAwait(false) is { } place
                && TitleFor(place) is not null)
            {
                await EditAsync(place, edits, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<FixPlace?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
        => await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is { } root && root.FullSpan.Contains(diagnostic.Location.SourceSpan)
            ? new FixPlace(document, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), diagnostic)
            : null;
}
