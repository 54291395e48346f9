using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>Makes descriptors: one category, and a help page for each id under docs/diagnostics.</summary>
internal static class Rule
{
    private const string Category = "TypedJobs";
    private const string HelpPages = "https://github.com/typedjobs/typedjobs/blob/main/docs/diagnostics/";

    public static DiagnosticDescriptor Error(string id, string title, string message)
        => Make(id, title, message, DiagnosticSeverity.Error);

    public static DiagnosticDescriptor Warning(string id, string title, string message)
        => Make(id, title, message, DiagnosticSeverity.Warning);

    public static DiagnosticDescriptor Info(string id, string title, string message)
        => Make(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Make(string id, string title, string message, DiagnosticSeverity severity)
        => new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"{HelpPages}{id}.md");
}
