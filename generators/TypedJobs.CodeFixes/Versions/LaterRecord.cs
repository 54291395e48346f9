using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.CodeFixes.Versions;

/// <summary>Lets a record upgrade from an earlier version: the interface in its head, the method in its body.</summary>
internal static class LaterRecord
{
    /// <summary>Adds both.</summary>
    /// <param name="document">The record's file.</param>
    /// <param name="record">Its declaration.</param>
    /// <param name="earlier">How code names the earlier record.</param>
    /// <param name="method">The method, with <c>\n</c> between its lines.</param>
    /// <param name="edits">Receives the changes.</param>
    /// <param name="cancellationToken">Ends the reading of the file.</param>
    public static async Task AddAsync(Document document, TypeDeclarationSyntax record, string earlier, string method, Edits edits, CancellationToken cancellationToken)
    {
        var implemented = $"IUpgradeFrom<{earlier}, {record.Identifier.Text}>";
        if (record.BaseList is { } list)
        {
            edits.Insert(document.Id, list.Types.Last().Span.End, $", {implemented}", simplify: true);
        }
        else
        {
            edits.Insert(document.Id, record.ParameterList?.Span.End ?? record.Identifier.Span.End, $" : {implemented}", simplify: true);
        }

        await Usings.AddAsync(document, "TypedJobs", edits, cancellationToken).ConfigureAwait(false);
        await AddToBodyAsync(document, record, method, edits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a member at the end of a body, which a record may not have yet.</summary>
    public static async Task AddToBodyAsync(Document document, TypeDeclarationSyntax record, string member, Edits edits, CancellationToken cancellationToken)
    {
        var end = await Usings.EndOfLineAsync(document, cancellationToken).ConfigureAwait(false);
        var indent = await IndentOfAsync(document, record, cancellationToken).ConfigureAwait(false);
        var lines = Indented(member, indent + "    ", end);
        if (record.SemicolonToken.IsKind(SyntaxKind.SemicolonToken))
        {
            edits.Replace(document.Id, record.SemicolonToken.Span, $"{end}{indent}{{{end}{lines}{end}{indent}}}", simplify: true);
        }
        else
        {
            var isEmpty = record.Members.Count == 0;
            var close = record.CloseBraceToken;
            var start = isEmpty ? record.OpenBraceToken.Span.End : record.Members.Last().Span.End;
            edits.Replace(document.Id, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(start, close.SpanStart), $"{(isEmpty ? string.Empty : end)}{end}{lines}{end}{indent}", simplify: true);
        }
    }

    /// <summary>Text of several lines, each but the empty ones indented.</summary>
    public static string Indented(string text, string indent, string end)
        => string.Join(end, text.Split('\n').Select(line => line.Length == 0 ? line : indent + line));

    /// <summary>What stands before a declaration on its line.</summary>
    public static async Task<string> IndentOfAsync(Document document, TypeDeclarationSyntax record, CancellationToken cancellationToken)
    {
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var line = text.Lines.GetLineFromPosition(record.GetFirstToken().SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }
}
