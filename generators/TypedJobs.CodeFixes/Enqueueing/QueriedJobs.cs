using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Enqueueing;

namespace TypedJobs.CodeFixes.Enqueueing;

/// <summary>The jobs of a loop as one expression: the sequence itself, or a query over it.</summary>
/// <param name="Text">The expression.</param>
/// <param name="NeedsLinq">Whether it is a query.</param>
internal sealed record QueriedJobs(string Text, bool NeedsLinq)
{
    /// <summary>The expression; null where it would not mean the same, or would not compile.</summary>
    public static QueriedJobs? Of(
        ForEachStatementSyntax loop, ExpressionStatementSyntax statement, EnqueueCall call, ExpressionSyntax job, SemanticModel model, CancellationToken cancellationToken)
    {
        var isAlone = loop.Statement == statement || loop.Statement is BlockSyntax { Statements: [var only] } && only == statement;
        if (!isAlone
            || loop.DescendantTrivia().Any(trivia => loop.Span.Contains(trivia.Span) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            || model.GetDeclaredSymbol(loop, cancellationToken) is not { } each
            || !IsSequenceOf(model.GetTypeInfo(loop.Expression, cancellationToken).Type, each.Type))
        {
            return null;
        }

        if (job is IdentifierNameSyntax { Identifier.ValueText: var name } && name == each.Name)
        {
            return SymbolEqualityComparer.Default.Equals(each.Type, call.JobType) ? new QueriedJobs(loop.Expression.ToString(), NeedsLinq: false) : null;
        }

        // In a struct, a lambda cannot see the fields.
        var type = model.GetEnclosingSymbol(loop.SpanStart, cancellationToken)?.ContainingType;
        return type is { IsValueType: false } && TextOf(job, call.JobType, model, cancellationToken) is { } text
            ? new QueriedJobs($"{Operands.AsOperand(loop.Expression)}.Select({loop.Identifier} => {text})", NeedsLinq: true)
            : null;
    }

    /// <summary>The job where nothing says its type; null if it has none by itself.</summary>
    private static string? TextOf(ExpressionSyntax job, ITypeSymbol type, SemanticModel model, CancellationToken cancellationToken)
        => job is ImplicitObjectCreationExpressionSyntax creation
                ? $"new {type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}{creation.ArgumentList}{(creation.Initializer is { } initializer ? " " + initializer : string.Empty)}"
            : job is InvocationExpressionSyntax or ObjectCreationExpressionSyntax or SimpleNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or WithExpressionSyntax
                && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(job, cancellationToken).Type, type)
                ? job.ToString()
            : null;

    private static bool IsSequenceOf(ITypeSymbol? sequence, ITypeSymbol element)
        => sequence is { IsRefLikeType: false }

            // What selects from it is handed to a database, which knows less of C#.
            && !sequence.AllInterfaces.Append(sequence).Any(static candidate => candidate is { Name: "IQueryable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } })
            && sequence.AllInterfaces.Concat(sequence is INamedTypeSymbol itself ? [itself] : [])
                .Any(candidate => candidate.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
                    && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], element));
}
