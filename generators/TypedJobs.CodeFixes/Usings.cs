using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.CodeFixes;

/// <summary>Directives that new code needs and that are not there yet.</summary>
internal static class Usings
{
    /// <summary>Imports a namespace into a file, unless it is there already.</summary>
    public static async Task AddAsync(Document document, string imported, Edits edits, CancellationToken cancellationToken)
    {
        var root = (CompilationUnitSyntax)(await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var own = root.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>();
        if (own.Any(directive => Imports(directive, imported)) || await IsGlobalAsync(document.Project, imported, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // Where a file has all of its usings in its namespace, the new one joins them.
        var usings = root is { Usings.Count: 0, Members: [BaseNamespaceDeclarationSyntax { Usings: { Count: > 0 } within }] } ? within : root.Usings;
        var next = usings.FirstOrDefault(directive => directive is { Alias: null, StaticKeyword.RawKind: 0 } && Comes(imported, directive.NamespaceOrType.ToString()));
        var end = await EndOfLineAsync(document, cancellationToken).ConfigureAwait(false);
        var line = $"using {imported};{end}";
        var indent = usings.Count > 0 ? string.Concat(usings[0].GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))) : string.Empty;
        if (next is not null)
        {
            edits.Insert(document.Id, next.SpanStart, line + indent);
        }
        else if (usings.Count > 0)
        {
            edits.Insert(document.Id, usings.Last().FullSpan.End, indent + line);
        }
        else
        {
            edits.Insert(document.Id, root.GetFirstToken(includeZeroWidth: true).SpanStart, line + end);
        }
    }

    /// <summary>Those of the namespaces that the project does not import for every file.</summary>
    public static async Task<IReadOnlyList<string>> MissingAsync(Project project, IEnumerable<string> namespaces, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var imported in namespaces.Distinct())
        {
            if (!await IsGlobalAsync(project, imported, cancellationToken).ConfigureAwait(false))
            {
                missing.Add(imported);
            }
        }

        missing.Sort(static (left, right) => Comes(left, right) ? -1 : 1);
        return missing;
    }

    /// <summary>How the lines of a file end: as its first.</summary>
    public static async Task<string> EndOfLineAsync(TextDocument document, CancellationToken cancellationToken)
    {
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var first = text.Lines[0];
        return first.EndIncludingLineBreak - first.End == 2 ? "\r\n" : "\n";
    }

    private static async Task<bool> IsGlobalAsync(Project project, string imported, CancellationToken cancellationToken)
        => await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is { } compilation
            && compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellationToken) is CompilationUnitSyntax root
                && root.Usings.Any(directive => directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) && Imports(directive, imported)));

    private static bool Imports(UsingDirectiveSyntax directive, string imported)
        => directive is { Alias: null, StaticKeyword.RawKind: 0 } && directive.NamespaceOrType.ToString().Replace("global::", string.Empty) == imported;

    /// <summary>The order of the editor's own: System first, then by the alphabet.</summary>
    private static bool Comes(string first, string second)
        => (IsSystem(first), IsSystem(second)) switch
        {
            (true, false) => true,
            (false, true) => false,
            _ => string.CompareOrdinal(first, second) < 0,
        };

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
