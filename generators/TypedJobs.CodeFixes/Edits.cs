using Microsoft.CodeAnalysis;
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

    public void Insert(DocumentId document, int position, string text) => Replace(document, new TextSpan(position, 0), text);

    public void Replace(DocumentId document, TextSpan span, string text)
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
            var edited = text.WithChanges(pair.Value.OrderBy(static change => change.Span.Start).ThenBy(static change => change.Span.End));
            changed = document is Document ? changed.WithDocumentText(pair.Key, edited) : changed.WithAdditionalDocumentText(pair.Key, edited);
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
}
