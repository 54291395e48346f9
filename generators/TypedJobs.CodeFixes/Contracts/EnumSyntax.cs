using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Diagnostics;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>Finds the enum whose values a diagnostic is about; it is reported where it stands or where a job uses it.</summary>
internal static class EnumSyntax
{
    public static async Task<(Document Document, EnumDeclarationSyntax Declaration)?> FindAsync(FixPlace place, CancellationToken cancellationToken)
    {
        if (place.Node.FirstAncestorOrSelf<EnumDeclarationSyntax>() is { } here)
        {
            return (place.Document, here);
        }

        var project = place.Document.Project;
        var key = place.Told(ContractProperties.FileKey)!;
        var label = ContractKey.TypeOf(ContractKey.IsOfType(key) ? ContractKey.OwnerOf(key) : key);
        if (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is { } compilation
            && compilation.GetSymbolsWithName(label.Substring(label.LastIndexOf('.') + 1), SymbolFilter.Type, cancellationToken)
                .FirstOrDefault(type => type.ToDisplayString() == label)?.DeclaringSyntaxReferences.FirstOrDefault() is { } reference
            && project.GetDocument(reference.SyntaxTree) is { } document
            && await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is EnumDeclarationSyntax declaration)
        {
            return (document, declaration);
        }

        return null;
    }
}
