using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TypedJobs.Generators.Enqueueing;

namespace TypedJobs.CodeFixes.Enqueueing;

/// <summary>
/// Enqueues as a batch what a loop enqueues one by one: of a query where the loop goes through a sequence and does no more than that, else of a list that
/// the loop fills.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BatchFix))]
[Shared]
public sealed class BatchFix() : Fix("TJ0026")
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place) => "Enqueue them as a batch";

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        if (await place.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || place.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } written
            || model.GetOperation(written, cancellationToken) is not IInvocationOperation operation
            || EnqueueCall.Of(operation) is not { } call
            || written.FirstAncestorOrSelf<AwaitExpressionSyntax>() is not { } awaited
            || written.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax statement
            || model.GetOperation(awaited, cancellationToken) is not IAwaitOperation result
            || statement.FirstAncestorOrSelf<StatementSyntax>(static candidate => candidate is CommonForEachStatementSyntax or ForStatementSyntax) is not { } loop)
        {
            return;
        }

        var rewritten = new EnqueueCallSyntax(call, awaited, written);
        var ids = CollectedIds.Of(result)?.Add.Instance?.Syntax.ToString();
        if (loop is ForEachStatementSyntax each && QueriedJobs.Of(each, statement, call, rewritten.Job, model, cancellationToken) is { } jobs)
        {
            edits.Replace(place.Document.Id, loop.Span, AddedTo(ids, rewritten.AsBatchOf(jobs.Text)) + ";", simplify: true);
            if (jobs.NeedsLinq)
            {
                await Usings.AddAsync(place.Document, "System.Linq", edits, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (loop.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
        {
            var text = await place.Document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            var line = text.Lines.GetLineFromPosition(loop.SpanStart).ToString();
            var end = await Usings.EndOfLineAsync(place.Document, cancellationToken).ConfigureAwait(false);
            var indent = line.Substring(0, line.Length - line.TrimStart().Length);
            var list = NameOfList(loop, model);
            var type = call.JobType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            edits.Insert(place.Document.Id, loop.SpanStart, $"var {list} = new global::System.Collections.Generic.List<{type}>();{end}{indent}", simplify: true);
            edits.Replace(place.Document.Id, statement.Expression.Span, $"{list}.Add({rewritten.Job})");
            edits.Insert(place.Document.Id, loop.Span.End, $"{end}{end}{indent}{AddedTo(ids, rewritten.AsBatchOf(list))};");
        }
    }

    private static string AddedTo(string? ids, string batch) => ids is null ? batch : $"{ids}.AddRange({batch})";

    /// <summary>A name that is free there, and that no other loop of the member is given when all are mended at once.</summary>
    private static string NameOfList(StatementSyntax loop, SemanticModel model)
    {
        var member = loop.FirstAncestorOrSelf<MemberDeclarationSyntax>(static candidate => candidate is not GlobalStatementSyntax) ?? loop.SyntaxTree.GetRoot();
        var loops = member.DescendantNodes().Where(static node => node is CommonForEachStatementSyntax or ForStatementSyntax).ToList();
        var number = loops.IndexOf(loop) + 1;
        var taken = new HashSet<string>(member.DescendantTokens().Select(static token => token.ValueText).Concat(model.LookupSymbols(loop.SpanStart).Select(static symbol => symbol.Name)), StringComparer.Ordinal);
        var name = Name(number);
        while (taken.Contains(name))
        {
            number += loops.Count;
            name = Name(number);
        }

        return name;

        static string Name(int number) => number == 1 ? "batch" : "batch" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
