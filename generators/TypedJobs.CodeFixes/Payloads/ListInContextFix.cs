using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes.Payloads;

/// <summary>Lists a type that is not modelled in the application's own context, so that System.Text.Json's generator writes its JSON.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ListInContextFix))]
[Shared]
public sealed class ListInContextFix() : Fix("TJ0004")
{
    private const string Namespace = "System.Text.Json.Serialization";
    private const string AttributeName = "JsonSerializable";

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => place.Told(FixProperties.ListableType) is { } type && place.Told(FixProperties.Context) is { } context
            ? $"List '{TypeName.Display(type)}' in '{TypeName.Display(context)}'"
            : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        if (await place.Document.Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
            || TypeLookup.Find(compilation, place.Told(FixProperties.Context)!) is not { } context
            || PartsOf(context, place.Document.Project, cancellationToken) is not [var (document, part), ..])
        {
            return;
        }

        var listed = ListedIn(context, cancellationToken);
        if (listed.Count == 0 && context.GetMembers("GetTypeInfo").Length > 0)
        {
            // Written by hand: System.Text.Json's generator would write the same members again.
            return;
        }

        // As the others are written, which may be by an alias or in full; the first one gets the directive that it needs.
        var attribute = listed.FirstOrDefault(other => other.SyntaxTree == part.SyntaxTree)?.Name.ToString();
        var type = place.Told(FixProperties.ListableType)!;
        var name = NeedsName(type, compilation, cancellationToken) ? $", TypeInfoPropertyName = \"{string.Concat(TypeName.Display(type).Where(char.IsLetterOrDigit))}\"" : string.Empty;
        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var start = part.GetFirstToken().SpanStart;
        var indent = text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(start).Start, start));
        var end = await Usings.EndOfLineAsync(document, cancellationToken).ConfigureAwait(false);
        edits.Insert(
            document.Id,
            start,
            $"[{attribute ?? $"global::{Namespace}.{AttributeName}"}(typeof({type}){name})]" + (string.IsNullOrWhiteSpace(indent) ? end + indent : " "),
            simplify: true);
        if (attribute is null)
        {
            await Usings.AddAsync(document, Namespace, edits, cancellationToken).ConfigureAwait(false);
        }

        foreach (var outer in part.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Where(static outer => !outer.Modifiers.Any(SyntaxKind.PartialKeyword)))
        {
            edits.Insert(document.Id, outer.Keyword.SpanStart, "partial ");
        }
    }

    /// <summary>The parts of a context that somebody has written: first the one that lists types, then the one that says what it derives from.</summary>
    private static IReadOnlyList<(Document Document, ClassDeclarationSyntax Part)> PartsOf(INamedTypeSymbol context, Project project, CancellationToken cancellationToken)
    {
        var listed = ListedIn(context, cancellationToken);
        return
        [
            .. context.DeclaringSyntaxReferences
                .Select(reference => (Document: project.GetDocument(reference.SyntaxTree)!, Part: (reference.GetSyntax(cancellationToken) as ClassDeclarationSyntax)!))
                .Where(static written => written is { Document: not null and not SourceGeneratedDocument, Part: not null })
                .OrderByDescending(written => listed.Any(attribute => written.Part.AttributeLists.Any(list => list.Attributes.Contains(attribute))))
                .ThenByDescending(static written => written.Part.BaseList is not null)
                .ThenBy(static written => written.Document.FilePath, StringComparer.Ordinal),
        ];
    }

    /// <summary>The attributes that list types in a context.</summary>
    private static IReadOnlyList<AttributeSyntax> ListedIn(INamedTypeSymbol context, CancellationToken cancellationToken)
        =>
        [
            .. context.GetAttributes()
                .Where(static attribute => attribute.AttributeClass is { Name: AttributeName + "Attribute" })
                .Select(attribute => attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken))
                .OfType<AttributeSyntax>(),
        ];

    /// <summary>
    /// Whether the property by which the context knows a type needs a name of its own. It is called as the type is, without its namespace: another type may be called so, and
    /// a keyword is no name.
    /// </summary>
    private static bool NeedsName(string type, Compilation compilation, CancellationToken cancellationToken)
        => type.Contains('@') || Regex.Matches(type, @"\w+(?![\w.:])").Cast<Match>()
            .Any(name => compilation.GetSymbolsWithName(name.Value, SymbolFilter.Type, cancellationToken).Skip(1).Any());
}
