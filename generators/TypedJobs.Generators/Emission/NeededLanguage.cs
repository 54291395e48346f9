using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Diagnostics;

namespace TypedJobs.Generators.Emission;

/// <summary>The C# that generated code is written in. A project of .NET 10 compiles as a newer one unless it says otherwise.</summary>
internal static class NeededLanguage
{
    private const LanguageVersion Least = LanguageVersion.CSharp12;

    /// <summary>Whether the project compiles as an older one. Then that is all there is to say about the type, and it has gone to <paramref name="report"/>.</summary>
    public static bool IsMissing(TypeDeclarationSyntax syntax, Action<Diagnostic>? report)
    {
        if (syntax.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: < Least and var version })
        {
            return false;
        }

        report?.Invoke(Diagnostic.Create(
            JobDiagnostics.LanguageTooOld, syntax.Identifier.GetLocation(), syntax.Identifier.ValueText, version.ToDisplayString(), Least.ToDisplayString()));
        return true;
    }
}
