namespace TypedJobs.CodeFixes;

/// <summary>What was reported, and where.</summary>
/// <param name="Document">The file.</param>
/// <param name="Node">The innermost node that the diagnostic covers.</param>
/// <param name="Diagnostic">The diagnostic.</param>
internal sealed record FixPlace(Document Document, SyntaxNode Node, Diagnostic Diagnostic)
{
    /// <summary>What the analyzer has told for the mend; null if it told nothing.</summary>
    public string? Told(string key) => Diagnostic.Properties.TryGetValue(key, out var value) ? value : null;
}
