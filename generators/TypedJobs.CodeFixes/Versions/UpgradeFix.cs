using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes.Versions;

/// <summary>Begins the step from an earlier version that nothing upgrades from.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UpgradeFix))]
[Shared]
public sealed class UpgradeFix() : Fix("TJ1008")
{
    /// <inheritdoc/>
    /// <remarks>A step from one version to the next is written by somebody who thinks about it.</remarks>
    private protected override bool FixesAll => false;

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => place.Told(FixProperties.Later) is { } later && place.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } earlier
            ? $"Upgrade from '{earlier.Identifier.ValueText}' in '{TypeName.Display(later)}'"
            : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var project = place.Document.Project;
        if (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
            || TypeLookup.Find(compilation, place.Told(FixProperties.Later)!) is not { } later
            || await place.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(place.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>()!, cancellationToken) is not INamedTypeSymbol earlier)
        {
            return;
        }

        var members = earlier.GetMembers().OfType<IPropertySymbol>()
            .Where(static property => property is { IsStatic: false, DeclaredAccessibility: Accessibility.Public })
            .Select(static property => (property.Name, UpgradeText.NameOf(property.Type)))
            .ToList();
        var name = SymbolEqualityComparer.Default.Equals(earlier.ContainingSymbol, later.ContainingSymbol) ? TypeName.Of(earlier).Simple : TypeName.Of(earlier).Global;
        var method = UpgradeText.Of(later, name, members, isAccessible: TypeName.Of(earlier).IsPublic || !TypeName.Of(later).IsPublic);
        foreach (var reference in later.DeclaringSyntaxReferences)
        {
            if (project.GetDocument(reference.SyntaxTree) is { } document
                && await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is TypeDeclarationSyntax syntax
                && document is not SourceGeneratedDocument)
            {
                await LaterRecord.AddAsync(document, syntax, name, method, edits, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
    }
}
