using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>Makes descriptors: one category, and a help page for each id under docs/diagnostics.</summary>
internal static class Rule
{
    private const string Category = "TypedJobs";
    private const string HelpPages = "https://github.com/typedjobs/typedjobs/blob/main/docs/diagnostics/";

    public static DiagnosticDescriptor Error(string id, string title, string message)
        => new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: $"{HelpPages}{id}.md");
}
