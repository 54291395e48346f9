using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TypedJobs.Generators.Contracts;

/// <summary>The file of a project, and what was read from it.</summary>
internal sealed record ContractFile(string Path, SourceText Text, ParsedContract Parsed)
{
    /// <summary>The line of a key; the first line if it has none.</summary>
    public Location LocationOf(string key) => LocationOf(Parsed.LineNumbers.TryGetValue(key, out var number) ? number : 0);

    public Location LocationOf(int number)
    {
        var span = Text.Lines[number].Span;
        return Location.Create(Path, span, Text.Lines.GetLinePositionSpan(span));
    }
}
