using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>The declaration of a member of a record: a position or a property.</summary>
internal static class MemberSyntax
{
    /// <summary>The declaration that a node is in; null if it is in none that can be changed.</summary>
    public static (SyntaxNode Member, TypeSyntax Type, SyntaxToken Name)? Of(SyntaxNode node)
        => node.FirstAncestorOrSelf<SyntaxNode>(static candidate => candidate is ParameterSyntax or MemberDeclarationSyntax) switch
        {
            ParameterSyntax { Type: { } type, Parent.Parent: RecordDeclarationSyntax } parameter => (parameter, type, parameter.Identifier),
            PropertyDeclarationSyntax property => (property, property.Type, property.Identifier),
            _ => null,
        };

    /// <summary>Takes away what says that the member must be there.</summary>
    public static void RemoveRequired(SyntaxNode member, DocumentId document, Edits edits)
    {
        if (member is PropertyDeclarationSyntax property && property.Modifiers.FirstOrDefault(static modifier => modifier.IsKind(SyntaxKind.RequiredKeyword)) is { RawKind: not 0 } required)
        {
            edits.Replace(document, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(required.SpanStart, required.FullSpan.End), string.Empty);
        }
    }

    /// <summary>Whether an attribute says that the member must be there.</summary>
    public static bool IsRequiredByAttribute(SyntaxNode member)
        => member.DescendantNodes().OfType<AttributeSyntax>().Any(static attribute => attribute.Name.ToString() is var name && (name.EndsWith("JsonRequired", StringComparison.Ordinal) || name.EndsWith("JsonRequiredAttribute", StringComparison.Ordinal)));
}
