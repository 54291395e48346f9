using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TypedJobs.Generators.Enqueueing;

/// <summary>
/// A loop that does nothing but enqueue, one job a turn, so that a batch would do the same. What a turn does besides, and what differs from turn to turn
/// other than the job, makes it another loop.
/// </summary>
internal static class EnqueueLoop
{
    public static bool CouldBeBatch(EnqueueCall call)
    {
        if (call.IsBatch
            || Awaited(call.Call) is not { Parent: IExpressionStatementOperation statement }
            || Loop(statement) is not { } loop
            || !IsOfManyAtOnce(loop))
        {
            return false;
        }

        var client = call.Call.Instance ?? call.Call.Arguments.FirstOrDefault()?.Value;
        return client is not null && IsTheSameEachTurn(client, loop)
            && (call.Options is not { } options || IsTheSameEachTurn(options, loop))
            && (call.Given("cancellationToken") is not { } token || IsTheSameEachTurn(token, loop));
    }

    /// <summary>The <c>await</c> of a call, over <c>ConfigureAwait</c> and its like.</summary>
    private static IAwaitOperation? Awaited(IInvocationOperation call)
        => call.Parent switch
        {
            IAwaitOperation awaited => awaited,
            IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" } wrapped => Awaited(wrapped),
            _ => null,
        };

    /// <summary>The loop whose turn is that statement, at most after declarations of what it uses.</summary>
    private static ILoopOperation? Loop(IOperation statement)
        => statement.Parent switch
        {
            ILoopOperation loop => loop,
            IBlockOperation { Parent: ILoopOperation loop } block
                when block.Operations.All(operation => operation == statement || (operation is IVariableDeclarationGroupOperation && !operation.Descendants().Any(static part => part is IAwaitOperation))) => loop,
            _ => null,
        };

    /// <summary>
    /// Whether what the loop goes through is there when it starts. A sequence that a method gives may wait for more, and never end;
    /// one of LINQ, a variable or a member is taken to be one that does.
    /// </summary>
    private static bool IsOfManyAtOnce(ILoopOperation loop)
        => loop switch
        {
            IForEachLoopOperation { IsAsynchronous: false } each => EnqueueCall.WithoutConversion(each.Collection) switch
            {
                IInvocationOperation made => made.TargetMethod.ContainingType.Name == "Enumerable" || IsCollection(made.Type),
                IAwaitOperation awaited => IsCollection(awaited.Type),
                _ => true,
            },
            IForLoopOperation { Condition: not null } => true,
            _ => false,
        };

    private static bool IsCollection(ITypeSymbol? type)
        => type is IArrayTypeSymbol || (type is not null && (IsCollectionItself(type) || type.AllInterfaces.Any(IsCollectionItself)));

    private static bool IsCollectionItself(ITypeSymbol type)
        => type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T;

    /// <summary>Whether nothing in an expression comes from the loop or can be another each time.</summary>
    private static bool IsTheSameEachTurn(IOperation expression, ILoopOperation loop)
        => expression.DescendantsAndSelf().All(part => part switch
        {
            ILocalReferenceOperation local => !local.Local.DeclaringSyntaxReferences.Any(declaration
                => declaration.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(declaration.Span)),
            IInvocationOperation { TargetMethod: var called } => called.ContainingType is { Name: "TimeSpan", ContainingNamespace.Name: "System" },
            IObjectCreationOperation { Type: var created } => created is { Name: "EnqueueOptions" or "TimeSpan" },
            IIncrementOrDecrementOperation or IAwaitOperation => false,
            _ => true,
        });
}
