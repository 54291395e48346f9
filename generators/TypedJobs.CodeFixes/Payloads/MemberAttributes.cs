using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.CodeFixes.Payloads;

/// <summary>Puts an attribute with one text before a member: a property, a field, a position of a record, or a value of an enum.</summary>
internal static class MemberAttributes
{
    public static bool CanBeAdded(SyntaxNode node) => MemberOf(node) is not null;

    public static async Task AddAsync(FixPlace place, string attribute, string text, string imported, Edits edits, CancellationToken cancellationToken)
    {
        var member = MemberOf(place.Node)!;
        var start = member.GetFirstToken().SpanStart;
        var literal = SymbolDisplay.FormatLiteral(text, quote: true);
        if (member is ParameterSyntax)
        {
            edits.Insert(place.Document.Id, start, $"[property: {attribute}({literal})] ");
        }
        else
        {
            var source = await place.Document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            var line = source.Lines.GetLineFromPosition(start);
            var indent = source.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(line.Start, start));
            var end = await Usings.EndOfLineAsync(place.Document, cancellationToken).ConfigureAwait(false);

            // A member that has its line gets the attribute on the line before, one that shares it with others stays there.
            edits.Insert(place.Document.Id, start, $"[{attribute}({literal})]" + (string.IsNullOrWhiteSpace(indent) ? end + indent : " "));
        }

        await Usings.AddAsync(place.Document, imported, edits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same, or another text where the member has the attribute already.</summary>
    public static Task SetAsync(FixPlace place, string attribute, string text, string imported, Edits edits, CancellationToken cancellationToken)
    {
        if (Find(MemberOf(place.Node)!, attribute)?.ArgumentList?.Arguments.FirstOrDefault() is { } argument)
        {
            edits.Replace(place.Document.Id, argument.Span, SymbolDisplay.FormatLiteral(text, quote: true));
            return Task.CompletedTask;
        }

        return AddAsync(place, attribute, text, imported, edits, cancellationToken);
    }

    /// <summary>The text that an attribute of a member has; null if there is none.</summary>
    public static string? TextOf(SyntaxNode member, string attribute)
        => (Find(member, attribute)?.ArgumentList?.Arguments.FirstOrDefault()?.Expression as LiteralExpressionSyntax)?.Token.ValueText;

    private static AttributeSyntax? Find(SyntaxNode member, string attribute)
        => member.ChildNodes().OfType<AttributeListSyntax>().SelectMany(static list => list.Attributes)
            .FirstOrDefault(candidate => candidate.Name.ToString() is var name
                && (name.EndsWith(attribute, StringComparison.Ordinal) || name.EndsWith(attribute + "Attribute", StringComparison.Ordinal)));

    private static SyntaxNode? MemberOf(SyntaxNode node)
        => node.FirstAncestorOrSelf<SyntaxNode>(static candidate => candidate is ParameterSyntax or MemberDeclarationSyntax) switch
        {
            ParameterSyntax { Parent.Parent: TypeDeclarationSyntax } parameter => parameter,
            PropertyDeclarationSyntax property => property,
            FieldDeclarationSyntax { Declaration.Variables.Count: 1 } field => field,
            EnumMemberDeclarationSyntax value => value,
            _ => null,
        };
}
