using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.Generators.Emission;

/// <summary>How other parts of types begin. Modifiers such as <c>static</c> and <c>readonly</c> need to stand on one part alone.</summary>
internal static class PartialHeads
{
    /// <summary>The heads of a type and of those that contain it, outermost first; none for what is no type.</summary>
    public static EquatableArray<string> Of(SyntaxNode? innermost)
    {
        if (innermost is not TypeDeclarationSyntax)
        {
            return new(ImmutableArray<string>.Empty);
        }

        var heads = new List<string>();
        for (var node = innermost; node is TypeDeclarationSyntax type; node = node.Parent)
        {
            var keyword = type is RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not 0 } record
                ? $"record {record.ClassOrStructKeyword.Text}"
                : type.Keyword.Text;
            heads.Insert(0, $"partial {keyword} {type.Identifier.Text}");
        }

        return heads.ToEquatableArray();
    }
}
