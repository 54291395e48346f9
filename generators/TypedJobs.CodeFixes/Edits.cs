using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace TypedJobs.CodeFixes;

/// <summary>
/// Changes of the text of files, collected for one diagnostic or for many, and made at once. The same change asked for twice is made once, so that two
/// records in one class can both want it to be partial.
/// </summary>
internal sealed class Edits(Solution solution)
{
    private readonly Dictionary<DocumentId, List<TextChange>> _changes = [];
    private readonly List<(Document Beside, string Name, string Text)> _files = [];

    private readonly HashSet<TextChange> _simplified = [];

    public bool IsEmpty => _changes.Count == 0 && _files.Count == 0;

    /// <param name="document">The file.</param>
    /// <param name="position">Where.</param>
    /// <param name="text">What.</param>
    /// <param name="simplify">Whether the text has full names that are to be shortened as the file's usings allow.</param>
    public void Insert(DocumentId document, int position, string text, bool simplify = false) => Replace(document, new TextSpan(position, 0), text, simplify);

    /// <inheritdoc cref="Insert"/>
    public void Replace(DocumentId document, TextSpan span, string text, bool simplify = false)
    {
        if (!_changes.TryGetValue(document, out var changes))
        {
            _changes.Add(document, changes = []);
        }

        var change = new TextChange(span, text);
        if (!changes.Contains(change))
        {
            changes.Add(change);
        }

        if (simplify)
        {
            _simplified.Add(change);
        }
    }

    /// <summary>Adds a file in the folder of another; of that name, or of one that is free.</summary>
    public void AddFile(Document beside, string name, string text) => _files.Add((beside, name, text));

    public async Task<Solution> ApplyAsync(CancellationToken cancellationToken)
    {
        var changed = solution;
        foreach (var pair in _changes)
        {
            var document = (TextDocument?)changed.GetDocument(pair.Key) ?? changed.GetAdditionalDocument(pair.Key)!;
            var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);

            // Sorted stably: insertions at one place stay in the order in which they were asked for.
            var ordered = pair.Value.OrderBy(static change => change.Span.Start).ThenBy(static change => change.Span.End).ToList();
            var edited = text.WithChanges(ordered);
            changed = document is Document ? changed.WithDocumentText(pair.Key, edited) : changed.WithAdditionalDocumentText(pair.Key, edited);
            var spans = Spans(ordered).ToList();
            if (spans.Count > 0)
            {
                changed = await SimplifyAsync(changed.GetDocument(pair.Key)!, spans, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var (beside, name, text) in _files)
        {
            var folder = Path.GetDirectoryName(beside.FilePath);
            changed = changed.AddDocument(
                DocumentId.CreateNewId(beside.Project.Id),
                name,
                SourceText.From(text, System.Text.Encoding.UTF8),
                beside.Folders,
                folder is null ? null : Path.Combine(folder, name));
        }

        return changed;
    }

    private static async Task<Solution> SimplifyAsync(Document document, IReadOnlyList<TextSpan> spans, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var marked = root.ReplaceNodes(
            root.DescendantNodes().Where(node => node is QualifiedNameSyntax or AliasQualifiedNameSyntax or MemberAccessExpressionSyntax && spans.Any(span => span.Contains(node.Span))),
            static (_, node) => node.WithAdditionalAnnotations(Simplifier.Annotation));
        return (await Simplifier.ReduceAsync(document.WithSyntaxRoot(marked), optionSet: null, cancellationToken).ConfigureAwait(false)).Project.Solution;
    }

    /// <summary>Where the texts that are to be simplified have come to stand.</summary>
    private IEnumerable<TextSpan> Spans(IEnumerable<TextChange> ordered)
    {
        var moved = 0;
        foreach (var change in ordered)
        {
            var length = change.NewText!.Length;
            if (_simplified.Contains(change))
            {
                yield return new TextSpan(change.Span.Start + moved, length);
            }

            moved += length - change.Span.Length;
        }
    }
}
