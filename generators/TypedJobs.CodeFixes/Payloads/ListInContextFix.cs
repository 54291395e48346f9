using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.CodeFixes.Payloads;

/// <summary>Lists a type that is not modelled in the application's own context, so that System.Text.Json's generator writes its JSON.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ListInContextFix))]
[Shared]
public sealed class ListInContextFix() : Fix("TJ0004")
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => place.Told(FixProperties.ListableType) is { } type && place.Told(FixProperties.Context) is { } context
            ? $"List '{TypeName.Display(type)}' in '{TypeName.Display(context)}'"
            : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var project = place.Document.Project;
        var name = TypeName.Display(place.Told(FixProperties.Context)!);
        if (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
            || compilation.GetSymbolsWithName(name.Substring(name.LastIndexOf('.') + 1), SymbolFilter.Type, cancellationToken).FirstOrDefault(type => type.ToDisplayString() == name) is not { } context)
        {
            return;
        }

        foreach (var reference in context.DeclaringSyntaxReferences)
        {
            if (project.GetDocument(reference.SyntaxTree) is { } document
                && await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is ClassDeclarationSyntax part
                && (part.AttributeLists.Count > 0 || context.DeclaringSyntaxReferences.Length == 1))
            {
                var source = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                var start = part.GetFirstToken().SpanStart;
                var indent = source.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(source.Lines.GetLineFromPosition(start).Start, start));
                var end = await Usings.EndOfLineAsync(document, cancellationToken).ConfigureAwait(false);
                edits.Insert(
                    document.Id,
                    start,
                    $"[JsonSerializable(typeof({TypeName.Display(place.Told(FixProperties.ListableType)!)}))]" + (string.IsNullOrWhiteSpace(indent) ? end + indent : " "));
                await Usings.AddAsync(document, "System.Text.Json.Serialization", edits, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
    }
}
