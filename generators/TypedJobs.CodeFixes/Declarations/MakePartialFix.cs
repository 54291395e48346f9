using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.CodeFixes.Declarations;

/// <summary>Makes a job or an earlier version <c>sealed partial</c>, a worker <c>partial</c>, and each type that contains it <c>partial</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix))]
[Shared]
public sealed class MakePartialFix() : Fix(NotSealedPartialRecord, "TJ0007")
{
    private const string NotSealedPartialRecord = "TJ0001";

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
    {
        if (place.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { TypeParameterList: null } type)
        {
            return null;
        }

        var containers = type.Ancestors().OfType<TypeDeclarationSyntax>().ToList();
        if (containers.Any(static container => container.TypeParameterList is not null)
            || containers.Prepend(type).Any(static part => part.Modifiers.Any(SyntaxKind.FileKeyword))
            || containers.Prepend(type).All(part => part.Modifiers.Any(SyntaxKind.PartialKeyword)) && !MustBeSealed(place, type))
        {
            return null;
        }

        return place.Diagnostic.Id == NotSealedPartialRecord
            ? type.IsKind(SyntaxKind.RecordDeclaration) && !type.Modifiers.Any(SyntaxKind.AbstractKeyword) ? $"Make '{type.Identifier.ValueText}' sealed partial" : null
            : type.Modifiers.Any(SyntaxKind.StaticKeyword) ? null : $"Make '{type.Identifier.ValueText}' partial";
    }

    /// <inheritdoc/>
    private protected override Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var type = place.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
        foreach (var part in type.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
        {
            var isPartial = part.Modifiers.Any(SyntaxKind.PartialKeyword);
            var words = (part == type && MustBeSealed(place, type) ? "sealed " : string.Empty) + (isPartial ? string.Empty : "partial ");
            if (words.Length > 0)
            {
                // 'partial' stands directly before the keyword, everything else before it.
                var next = isPartial ? part.Modifiers.First(static modifier => modifier.IsKind(SyntaxKind.PartialKeyword)) : part.Keyword;
                edits.Insert(place.Document.Id, next.SpanStart, words);
            }
        }

        return Task.CompletedTask;
    }

    private static bool MustBeSealed(FixPlace place, TypeDeclarationSyntax type)
        => place.Diagnostic.Id == NotSealedPartialRecord && !type.Modifiers.Any(SyntaxKind.SealedKeyword);
}
